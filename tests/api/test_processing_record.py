"""The record of processing activities: from the live registers, as of any day (contract P2)."""

import io
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pikepdf
import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from activities.processing.holder import publish_holder
from deploy.stack.postgres import PostgresCluster
from models import (
    Acceptance,
    Business,
    Deadline,
    Envelope,
    HolderVersion,
    Subprocessor,
    SubprocessorObjection,
)
from models.database import Database, make_engine
from models.identifiers import Prefix, new_id
from settings import Settings
from terms.calendar import local_date
from terms.texts import Holder
from tests.api.calling import Caller, Owner, all_seeing, drafted, problem, registered_owner
from tests.api.staffing import StaffCaller, staff_caller
from tests.databases import own_database

RECORD = "/v1/processing-record"
STAFF = "/v1/staff/processing-record"
ONE = "/v1/staff/controllers/{}/processing-record"
DPO = {"name": "Vera Roig", "email": "dpd@gestoria.example"}
EARLIER = Holder("Antes, S.L.", "B1", "Calle Vieja 1", "a@antes.example", "dpd@antes.example", "", "")
AGO = timedelta(days=3)


def today() -> date:
    return local_date(datetime.now(UTC))


@pytest.fixture
async def boss(app: FastAPI) -> AsyncIterator[Owner]:
    """A controller for three days, that sent an envelope to two people the day after it came."""
    owner = await registered_owner(app)
    envelope = await drafted(owner, 1, 2)
    then = datetime.now(UTC) - AGO
    async with all_seeing(app).transaction() as session:
        await session.execute(
            update(Business).where(Business.id == owner.business_id).values(created_at=then)
        )
        await session.execute(
            update(Envelope)
            .where(Envelope.id == envelope["id"])
            .values(sent_at=then + timedelta(days=2), state="sent")
        )
        session.add(
            HolderVersion(
                id=new_id(Prefix.HOLDER_VERSION), since=then - AGO, facts=vars(EARLIER), sha256="0" * 64
            )
        )
    yield owner
    await owner.aclose()


