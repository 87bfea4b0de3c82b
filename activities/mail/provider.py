"""SendGrid through its official client, kept off the event loop; its answers as three kinds of failure."""

import asyncio
import email.utils
import http.client
import json
import logging
import math
import re
import socket
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

from python_http_client.exceptions import HTTPError
from sendgrid.sendgrid import SendGridAPIClient

HTTP_TIMEOUT_SECONDS = 20
MAIL_ID_ARGUMENT = "mail_id"
WORDS_MAX = 500
_RECIPIENT_FIELD = re.compile(r"^personalizations\.\d+\.(to|cc|bcc)\b")
_ADDRESS = re.compile(r"[^\s<>\"',;:()]+@[^\s<>\"',;:()]+")
_NOT_TAKEN = frozenset({429, 503})
"""Answers that say the message was turned away and may come again later."""


class RecipientRefusedError(Exception):
    """The provider will never take a message to this address."""


class NotTakenError(Exception):
    """The provider certainly did not take the message. `retry_after` is how many seconds it asks for."""

    def __init__(self, words: str, retry_after: float | None = None) -> None:
        super().__init__(words)
        self.retry_after = retry_after


class OutcomeUnknownError(Exception):
    """The provider may or may not have taken the message: no answer, or one that does not tell."""


class SendGrid:
    """The provider, asked by its official client, which blocks and therefore runs in threads of its own."""

    def __init__(self, api_key: str, host: str, *, threads: int = 16) -> None:
        # At DEBUG this client logs the API key and whole mails.
        logging.getLogger("python_http_client").setLevel(logging.INFO)
        self._api: Any = cast("Any", SendGridAPIClient)(api_key, host=host.rstrip("/"))
        self._api.client.timeout = HTTP_TIMEOUT_SECONDS
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="sendgrid")

    async def send(self, message: Mapping[str, Any]) -> str:
        """Hands over a `mail/send` request; returns the provider's message id, empty when it gave none.

        Raises `RecipientRefusedError`, `NotTakenError` or `OutcomeUnknownError`.
        """
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._send, dict(message))

    async def find(self, mail_id: str) -> str | None:
        """The provider's message id of our mail, where its Email Activity feed knows it; else `None`.

        The feed is a paid addition of the account: without it the answer is `None` too. Raises
        `NotTakenError` when the provider cannot be asked now.
        """
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._find, mail_id)

    def close(self) -> None:
        """Ends the threads once the calls under way have ended."""
        self._threads.shutdown()

    def _send(self, message: dict[str, Any]) -> str:
        try:
            response = self._api.send(message)
        except HTTPError as error:
            raise _failure_of_send(error) from None
        except (OSError, http.client.HTTPException) as error:
            raise _failure_of_connection(error) from error
        return str(response.headers.get("X-Message-Id") or "")

    def _find(self, mail_id: str) -> str | None:
        query = {"query": f"(unique_args['{MAIL_ID_ARGUMENT}']=\"{mail_id}\")", "limit": "1"}
        try:
            response = self._api.client.messages.get(query_params=query)
            found = json.loads(response.body).get("messages") or []
        except HTTPError as error:
            if error.status_code in (400, 401, 403, 404):
                return None
            raise NotTakenError(_words(error), _retry_after(error)) from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NotTakenError("the mail provider cannot be asked about a message now") from error
        return str(found[0]["msg_id"]).split(".", 1)[0] if found else None


def _failure_of_send(error: HTTPError) -> Exception:
    """What an answer that is not 2xx means for the message."""
    status = int(error.status_code)
    if status == 400 and any(_RECIPIENT_FIELD.match(str(item.get("field") or "")) for item in _errors(error)):
        return RecipientRefusedError(_words(error))
    if status in _NOT_TAKEN or 400 <= status < 500:
        return NotTakenError(_words(error), _retry_after(error))
    return OutcomeUnknownError(_words(error))


def _failure_of_connection(error: Exception) -> Exception:
    """urllib wraps what happened before the answer: only a failed connect proves that nothing was sent."""
    reason = getattr(error, "reason", error)
    if isinstance(reason, ConnectionRefusedError | socket.gaierror):
        return NotTakenError("the mail provider cannot be reached")
    return OutcomeUnknownError(f"no answer from the mail provider ({type(reason).__name__})")


def _errors(error: HTTPError) -> list[dict[str, Any]]:
    try:
        errors = json.loads(error.body).get("errors", [])
    except (ValueError, AttributeError, TypeError):
        return []
    return [item for item in errors if isinstance(item, dict)] if isinstance(errors, list) else []


def _words(error: HTTPError) -> str:
    """The provider's own words without any address: they end up in Temporal and in `explain`."""
    said = "; ".join(str(item.get("message")) for item in _errors(error)) or str(error.reason)
    return f"mail provider: {error.status_code} {mask_addresses(said)}"[:WORDS_MAX]


def mask_addresses(words: str) -> str:
    """The words with every e-mail address in them replaced."""
    return _ADDRESS.sub("<address>", words)


def _retry_after(error: HTTPError) -> float | None:
    """Seconds to wait: `Retry-After` (seconds or date), else SendGrid's `X-RateLimit-Reset` (epoch)."""
    headers = error.headers or {}
    if (reset := headers.get("X-RateLimit-Reset")) and not headers.get("Retry-After"):
        return _not_negative(_number(reset), since=time.time())
    after = headers.get("Retry-After")
    if after is None:
        return None
    if (seconds := _number(after)) is not None:
        return _not_negative(seconds)
    try:
        return _not_negative(email.utils.parsedate_to_datetime(after).timestamp(), since=time.time())
    except ValueError:
        return None


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _not_negative(seconds: float | None, since: float = 0) -> float | None:
    return None if seconds is None else max(0.0, seconds - since)
