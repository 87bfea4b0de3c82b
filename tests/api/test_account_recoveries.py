"""The way back into an account through the API, on the real worker and mail (contract M3, A7)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from models import AccountRecovery, Incident, Mail
from models.database import Database
from terms.account_recovery import WAIT
from tests.api.calling import (
    BROWSER,
    PASSWORD,
    Caller,
    Owner,
    new_email,
    parts_of,
    problem,
    registered_owner,
    solved,
    until,
)
from tests.api.resets import asked_for_reset
from tests.api.second_factor import give_second_factor
from tests.api.staffing import StaffCaller, staff_caller
from workflows.account_recovery import AccountRecoveryWorkflow
from workflows.identifiers import recovery_workflow_id

pytestmark = pytest.mark.usefixtures("worker")
RECOVERIES = "/v1/account-recoveries"
STAFF = "/v1/staff/account-recoveries"
SHOWN = {"proof": "video_call", "reason": "Documento a la vista; cara y nombre coinciden."}
NEW = "Otra-frase-larga-8"


@pytest.fixture
async def lost(app: FastAPI) -> AsyncIterator[Owner]:
    """An owner whose second factor is gone, and whose browser is not."""
    owner = await registered_owner(app)
    await give_second_factor(app, (await owner.get("/v1/me")).json()["id"])
    yield owner
    await owner.aclose()


@pytest.fixture
async def pau(app: FastAPI) -> AsyncIterator[StaffCaller]:
    caller = await staff_caller(app, "support")
    yield caller
    await caller.aclose()


@pytest.fixture
async def nora(app: FastAPI) -> AsyncIterator[StaffCaller]:
    caller = await staff_caller(app, "security")
    yield caller
    await caller.aclose()


async def asked(app: FastAPI, database: Database, caller: Caller, email: str) -> dict[str, str]:
    """Asks for the way back; the mailed token, as a body."""
    body = {"email": email, "words": "Perdí el móvil y los códigos"}
    answer = await caller.post(RECOVERIES, json=body, headers=await solved(caller))
    assert (answer.status_code, answer.json()["status"]) == (202, "mail_sent"), answer.text
    async with database.transaction() as session:
        newest = select(AccountRecovery.id).where(AccountRecovery.email == email.lower())
        recovery_id = await session.scalar(newest.order_by(AccountRecovery.id.desc()).limit(1))
    return {"token": parts_of(app).links.token(recovery_id or "")}


async def confirmed(app: FastAPI, database: Database, caller: Caller, email: str) -> dict[str, str]:
    link = await asked(app, database, caller, email)
    answer = await caller.post(f"{RECOVERIES}/confirm", json=link)
    assert answer.json()["state"] == "awaiting_identity", answer.text
    return link | {"id": answer.json()["id"]}


async def mailed(database: Database, recovery_id: str, purpose: str) -> Mail:
    """The mail of that purpose, once the provider took it."""

    async def read() -> Mail | None:
        of = Mail.key.startswith(f"account-recovery-{recovery_id}:")
        async with database.transaction() as session:
            return await session.scalar(
                select(Mail).where(of, Mail.purpose == purpose, Mail.accepted_at.is_not(None))
            )

    found: Mail = await until(read)
    return found


async def waiting_began(database: Database, recovery_id: str) -> datetime:
    """When the waiting ends: all of it is still to come once the address was told."""
    told = (await mailed(database, recovery_id, "recovery-ahead")).accepted_at
    assert told is not None

    async def read() -> datetime | None:
        async with database.transaction() as session:
            row = await session.get_one(AccountRecovery, recovery_id)
            return row.expires_at if row.expires_at >= told + WAIT else None

    found: datetime = await until(read)
    return found


async def let_time_pass(app: FastAPI, database: Database, recovery_id: str) -> None:
    async with database.transaction() as session:
        past = update(AccountRecovery).where(AccountRecovery.id == recovery_id)
        await session.execute(past.values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))
    await parts_of(app).engine.tell(recovery_workflow_id(recovery_id), AccountRecoveryWorkflow.changed)


async def state_of(caller: Caller, token: str) -> dict[str, Any]:
    answer = await caller.post(f"{RECOVERIES}/look", json={"token": token})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_who_lost_everything_gets_back_with_two_people_and_a_wait(
    app: FastAPI, database: Database, anybody: Caller, lost: Owner, pau: StaffCaller, nora: StaffCaller
) -> None:
    link = await confirmed(app, database, anybody, lost.email)
    recovery_id, token = link["id"], link["token"]
    await mailed(database, recovery_id, "recovery-identity")
    listed = (await pau.get(STAFF)).json()["items"]
    (shown,) = [item for item in listed if item["id"] == recovery_id]
    assert (shown["email"], shown["of_staff"], shown["identified_by"]) == (lost.email, False, None)

    path = f"{STAFF}/{recovery_id}"
    early = await nora.post(f"{path}/approve")
    assert (early.status_code, problem(early)) == (409, "decision-ended")
    identified = await pau.post(f"{path}/identity", json=SHOWN)
    assert (identified.status_code, identified.json()["state"]) == (200, "awaiting_approval")
    again = await pau.post(f"{path}/identity", json=SHOWN)
    assert again.json()["identified_at"] == identified.json()["identified_at"]
    alone = await pau.post(f"{path}/approve")
    assert (alone.status_code, problem(alone)) == (403, "second-person-required")
    agreed = await nora.post(f"{path}/approve")
    assert (agreed.status_code, agreed.json()["state"]) == (200, "waiting"), agreed.text
    assert agreed.json()["decided_by"]["id"] == nora.user_id
    assert (await mailed(database, recovery_id, "recovery-ahead")).address == lost.email
    assert await waiting_began(database, recovery_id) > datetime.now(UTC) + WAIT - timedelta(minutes=5)
    assert (await lost.get("/v1/me")).status_code == 200, "nothing has happened to the account yet"

    await let_time_pass(app, database, recovery_id)
    await mailed(database, recovery_id, "recovery-done")
    assert (await state_of(anybody, token))["state"] == "done"
    assert (await lost.get("/v1/me")).status_code == 401
    signing_in = await anybody.post("/v1/sessions", json={"email": lost.email, "password": PASSWORD})
    assert (signing_in.status_code, problem(signing_in)) == (403, "password-reset-required")
    reset = {"token": await asked_for_reset(app, anybody, lost.email), "password": NEW}
    look = await anybody.post("/v1/password-resets/look", json={"token": reset["token"]})
    assert look.json()["factor_required"] is False
    assert (await anybody.post("/v1/password-resets/confirm", json=reset)).status_code == 204
    async with Caller(app, headers=BROWSER) as back:
        entered = await back.post("/v1/sessions", json={"email": lost.email, "password": NEW})
        assert entered.status_code == 201, entered.text
        assert (await back.get("/v1/me/factors")).json()["items"] == []
    ended = (await pau.get(STAFF, params={"ended": True})).json()["items"]
    assert [item["state"] for item in ended if item["id"] == recovery_id] == ["done"]


async def test_the_mailbox_stops_it_and_the_register_knows(
    app: FastAPI, database: Database, anybody: Caller, lost: Owner, pau: StaffCaller, nora: StaffCaller
) -> None:
    link = await confirmed(app, database, anybody, lost.email)
    path = f"{STAFF}/{link['id']}"
    await pau.post(f"{path}/identity", json=SHOWN)
    assert (await nora.post(f"{path}/approve")).status_code == 200
    token = {"token": link["token"]}
    for _ in range(2):
        stopped = await anybody.post(f"{RECOVERIES}/stop", json=token)
        assert (stopped.status_code, stopped.json()["state"]) == (200, "stopped"), stopped.text
    late = await nora.post(f"{path}/refuse", json={"reason": "x"})
    assert (late.status_code, problem(late)) == (409, "decision-ended")
    await mailed(database, link["id"], "recovery-ended")

    async def entered() -> Incident | None:
        async with database.transaction() as session:
            return await session.scalar(select(Incident).where(Incident.source_id == link["id"]))

    incident: Incident = await until(entered)
    assert (incident.kind, incident.source) == ("impersonation", "account_recovery")
    assert (await lost.get("/v1/me/factors")).json()["items"], "the factors stay"


async def test_a_refused_one_changes_nothing_and_another_can_be_asked_for(
    app: FastAPI, database: Database, anybody: Caller, lost: Owner, pau: StaffCaller
) -> None:
    first = await confirmed(app, database, anybody, lost.email)
    second = await asked(app, database, anybody, lost.email)
    twice = await anybody.post(f"{RECOVERIES}/confirm", json=second)
    assert (twice.status_code, problem(twice)) == (409, "recovery-under-way")
    refused = await pau.post(f"{STAFF}/{first['id']}/refuse", json={"reason": "No coincide."})
    assert (refused.status_code, refused.json()["decision_reason"]) == (200, "No coincide.")
    await mailed(database, first["id"], "recovery-ended")
    now_possible = await anybody.post(f"{RECOVERIES}/confirm", json=second)
    assert now_possible.json()["state"] == "awaiting_identity"


async def test_an_account_of_the_staff_takes_those_who_let_staff_in(
    app: FastAPI, database: Database, anybody: Caller, pau: StaffCaller, nora: StaffCaller
) -> None:
    link = await confirmed(app, database, anybody, nora.email)
    support = await pau.post(f"{STAFF}/{link['id']}/identity", json=SHOWN)
    assert (support.status_code, problem(support)) == (403, "role-required")
    own = await nora.post(f"{STAFF}/{link['id']}/identity", json=SHOWN)
    assert (own.status_code, problem(own)) == (403, "second-person-required")


async def test_an_unknown_address_gets_the_same_answer_and_is_forgotten(
    database: Database, anybody: Caller
) -> None:
    email = new_email()
    body = {"email": email, "words": "Perdí el móvil"}
    answer = await anybody.post(RECOVERIES, json=body, headers=await solved(anybody))
    assert (answer.status_code, answer.json()["status"]) == (202, "mail_sent")

    async def closed() -> bool:
        async with database.transaction() as session:
            rows = await session.scalars(
                select(AccountRecovery).where(AccountRecovery.state == "unknown_address")
            )
            return any(row.email is None and row.words is None for row in rows)

    await until(closed)
    async with database.transaction() as session:
        assert await session.scalar(select(Mail.id).where(Mail.address == email)) is None


async def test_links_are_whole_or_unknown_and_the_captcha_is_asked_for(anybody: Caller) -> None:
    for act in ("look", "confirm", "stop"):
        guessed = await anybody.post(f"{RECOVERIES}/{act}", json={"token": "x" * 43})
        assert (guessed.status_code, problem(guessed)) == (404, "recovery-link-unknown")
    bare = await anybody.post(RECOVERIES, json={"email": new_email()})
    assert (bare.status_code, problem(bare)) == (403, "captcha-required")
