"""Readiness, and payloads decoded for operations alone."""

import json
import time
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from google.protobuf.json_format import MessageToJson
from sqlalchemy import select
from temporalio.api.common.v1 import Payloads

from deploy.mailsink.keys import WebhookKey
from deploy.stack.environment import LocalEnvironment
from models import Mail, MailProviderEvent
from settings import Settings
from tests.api.calling import (
    Caller,
    Owner,
    all_seeing,
    changed,
    drafted,
    problem,
    running_app,
    signing_token,
    until,
)
from workflows.connection import data_converter

WEBHOOK = "/v1/webhooks/sendgrid"


@pytest.fixture
def operations(settings: Settings) -> dict[str, str]:
    """Headers of somebody who holds the operations token and uses the Temporal UI."""
    assert settings.operations_token is not None
    token = settings.operations_token.get_secret_value()
    return {"authorization": f"Bearer {token}", "origin": settings.temporal_ui_url}


async def test_it_says_that_it_is_ready(anybody: Caller) -> None:
    ready = await anybody.get("/readyz")
    assert (ready.status_code, ready.json()) == (
        200,
        {"status": "ready", "database": "ready", "engine": "ready"},
    )


@pytest.mark.parametrize("role", ["worker_database_url", "owner_database_url"])
async def test_it_is_not_ready_with_a_role_that_sees_everything(
    settings: Settings, role: str, request: pytest.FixtureRequest
) -> None:
    """Somebody put the wrong role into the API's settings: better no API than one without isolation."""
    powerful = changed(settings, database_url=request.getfixturevalue(role))
    async with running_app(powerful) as app, Caller(app) as caller:
        ready = await caller.get("/readyz")
    assert (ready.status_code, ready.json()["database"]) == (503, "unconfined")


async def test_payloads_are_decoded_for_operations(
    anybody: Caller, settings: Settings, operations: dict[str, str]
) -> None:
    payloads = await data_converter(settings).encode([{"envelope_id": "env_1"}])
    body = MessageToJson(Payloads(payloads=payloads))
    assert "env_1" not in body
    decoded = await anybody.post("/codec/decode", content=body, headers=operations)
    assert decoded.status_code == 200
    assert decoded.headers["access-control-allow-origin"] == settings.temporal_ui_url
    back = json.loads(decoded.text)["payloads"][0]
    assert back["metadata"]["encoding"]
    assert "eyJlbnZlbG9wZV9pZCI6ImVudl8xIn0=" in back["data"].replace(" ", "")
    for headers in ({}, {"authorization": "Bearer wrong"}):
        refused = await anybody.post("/codec/decode", content=body, headers=headers)
        assert (refused.status_code, problem(refused)) == (401, "authentication-required")
    nonsense = await anybody.post("/codec/decode", content=b"[1]", headers=operations)
    assert (nonsense.status_code, problem(nonsense)) == (400, "malformed-request")


async def test_only_the_temporal_ui_may_ask_from_a_browser(
    anybody: Caller, operations: dict[str, str]
) -> None:
    allowed = await anybody.options("/codec/decode", headers={"origin": operations["origin"]})
    assert allowed.headers["access-control-allow-origin"] == operations["origin"]
    other = await anybody.options("/codec/decode", headers={"origin": "https://malo.example"})
    assert "access-control-allow-origin" not in other.headers


async def test_what_is_not_set_does_not_exist(settings: Settings, operations: dict[str, str]) -> None:
    without = changed(settings, operations_token=None, sendgrid_webhook_public_key=None)
    async with running_app(without) as app, Caller(app) as caller:
        for path in ("/codec/decode", WEBHOOK):
            assert problem(await caller.post(path, content=b"[]", headers=operations)) == "not-found"


class Provider:
    """The mail provider's side of the webhook."""

    def __init__(self, caller: Caller, key: WebhookKey) -> None:
        self._caller, self._key = caller, key

    async def post(self, events: list[dict[str, object]], **headers: str) -> tuple[int, str]:
        """Status, and the problem if any."""
        body, timestamp = json.dumps(events).encode(), str(int(time.time()))
        signed = {
            "x-twilio-email-event-webhook-signature": self._key.sign(timestamp, body),
            "x-twilio-email-event-webhook-timestamp": timestamp,
        }
        answer = await self._caller.post(WEBHOOK, content=body, headers=signed | headers)
        return answer.status_code, "" if answer.status_code == 204 else problem(answer)


@pytest.fixture
async def provider(app: FastAPI, neighbourhood: LocalEnvironment) -> AsyncIterator[Provider]:
    """The provider with its own key."""
    async with Caller(app) as caller:
        yield Provider(caller, WebhookKey(neighbourhood.folder / "mail"))


async def test_forged_events_are_refused(provider: Provider) -> None:
    forged = {"x-twilio-email-event-webhook-signature": "MEUCIQ=="}
    assert await provider.post([], **forged) == (403, "webhook-refused")
    assert await provider.post([]) == (204, "")


@pytest.mark.usefixtures("worker")
async def test_a_bounce_reaches_the_envelope_once(app: FastAPI, owner: Owner, provider: Provider) -> None:
    envelope = await drafted(owner)
    path, signer = f"/v1/envelopes/{envelope['id']}", envelope["signers"][0]["id"]
    await owner.post(f"{path}/send")

    async def mail_id() -> str | None:
        async with all_seeing(app).transaction() as session:
            return await session.scalar(
                select(Mail.id).where(Mail.signer_id == signer, Mail.provider_message_id.is_not(None))
            )

    await until(lambda: signing_token(app, signer))
    mail = await until(mail_id)
    event = {
        "email": envelope["signers"][0]["email"],
        "event": "bounce",
        "mail_id": mail,
        "sg_event_id": f"bounce-{mail}",
        "sg_message_id": "m.1",
        "timestamp": int(time.time()),
        "type": "bounce",
        "status": "5.1.1",
        "reason": "550 no such mailbox",
    }
    assert await provider.post([event]) == (204, "")
    assert await provider.post([event, event]) == (204, "")

    async def bounced() -> bool:
        return bool((await owner.get(path)).json()["signers"][0]["state"] == "bounced")

    await until(bounced)
    explained = (await owner.get(f"{path}/explain", headers={"accept-language": "en"})).json()
    assert "could not be delivered: correct the address" in explained["summary"]
    async with all_seeing(app).transaction() as session:
        rows = await session.scalars(
            select(MailProviderEvent).where(MailProviderEvent.provider_event_id == event["sg_event_id"])
        )
        row = rows.one()
    assert row.handled_at is not None
    kinds = [event["kind"] for event in (await owner.get(f"{path}/events")).json()]
    assert kinds.count("signer:bounced") == 1