async def record(caller: Caller, path: str = RECORD, **query: Any) -> dict[str, Any]:
    """A record, read."""
    answer = await caller.get(path, params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.rule("P2")
async def test_it_names_everybody_and_what_the_envelopes_ask(boss: Owner, settings: Settings) -> None:
    await boss.patch("/v1/businesses/current", json={"privacy_contacts": {"dpo": DPO}})
    found = await record(boss)
    assert (found["on"], found["contract_version"]) == (today().isoformat(), "2026-11-22")
    assert found["processor"]["dpo"]["email"] == settings.holder_dpo_email
    assert [one["rule"] for one in found["measures"]] == [f"M{number}" for number in range(1, 10)]
    (own,) = found["controllers"]
    assert (own["business_id"], own["contact"]["email"]) == (boss.business_id, boss.email)
    assert (own["dpo"], own["representative"]) == (DPO, None)
    assert own["contract"]["version"] == "2026-11-22"
    assert (own["envelopes"], own["people"]) == (1, 2)
    asked = {one["datum"]: one["people"] for one in own["categories"]}
    assert asked["signature"] == asked["name"] == asked["content"] == 2
    assert "initials" not in asked


@pytest.mark.rule("P2")
async def test_a_past_day_tells_what_was_so_then(app: FastAPI, boss: Owner, settings: Settings) -> None:
    """Name, contacts, holder and envelopes of later are undone; before it came it was no controller."""
    before = (await record(boss))["controllers"][0]["name"]
    changed = {"name": "Otro nombre", "privacy_contacts": {"dpo": DPO}}
    await boss.patch("/v1/businesses/current", json=changed)
    on = today() - AGO
    then = await record(boss, on=on.isoformat())
    (own,) = then["controllers"]
    assert then["processor"]["name"] == EARLIER.name
    assert (own["name"], own["dpo"], own["envelopes"], own["categories"]) == (before, None, 0, [])
    assert own["contract"] is None, "the contract was accepted later than that"
    now = await record(boss)
    assert (now["processor"]["name"], now["controllers"][0]["name"]) == (settings.holder_name, "Otro nombre")
    early = await boss.get(RECORD, params={"on": (on - timedelta(days=1)).isoformat()})
    assert (early.status_code, problem(early)) == (404, "not-found")
    late = await boss.get(RECORD, params={"on": (today() + timedelta(days=1)).isoformat()})
    assert (late.status_code, late.json()["errors"][0]["code"]) == (422, "future")
    async with all_seeing(app).transaction() as session:
        accepted = Acceptance(
            id=new_id(Prefix.ACCEPTANCE),
            user_id="usr_x",
            business_id=boss.business_id,
            document="processor",
            version="2026-11-01",
            language="es",
            sha256="1" * 64,
            accepted_at=datetime.now(UTC) - AGO,
        )
        session.add(accepted)
    (own,) = (await record(boss, on=on.isoformat()))["controllers"]
    assert own["contract"]["version"] == "2026-11-01"


@pytest.mark.rule("P2")
async def test_transfers_come_from_the_register_without_who_was_objected_to(
    app: FastAPI, boss: Owner, dpo: StaffCaller
) -> None:
    since = datetime.now(UTC) - AGO
    both = {"es": "x", "en": "y"}
    kinds = ("at_work", "objected", "ended", "running", "withdrawn")
    ids = {kind: new_id(Prefix.SUBPROCESSOR) for kind in kinds}
    async with all_seeing(app).transaction() as session:
        for kind, found in ids.items():
            session.add(
                Subprocessor(
                    id=found,
                    name=kind,
                    purpose=both,
                    data=both,
                    country="US",
                    safeguards=both,
                    contact="x@example.com",
                    entered_by=dpo.user_id,
                    entered_at=since - 40 * timedelta(days=1),
                    effective_at=since,
                    state="withdrawn" if kind == "withdrawn" else "ended" if kind == "ended" else "current",
                    ended_at=since + timedelta(days=1) if kind == "ended" else None,
                )
            )
        await session.flush()
        owner_id = (await session.get_one(Business, boss.business_id)).owner_id
        due = datetime.now(UTC) + AGO
        session.add(
            SubprocessorObjection(
                subprocessor_id=ids["objected"],
                business_id=boss.business_id,
                user_id=owner_id,
                at=since - timedelta(days=1),
                reason="No",
            )
        )
        session.add(
            Deadline(
                id=new_id(Prefix.DEADLINE),
                kind="subprocessor_objection",
                subject_id=ids["running"],
                business_id=boss.business_id,
                rule="P4",
                ground="x",
                clause="4.4",
                reckoning="calendar_days",
                length=30,
                zone="Europe/Madrid",
                started_at=since,
                due_at=due,
            )
        )
    (own,) = (await record(boss))["controllers"]
    found = {one["name"] for one in own["subprocessors"] if one["id"] in ids.values()}
    assert found == {"at_work"}
    assert all(one["third_country"] for one in own["subprocessors"] if one["country"] == "US")
    (then,) = (await record(boss, on=(today() - AGO).isoformat()))["controllers"]
    assert {one["name"] for one in then["subprocessors"] if one["id"] in ids.values()} == {"at_work", "ended"}
    async with all_seeing(app).transaction() as session:
        await session.execute(
            update(Subprocessor).where(Subprocessor.id.in_(ids.values())).values(state="withdrawn")
        )


@pytest.mark.rule("P2")
async def test_the_dpo_reads_it_whole_in_parts_and_one_by_one(
    app: FastAPI, boss: Owner, dpo: StaffCaller
) -> None:
    other = await registered_owner(app)
    part = await record(dpo, STAFF, limit=1)
    seen = [part["controllers"][0]["business_id"]]
    while part["next"] is not None:
        assert part["next"] == seen[-1]
        part = await record(dpo, STAFF, limit=1 if len(seen) < 3 else 200, after=part["next"])
        seen += [one["business_id"] for one in part["controllers"]]
    assert len(seen) == len(set(seen))
    assert {boss.business_id, other.business_id} <= set(seen)
    one = await record(dpo, ONE.format(boss.business_id))
    assert one["controllers"] == (await record(boss))["controllers"]
    assert (await dpo.get(ONE.format("biz_unknown"))).status_code == 404
    security = await staff_caller(app, "security")
    assert (await security.get(STAFF)).status_code == 403
    await security.aclose()
    await other.aclose()


@pytest.mark.rule("P2")
@pytest.mark.parametrize(("language", "title"), [("es", "Registro de actividades"), ("en", "Record of proc")])
async def test_it_is_a_pdf_in_both_languages(
    boss: Owner, dpo: StaffCaller, language: str, title: str
) -> None:
    paths = (f"{RECORD}.pdf", f"{ONE.format(boss.business_id)}.pdf", f"{STAFF}.pdf")
    for caller, path in zip((boss, dpo, dpo), paths, strict=True):
        answer = await caller.get(path, params={"language": language})
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/pdf"
        with pikepdf.open(io.BytesIO(answer.content)) as pdf:
            assert str(pdf.docinfo["/Title"]).startswith(title)


@pytest.mark.rule("P10")
async def test_the_holder_is_written_down_when_it_changes_and_only_then(postgres: PostgresCluster) -> None:
    own = own_database(postgres, "holders")
    database, records = Database(make_engine(own.app)), Database(make_engine(own.worker))
    at = datetime.now(UTC)
    changed = Holder("Después, S.L.", "B2", "Calle 2", "b@x.example", "dpd@x.example", "", "", "Ana Sala")
    assert await publish_holder(database, changed, at)
    assert not await publish_holder(database, changed, at + timedelta(seconds=1))
    async with records.transaction() as session:
        row = (await session.scalars(select(HolderVersion))).one()
        assert (row.facts["name"], row.facts["dpo_name"], row.since) == ("Después, S.L.", "Ana Sala", at)
    await database.close()
    await records.close()
