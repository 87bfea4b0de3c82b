"""Twilio through its official client, kept off the event loop; its answers as three kinds of failure."""

import asyncio
import json
import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, cast

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from urllib3.exceptions import NewConnectionError

from activities.mail.provider import NotTakenError, OutcomeUnknownError, RecipientRefusedError
from terms.messaging import Channel

HTTP_TIMEOUT_SECONDS = 20
SEARCH_LIMIT = 50
"""So many of a number's newest messages are looked through for one whose answer was lost."""
STOPPED = 21610
"""The recipient told this sender to stop."""
_NEVER = frozenset({STOPPED, 21211, 21214, 21217, 21265, 21408, 21612, 21614, 63003, 63024})
"""Codes that say of the number that it will never be reached."""
_NOT_TAKEN = frozenset({429, 503})
_TWILIO = "https://api.twilio.com"


class StoppedError(RecipientRefusedError):
    """The recipient told the channel to stop: a revocation of the consent."""


@dataclass(frozen=True)
class OutgoingMessage:
    """A message as it leaves. `template` and `variables` are WhatsApp's form of the same `text`."""

    channel: Channel
    to: str
    text: str
    report_to: str
    template: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)


class Twilio:
    """The provider, asked by its official client, which blocks and therefore runs in threads of its own."""

    def __init__(
        self,
        account: str,
        auth_token: str,
        senders: Mapping[Channel, str],
        base_url: str | None = None,
        *,
        threads: int = 8,
    ) -> None:
        """`senders` are our numbers by channel, or the id (`MG…`) of a messaging service."""
        logging.getLogger("twilio.http_client").setLevel(logging.WARNING)  # it logs numbers and texts
        self._client: Any = cast("Any", Client)(account, auth_token, http_client=_HttpClient(base_url))
        self._senders = senders
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="twilio")

    async def send(self, message: OutgoingMessage) -> str:
        """Hands over a message; returns the provider's id.

        Raises `RecipientRefusedError`, `NotTakenError` or `OutcomeUnknownError`.
        """
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._send, message)

    async def find(self, channel: Channel, to: str, part: str) -> str | None:
        """The id of a message to this number that holds `part`, if the provider took one.

        Raises `NotTakenError` when it cannot be asked now.
        """
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._find, channel, to, part)

    def _send(self, message: OutgoingMessage) -> str:
        sender = self._senders[message.channel]
        given: dict[str, Any] = {
            "to": _address(message.channel, message.to),
            "status_callback": message.report_to,
        }
        given["messaging_service_sid" if sender.startswith("MG") else "from_"] = (
            sender if sender.startswith("MG") else _address(message.channel, sender)
        )
        if message.channel is Channel.WHATSAPP:
            given |= {
                "content_sid": message.template,
                "content_variables": json.dumps(dict(message.variables)),
            }
        else:
            given["body"] = message.text
        try:
            return str(self._client.messages.create(**given).sid)
        except TwilioRestException as error:
            raise _failure_of_send(error) from None
        except (requests.RequestException, TwilioException) as error:
            raise _failure_of_connection(error) from error

    def _find(self, channel: Channel, to: str, part: str) -> str | None:
        try:
            newest = self._client.messages.list(to=_address(channel, to), limit=SEARCH_LIMIT)
        except (TwilioException, requests.RequestException) as error:
            raise NotTakenError("the message provider cannot be asked about a message now") from error
        return next((str(row.sid) for row in newest if part in (row.body or "")), None)


class _HttpClient:
    """The client's own, with another base address where one is set."""

    def __init__(self, base_url: str | None) -> None:
        self._client: Any = cast("Any", TwilioHttpClient)(timeout=HTTP_TIMEOUT_SECONDS)
        self._base_url = base_url.rstrip("/") if base_url else _TWILIO

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """Asks as the client would, at our address."""
        ours = url.replace(_TWILIO, self._base_url, 1)
        response: Response = self._client.request(method, ours, *args, **kwargs)
        return response


def _address(channel: Channel, number: str) -> str:
    return f"whatsapp:{number}" if channel is Channel.WHATSAPP else number


def _failure_of_send(error: TwilioRestException) -> Exception:
    """What an answer that is not 2xx means for the message; its words may name the number, so go."""
    status, words = int(error.status), f"message provider: {error.status}, code {error.code}"
    if error.code == STOPPED:
        return StoppedError(words)
    if error.code in _NEVER:
        return RecipientRefusedError(words)
    if status in _NOT_TAKEN or 400 <= status < 500:
        return NotTakenError(words)
    return OutcomeUnknownError(words)


def _failure_of_connection(error: Exception) -> Exception:
    """Only a failed connect proves that nothing was sent."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(error, requests.ConnectTimeout) or isinstance(reason, NewConnectionError):
        return NotTakenError("the message provider cannot be reached")
    return OutcomeUnknownError(f"no answer from the message provider ({type(error).__name__})")
