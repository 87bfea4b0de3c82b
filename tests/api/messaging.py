"""Signers who consent to messages, in tests of the API."""

import asyncio
import re
from typing import Any
from uuid import uuid4

from fastapi import FastAPI

from tests.activities.messenger.running_sink import RunningMessageSink
from tests.api.calling import (
    Caller,
    Owner,
    drafted,
    until,
)
from tests.api.test_lifecycle import invited, notified

OWN = "/v1/businesses/current/messaging"
PHONE = "+34612345678"


async def accept_clause(owner: Owner, channel: str = "sms") -> None:
    shown = (await owner.get(OWN)).json()
    given = {name: shown["text"][name] for name in ("version", "language", "sha256")}
    answer = await owner.put(f"{OWN}/clauses/{channel}", json=given)
    assert answer.status_code == 200, answer.text


async def signing(app: FastAPI, owner: Owner, **changes: Any) -> tuple[str, dict[str, Any]]:
    """A signer's token, and the envelope."""
    envelope = await drafted(owner, 1, **changes)
    assert (await owner.post(f"/v1/envelopes/{envelope['id']}/send")).status_code == 200
    token = await invited(app, envelope["signers"][0]["id"])
    await notified(owner, envelope["id"], "notified")
    return token, envelope


async def asked(caller: Caller, token: str, phone: str = PHONE, channel: str = "sms") -> dict[str, Any]:
    """A consent that awaits its code."""
    shown = (await caller.get(f"/v1/signing/{token}/messaging")).json()
    given = {name: shown["text"][name] for name in ("version", "language", "sha256")}
    body = {"channel": channel, "phone": phone, "consent": given}
    answer = await caller.post(f"/v1/signing/{token}/messaging", json=body)
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def code_at(sink: RunningMessageSink, phone: str) -> str:
    """The code in the newest message to a number."""

    async def read() -> str | None:
        messages = await asyncio.to_thread(sink.messages, phone)
        found = re.match(r"(\d{6}) ", messages[0]["body"]) if messages else None
        return found[1] if found else None

    code: str = await until(read)
    return code


def new_phone() -> str:
    return f"+346{uuid4().int % 10**8:08d}"[:-4] + "1111"


async def consented(caller: Caller, sink: RunningMessageSink, token: str, phone: str) -> dict[str, Any]:
    """A confirmed consent."""
    consent = await asked(caller, token, phone)
    code = await code_at(sink, phone)
    answer = await caller.post(f"/v1/signing/{token}/messaging/{consent['id']}/code", json={"code": code})
    assert (answer.status_code, answer.json()["state"]) == (200, "confirmed"), answer.text
    return consent
