"""The sink as one ASGI application."""

import asyncio
import base64
import hmac
import json
import logging
from typing import Annotated, Any, cast

import httpx
from fastapi import FastAPI, Form, Request, Response
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp
from twilio.request_validator import RequestValidator

from activities.messenger.wording import text_of
from deploy.messagesink.fate import refusal_of, reports_of
from deploy.messagesink.faults import Faults, FaultSwitches
from deploy.messagesink.store import ACCOUNT_PATH, Store, TakenMessage
from deploy.standin.connection import CuttableConnections, drop_connection
from terms.messaging import MessagePurpose

TEMPLATE_PREFIX = "HX-"
REPORT_TRIES = 20
REPORT_PAUSE = 0.5

logger = logging.getLogger(__name__)


def make_app(account: str, auth_token: str) -> ASGIApp:
    """A sink for one account, which signs its reports with the account's token."""
    app = FastAPI(title="Message sink", docs_url=None, redoc_url=None)
    sink = _Sink(account, auth_token)
    messages = f"{ACCOUNT_PATH}/{{account}}/Messages.json"
    app.post(messages)(sink.take)
    app.get(messages)(sink.search)
    app.get("/inbox/messages")(sink.inbox)
    app.delete("/inbox/messages", status_code=204)(sink.clear)
    app.post("/faults")(sink.set_faults)
    app.get("/health")(sink.health)
    return CuttableConnections(app)


class _Sink:
    def __init__(self, account: str, auth_token: str) -> None:
        self._account = account
        self._token = auth_token
        self._signing: Any = cast("Any", RequestValidator)(auth_token)
        self._store = Store()
        self._faults = FaultSwitches()
        self._reporting: set[asyncio.Task[None]] = set()

    async def take(
        self,
        request: Request,
        to: Annotated[str, Form(alias="To")],
        sender: Annotated[str, Form(alias="From")] = "",
        service: Annotated[str, Form(alias="MessagingServiceSid")] = "",
        body: Annotated[str, Form(alias="Body")] = "",
        template: Annotated[str, Form(alias="ContentSid")] = "",
        variables: Annotated[str, Form(alias="ContentVariables")] = "{}",
        callback: Annotated[str, Form(alias="StatusCallback")] = "",
    ) -> Response:
        """Takes a message, or answers with Twilio's errors."""
        if not self._knows(request):
            return _error(401, 20003, "Authenticate")
        if self._faults.use_refusal():
            return _error(self._faults.now.refuse_status, 20429, "Try again")
        if (code := refusal_of(to)) is not None:
            return _error(400, code, f"The number {to} cannot be reached")
        text = _rendered(template, variables) if template else body
        if text is None or not text or not (sender or service):
            return _error(400, 21602, "A text or a template, and a sender, are required")
        message = TakenMessage(self._account, to, sender or service, text, callback)
        self._store.add(message)
        self._report(message)
        if self._faults.use_loss():
            return await drop_connection(request)
        return JSONResponse(message.resource(), 201)

    async def search(self, request: Request, To: str | None = None) -> Response:  # noqa: N803 - Twilio's name
        """The newest messages to a number."""
        if not self._knows(request):
            return _error(401, 20003, "Authenticate")
        found = [message.resource() for message in self._store.to(To)]
        uri = f"{ACCOUNT_PATH}/{self._account}/Messages.json"
        page = {"page": 0, "page_size": 50, "uri": uri, "first_page_uri": uri, "next_page_uri": None}
        return JSONResponse(
            page | {"messages": found, "previous_page_uri": None, "start": 0, "end": len(found)}
        )

    async def inbox(self, to: str | None = None) -> dict[str, object]:
        """What arrived, for tests and people."""
        return {"messages": [message.resource() for message in self._store.to(to)]}

    async def clear(self) -> None:
        """Empties the inbox."""
        self._store.clear()

    async def set_faults(self, wanted: Faults) -> Faults:
        """Replaces all switches."""
        self._faults.set(wanted)
        return wanted

    async def health(self) -> dict[str, str]:
        """That it answers."""
        return {"status": "ok"}

    def _knows(self, request: Request) -> bool:
        expected = base64.b64encode(f"{self._account}:{self._token}".encode()).decode()
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Basic {expected}".encode())

    def _report(self, message: TakenMessage) -> None:
        task = asyncio.create_task(self._tell(message))
        self._reporting.add(task)
        task.add_done_callback(self._reporting.discard)

    async def _tell(self, message: TakenMessage) -> None:
        """Reports each state to the message's callback, signed; tried again for a while."""
        for state, code in reports_of(message.to):
            await self._faults.reporting.wait()
            message.status, message.error_code = state, code
            form = {"MessageSid": message.sid, "MessageStatus": state, "To": message.to}
            if code is not None:
                form["ErrorCode"] = str(code)
            if message.callback:
                await self._post(message.callback, form)

    async def _post(self, url: str, form: dict[str, str]) -> None:
        headers = {"X-Twilio-Signature": self._signing.compute_signature(url, form)}
        async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
            for _ in range(REPORT_TRIES):
                try:
                    answer = await client.post(url, data=form, headers=headers)
                except httpx.HTTPError:
                    logger.info("a report could not be delivered yet")
                else:
                    if answer.status_code < 500:
                        return
                await asyncio.sleep(REPORT_PAUSE)


def _rendered(template: str, variables: str) -> str | None:
    """The text of a template named `HX-purpose.language`; `None` for one that is not registered."""
    purpose, _, language = template.removeprefix(TEMPLATE_PREFIX).partition(".")
    try:
        return text_of(MessagePurpose(purpose), language, json.loads(variables))
    except (ValueError, KeyError):
        return None


def _error(status: int, code: int, words: str) -> Response:
    return JSONResponse(
        {
            "status": status,
            "code": code,
            "message": words,
            "more_info": f"https://www.twilio.com/docs/errors/{code}",
        },
        status,
    )
