"""A pack of evidence: complete, sealed, and for its controller and the DPO alone (contract P9, P10)."""

import hashlib
import io
import json
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import FastAPI
from pyhanko.pdf_utils.reader import PdfFileReader
from sqlalchemy import select, update

from activities.packs.contents import contents
from activities.packs.maker import PackMaker, UnconfinedRole
from api.access.scopes import owner_scope
from models import Acceptance, EvidencePack
from models.database import Database, make_engine
from models.scope import PUBLIC
from settings import Settings
from terms.people import pseudonym
from tests.api.calling import Caller, Owner, all_seeing, problem, registered_owner, until
from tests.api.staffing import StaffCaller

PACKS = "/v1/evidence-packs"
STAFF = "/v1/staff/evidence-packs"


@pytest.fixture
async def boss(app: FastAPI) -> AsyncIterator[Owner]:
    """A controller."""
    owner = await registered_owner(app)
    yield owner
    await owner.aclose()


async def ready(caller: Caller, path: str, pack_id: str) -> dict[str, Any]:
    """The pack once it can be fetched."""

    async def read() -> dict[str, Any] | None:
        items = (await caller.get(path)).json()["items"]
        (one,) = [item for item in items if item["id"] == pack_id]
        found: dict[str, Any] = one
        return found if found["state"] == "ready" else None

    made: dict[str, Any] = await until(read)
    return made


def assert_everyone_has_both(data: bytes, boss: Owner, dpo: StaffCaller) -> None:
    """Whoever has access signed and was trained, by dates and versions, and is nobody to the controller."""
    people = json.loads(data)
    listed = {one["person"]: one for one in people["with_access"]}
    assert len(listed) == people["figures"]["with_access"]
    own = listed[pseudonym(dpo.user_id, boss.business_id)]
    assert own["missing"] == []
    assert (own["commitments"][0]["version"], own["trainings"][0]["course"]) == (
        "2026-11-25",
        "data-protection",
    )
    for told in (dpo.user_id, dpo.email):
        assert told.encode() not in data


@pytest.mark.rule("P5", "P9", "P10")
async def test_it_holds_all_that_a_controller_may_ask_for_under_a_sealed_index(
    boss: Owner, dpo: StaffCaller, worker: None, settings: Settings
) -> None:
    ordered = await boss.post(PACKS)
    assert ordered.status_code == 201, ordered.text
    pack = await ready(boss, PACKS, ordered.json()["id"])
    answer = await boss.get(f"{PACKS}/{pack['id']}/content")
    assert hashlib.sha256(answer.content).hexdigest() == pack["sha256"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    listing = json.loads(files["index.json"])
    assert set(files) == {*listing, "index.json", "index.pdf"}
    for name, one in listing.items():
        assert hashlib.sha256(files[name]).hexdigest() == one["sha256"]
    signatures = PdfFileReader(io.BytesIO(files["index.pdf"])).embedded_signatures
    assert [one.field_name for one in signatures][:1] == ["OrganisationSeal"]
    accepted = json.loads(files["contracts/acceptances.json"])
    assert {one["document"] for one in accepted} == {"declarations", "terms", "privacy", "processor"}
    for one in (one for one in accepted if one["document"] != "declarations"):
        (text,) = [files[name] for name in files if one["sha256"][:12] in name]
        assert hashlib.sha256(text).hexdigest() == one["sha256"]
    record = json.loads(files["processing-record/record.json"])
    assert record["controllers"][0]["contact"]["email"] == boss.email
    assert json.loads(files["dpo.json"])["dpo"]["email"] == settings.holder_dpo_email
    assert {
        "breaches.json",
        "subprocessors.json",
        "instructions.json",
        "disclosures.json",
        "measures.json",
        "people.json",
    } <= set(files)
    assert_everyone_has_both(files["people.json"], boss, dpo)
    again = await dpo.get(f"{STAFF}/{pack['id']}/content")
    assert again.content == answer.content


@pytest.mark.rule("P9")
async def test_the_dpo_has_one_made_and_nobody_else_sees_it(
    app: FastAPI, boss: Owner, dpo: StaffCaller, worker: None
) -> None:
    other = await registered_owner(app)
    ordered = await dpo.post(STAFF, json={"business_id": boss.business_id})
    assert ordered.status_code == 201, ordered.text
    pack_id = ordered.json()["id"]
    await ready(dpo, STAFF, pack_id)
    assert (await other.get(PACKS)).json()["items"] == []
    strange = await other.get(f"{PACKS}/{pack_id}/content")
    assert (strange.status_code, problem(strange)) == (404, "not-found")
    assert (await boss.get(f"{PACKS}/{pack_id}/content")).status_code == 200
    nobody = await dpo.post(STAFF, json={"business_id": "biz_01KB3E8W5H7J9K1M3P5R7T9V2X"})
    assert (nobody.status_code, problem(nobody)) == (404, "not-found")
    async with all_seeing(app).transaction() as session:
        await session.execute(
            update(EvidencePack).where(EvidencePack.id == pack_id).values(fetch_until=datetime.now(UTC))
        )
    late = await boss.get(f"{PACKS}/{pack_id}/content")
    assert problem(late) == "not-found"
    await other.aclose()


@pytest.mark.rule("P9")
async def test_the_database_itself_keeps_others_out_of_it(
    app: FastAPI, bosses: tuple[Owner, Owner], settings: Settings
) -> None:
    first, second = bosses
    confined = Database(make_engine(settings.database_url), PUBLIC)
    async with confined.transaction(owner_scope(first.business_id, "")) as session:
        seen = set(await session.scalars(select(Acceptance.business_id)))
        with pytest.raises(LookupError):
            async for _ in contents(session, second.business_id, datetime.now(UTC), "es", "Europe/Madrid"):
                pass
    assert seen == {first.business_id}, "whatever a query forgets"
    await confined.close()
    pack_id = (await first.post(PACKS)).json()["id"]
    nothing: Any = None
    powerful = PackMaker(all_seeing(app), all_seeing(app), nothing, nothing, nothing, "Europe/Madrid")
    with pytest.raises(UnconfinedRole):
        await powerful.make(pack_id)
