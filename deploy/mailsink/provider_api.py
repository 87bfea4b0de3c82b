"""The part of SendGrid's v3 API that the service uses: `mail/send` and the Email Activity feed."""

import asyncio
import hmac
import json
import re
import secrets
import time
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from deploy.mailsink.fate import REFUSE, Addressee, event, events_of, fate_of
from deploy.mailsink.faults import FaultSwitches
from deploy.mailsink.store import Message, Store
from deploy.mailsink.validation import Fault, error_body, faults_of
from deploy.standin.connection import drop_connection

LIMIT_MAX = 1000
_BY_ARGUMENT = re.compile(r"\(?\s*unique_args\['([^']+)'\]\s*=\s*\"([^\"]*)\"\s*\)?")
_BY_COLUMN = re.compile(r"\(?\s*(msg_id|to_email|status)\s*=\s*\"([^\"]*)\"\s*\)?")
_STATUS = {"bounce": "not_delivered", "dropped": "not_delivered"}


class ProviderApi:
    """Accepts messages and answers what it knows of them."""

    def __init__(self, store: Store, faults: FaultSwitches, api_key: str | None) -> None:
        """Without an `api_key` any key is good."""
        self._store = store
        self._faults = faults
        self._api_key = api_key
        self.router = APIRouter(prefix="/v3")
        self.router.post("/mail/send")(self.send)
        self.router.get("/messages")(self.search)

    async def send(self, request: Request) -> Response:
        """`POST /v3/mail/send`: 202 with `X-Message-Id`, or SendGrid's errors."""
        if (refusal := self._refuse_key(request)) is not None:
            return refusal
        await asyncio.sleep(self._faults.now.delay_seconds)
        if self._faults.use("drop_requests"):
            return await drop_connection(request)
        if self._faults.use("refuse_next"):
            return self._refusal_by_fault()
        try:
            body = await request.json()
        except (json.JSONDecodeError, UnicodeDecodeError):
            return JSONResponse(error_body(Fault("Bad Request", None, None)), 400)
        if faults := faults_of(body) or _refused_addresses(body):
            return JSONResponse(error_body(*faults), 400)
        message_id = self._accept(body)
        await asyncio.sleep(self._faults.now.delay_answer_seconds)
        if self._faults.use("lose_answers"):
            return await drop_connection(request)
        return Response(status_code=202, headers={"X-Message-Id": message_id})

    async def search(self, request: Request, query: str, limit: int = 10) -> Response:
        """`GET /v3/messages`: by `unique_args['name']`, `msg_id`, `to_email` or `status`, with `=` only."""
        if (refusal := self._refuse_key(request)) is not None:
            return refusal
        if (status := self._faults.now.search_status) is not None:
            return JSONResponse(error_body(Fault("authorization required", None)), status)
        before = time.time() - self._faults.now.hide_from_search_seconds
        if not 0 < limit <= LIMIT_MAX:
            return JSONResponse(error_body(Fault("limit out of range", "limit")), 400)
        if found := _BY_ARGUMENT.fullmatch(query.strip()):
            messages = self._store.find_by_argument(found[1], found[2], before=before, limit=limit)
        elif found := _BY_COLUMN.fullmatch(query.strip()):
            value = found[2].split(".", 1)[0] if found[1] == "msg_id" else found[2]
            messages = self._store.find(found[1], value, before=before, limit=limit)
        else:
            return JSONResponse(error_body(Fault("invalid query", "query")), 400)
        return JSONResponse({"messages": [_activity(message) for message in messages]})

    def opened(self, message: Message, user_agent: str, ip: str) -> None:
        """The message's picture was loaded: an `open` event."""
        now = time.time()
        details = {"useragent": user_agent, "ip": ip, "sg_machine_open": False}
        opened = event(self._addressee(message), "open", now, **details)
        self._store.queue_event(opened, now)
        self._store.note(message.id, None, opened=True, at=now)

    def _refuse_key(self, request: Request) -> Response | None:
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or not key:
            return JSONResponse(error_body(Fault("authorization required", None, None)), 401)
        if self._api_key and not hmac.compare_digest(key.encode(), self._api_key.encode()):
            words = "The provided authorization grant is invalid, expired, or revoked"
            return JSONResponse(error_body(Fault(words, None, None)), 401)
        return None

    def _refusal_by_fault(self) -> Response:
        status, after = self._faults.now.refuse_status, self._faults.now.retry_after
        words = "too many requests" if status == 429 else "service unavailable"
        return JSONResponse(
            error_body(Fault(words, None, None)), status, headers={"Retry-After": after} if after else None
        )

    def _accept(self, body: dict[str, Any]) -> str:
        """Stores one message per recipient; the first one's id is the request's, as SendGrid derives them."""
        request_id = secrets.token_urlsafe(16)
        now = time.time()
        recipients = [
            (one, kind, party)
            for one in body["personalizations"]
            for kind in ("to", "cc", "bcc")
            for party in one.get(kind) or []
        ]
        for number, (one, kind, party) in enumerate(recipients):
            message_id = request_id if number == 0 else f"{request_id}-{number}"
            shared = {name: value for name, value in body.items() if name != "personalizations"}
            request = shared | {"subject": one.get("subject") or body.get("subject"), kind: party}
            request["headers"] = {**body.get("headers", {}), **one.get("headers", {})}
            arguments = {**body.get("custom_args", {}), **one.get("custom_args", {})}
            self._store.add_message(message_id, party["email"], request, arguments, now)
            if (message := self._store.message(message_id)) is not None:
                self._follow(message, now)
        return request_id

    def _follow(self, message: Message, now: float) -> None:
        for at, happened in events_of(self._addressee(message), now):
            self._store.queue_event(happened, at)
            status = _STATUS.get(happened["event"], happened["event"])
            self._store.note(message.id, status if status != "spamreport" else None, opened=False, at=at)

    def _addressee(self, message: Message) -> Addressee:
        headers = {name.lower(): value for name, value in message.request["headers"].items()}
        return Addressee(
            message.id,
            message.to_email,
            headers.get("message-id", f"<{message.id}@mailsink>"),
            message.request.get("categories", []),
            self._store.custom_args(message.id),
        )


def _refused_addresses(body: dict[str, Any]) -> list[Fault]:
    return [
        Fault("Does not contain a valid address.", f"personalizations.{number}.to.{index}.email")
        for number, one in enumerate(body["personalizations"])
        for index, party in enumerate(one["to"])
        if fate_of(party["email"]) == REFUSE
    ]


def _activity(message: Message) -> dict[str, Any]:
    """A message as the Email Activity feed lists it."""
    return {
        "from_email": message.request["from"]["email"],
        "msg_id": f"{message.id}.mailsink-0-0.0",
        "subject": message.request["subject"],
        "to_email": message.to_email,
        "status": message.status,
        "opens_count": message.opens,
        "clicks_count": 0,
        "last_event_time": datetime.fromtimestamp(message.last_event_at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
