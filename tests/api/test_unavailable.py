"""Temporal, the worker or the database away: a clear 503, and nothing lost."""

import contextlib
import time
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from api import engine as engine_module
from deploy.stack.ports import free_port
from models import Act
from settings import Settings
from tests.api.calling import (
    PASSWORD,
    Caller,
    Owner,
    accepted,
    all_seeing,
    changed,
    drafted,
    new_email,
    parts_of,
    problem,
    running_app,
    running_worker,
    solved,
)
from tests.running import RunningTemporal


@contextlib.asynccontextmanager
async def api_with(settings: Settings, owner: Owner, **changes: object) -> AsyncIterator[Caller]:
    """The owner's program on an API with other settings."""
    async with running_app(changed(settings, **changes)) as app, Caller(app, headers=owner.key) as caller:
        yield caller


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Callers are told to come back after a moment instead of eight seconds."""
    monkeypatch.setattr(engine_module, "CALL_SECONDS", 0.5)


async def test_without_temporal_reading_goes_on_and_acts_say_come_back(
    settings: Settings, owner: Owner
) -> None:
    envelope = await drafted(owner)
    path = f"/v1/envelopes/{envelope['id']}"
    async with api_with(settings, owner, temporal_address=f"127.0.0.1:{free_port()}") as caller:
        assert (await caller.get(path)).json() == envelope
        assert (await caller.get("/healthz")).json() == {"status": "alive"}
        ready = await caller.get("/readyz")
        assert (ready.status_code, ready.json()["engine"]) == (200, "away")
        explained = (await caller.get(f"{path}/explain", headers={"accept-language": "es"})).json()
        assert explained["engine"] == "unreachable"
        assert "no responde" in explained["summary"]
        key = {"idempotency-key": f"send-{envelope['id']}"}
        started = time.monotonic()
        away = await caller.post(f"{path}/send", headers=key)
        assert time.monotonic() - started < 15
        assert (away.status_code, problem(away)) == (503, "service-unavailable")
        assert int(away.headers["retry-after"]) > 0
        assert away.json()["retry_after"] == int(away.headers["retry-after"])
        again = await caller.post(f"{path}/send", headers=key)
        assert again.status_code == 503
    assert (await owner.get(path)).json()["state"] == "draft"
    async with all_seeing(owner.app).transaction() as session:
        acts = (await session.scalars(select(Act).where(Act.envelope_id == envelope["id"]))).all()
    assert len(acts) == 1


@pytest.mark.usefixtures("impatient")
async def test_a_request_made_while_the_worker_is_away_takes_effect_once(
    settings: Settings, owner: Owner, temporal: RunningTemporal, monkeypatch: pytest.MonkeyPatch
) -> None:
    envelope = await drafted(owner)
    path, key = f"/v1/envelopes/{envelope['id']}", {"idempotency-key": f"send-{envelope['id']}"}
    away = await owner.post(f"{path}/send", headers=key)
    assert (away.status_code, problem(away)) == (503, "service-unavailable")
    monkeypatch.undo()
    async with running_worker(settings, temporal.client):
        sent = await owner.post(f"{path}/send", headers=key)
        assert (sent.status_code, sent.json()["state"]) == (200, "sent"), sent.text
        assert "idempotent-replayed" not in sent.headers
    kinds = [event["kind"] for event in (await owner.get(f"{path}/events")).json()]
    assert kinds.count("envelope:sent") == 1


async def test_a_registration_made_without_temporal_can_be_repeated(settings: Settings, owner: Owner) -> None:
    async with api_with(settings, owner, temporal_address=f"127.0.0.1:{free_port()}") as caller:
        del caller.headers["authorization"]
        body = {"email": new_email(), "password": PASSWORD, "privacy": await accepted(caller, "privacy")}
        key = {"idempotency-key": body["email"]} | await solved(caller)
        away = await caller.post("/v1/registrations", json=body, headers=key)
        assert problem(away) == "service-unavailable"
    async with Caller(owner.app) as caller:
        assert (await caller.post("/v1/registrations", json=body, headers=key)).status_code == 202


async def test_without_the_database_nothing_is_served_and_it_says_so(
    settings: Settings, owner: Owner
) -> None:
    url = settings.database_url.rpartition("@")[0] + f"@127.0.0.1:{free_port()}/rubrica"
    async with api_with(settings, owner, database_url=url) as caller:
        for answer in (await caller.get("/v1/envelopes"), await caller.get(f"/v1/signing/{'x' * 43}")):
            assert (answer.status_code, problem(answer)) == (503, "service-unavailable")
            assert answer.headers["retry-after"]
            assert "127.0.0.1" not in answer.text
        ready = await caller.get("/readyz")
        assert (ready.status_code, ready.json()["database"]) == (503, "away")
        assert (await caller.get("/healthz")).status_code == 200


async def test_what_nobody_expected_tells_nothing_of_the_inside(
    app: FastAPI, owner: Owner, caplog: pytest.LogCaptureFixture
) -> None:
    pages = parts_of(app).pages
    envelope = await drafted(owner)

    async def broken(*_: object) -> bytes:
        raise ZeroDivisionError("inside knowledge")

    pages.picture = broken  # type: ignore[method-assign]
    try:
        path = f"/v1/documents/{envelope['documents'][0]['id']}/pages/1.png"
        answer = await owner.get(path, headers={"x-request-id": "trace-12345678"})
    finally:
        del pages.picture  # type: ignore[method-assign]
    assert (answer.status_code, problem(answer)) == (500, "internal-error")
    assert answer.json()["request_id"] == "trace-12345678"
    assert "inside" not in answer.text
    assert answer.headers["x-frame-options"] == "DENY"
    assert any("trace-12345678" in record.getMessage() and record.exc_info for record in caplog.records)
