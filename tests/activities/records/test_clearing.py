"""What the service clears away by itself, and what it lets lie (contract M9)."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from obstore.store import LocalStore
from sqlalchemy import select
from temporalio.testing import ActivityEnvironment

from activities.records.clearing import Clearer, ClearingOrder
from activities.vault.vault import Vault
from models import (
    Acceptance,
    Clearing,
    Document,
    Export,
    Mail,
    OrderedLetter,
    PasswordReset,
    RightsPart,
    RightsRequest,
    User,
)
from models.database import Database, make_engine
from models.identifiers import Prefix, new_id
from terms.account_closing import erased_address
from terms.clearing import LETTER_KEPT, ORPHAN_AGE, RESET_KEPT, Cleared
from terms.rights_requests import ANSWERED_KEPT

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
RUN = date(2027, 1, 20)


@pytest.fixture
async def clearer(database: Database, retention_database_url: str, tmp_path: Path) -> AsyncIterator[Clearer]:
    vault = Vault(database, LocalStore(tmp_path), os.urandom(32))
    retention = Database(make_engine(retention_database_url))
    yield Clearer(database, retention, vault, batch=2)
    await retention.close()


def stored(root: Path) -> set[str]:
    """Keys of all objects."""
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def letter(user_id: str, posted_at: datetime | None) -> OrderedLetter:
    return OrderedLetter(
        id=new_id(Prefix.LETTER),
        user_id=user_id,
        purpose="new-device",
        ordered_at=NOW - 200 * DAY,
        posted_at=posted_at,
    )


def reset(user_id: str, expires_at: datetime, ended_at: datetime | None = None) -> PasswordReset:
    reset_id = new_id(Prefix.PASSWORD_RESET)
    return PasswordReset(
        id=reset_id,
        user_id=user_id,
        token_sha256=reset_id.rjust(64, "0"),
        requested_at=expires_at - DAY,
        expires_at=expires_at,
        ended_at=ended_at,
    )


async def test_old_letters_and_links_go_in_batches_with_their_record(
    database: Database, draft: dict[str, str], clearer: Clearer
) -> None:
    user = draft["user"]
    old = [letter(user, NOW - LETTER_KEPT - DAY) for _ in range(3)]
    kept = [letter(user, NOW - LETTER_KEPT + DAY), letter(user, None)]
    lapsed, used = reset(user, NOW - RESET_KEPT - DAY), reset(user, NOW, NOW - RESET_KEPT - DAY)
    fresh = reset(user, NOW - RESET_KEPT + DAY)
    async with database.transaction() as session:
        session.add_all([*old, *kept, lapsed, used, fresh])
    for kind in (Cleared.LETTERS, Cleared.RESETS):
        for batch in (1, 1, 2, 3):
            await clearer.clear_rows(ClearingOrder(RUN, kind, batch))
    async with database.transaction() as session:
        letters = await session.scalars(select(OrderedLetter.id).where(OrderedLetter.user_id == user))
        assert set(letters) == {row.id for row in kept}
        resets = await session.scalars(select(PasswordReset.id).where(PasswordReset.user_id == user))
        assert set(resets) == {fresh.id}
        rows = await session.execute(
            select(Clearing.kind, Clearing.batch, Clearing.count).where(Clearing.run_on == RUN)
        )
        counts = {(row.kind, row.batch): row.count for row in rows}
    assert counts[("account_letters", 1)] == 2, "a repeated batch removes nothing more"
    assert sum(count for (kind, _), count in counts.items() if kind == "password_resets") >= 2


async def test_only_old_objects_without_a_row_go_and_none_of_an_envelope_under_way(
    database: Database, draft: dict[str, str], clearer: Clearer, tmp_path: Path
) -> None:
    business, envelope = draft["business"], draft["envelope"]
    named = f"{business}/documents/{draft['document']}"
    async with database.transaction() as session:
        (await session.get_one(Document, draft["document"])).object_key = named
    orphan = f"{business}/documents/{new_id(Prefix.DOCUMENT)}"
    drawing = f"{business}/submissions/{new_id(Prefix.SUBMISSION)}/drawing"
    young = f"{business}/documents/{new_id(Prefix.DOCUMENT)}"
    running = f"{business}/envelopes/{envelope}/revisions/{new_id(Prefix.REVISION)}"
    unknown = f"{business}/invoices/ivc_1.pdf"
    broken_off, lapsed = (
        f"{business}/exports/{new_id(Prefix.EXPORT)}/1/rows",
        await export_of(database, draft, NOW),
    )
    under_way = await export_of(database, draft, None)
    for key in (named, orphan, drawing, young, running, unknown, broken_off, lapsed, under_way):
        path = tmp_path / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        age = timedelta(0) if key == young else ORPHAN_AGE + DAY
        os.utime(path, times=((NOW - age).timestamp(),) * 2)
    order = ClearingOrder(RUN + DAY, Cleared.OBJECTS, 1)
    assert await ActivityEnvironment().run(clearer.clear_objects, order) == 4
    assert stored(tmp_path) == {named, young, running, unknown, under_way}
    async with database.transaction() as session:
        row = await session.get_one(Clearing, (RUN + DAY, Cleared.OBJECTS.value, 1))
    assert row.count == 4


async def export_of(database: Database, draft: dict[str, str], lapsed_at: datetime | None) -> str:
    """An object of an export, which no row of its members names."""
    export_id = new_id(Prefix.EXPORT)
    async with database.transaction() as session:
        session.add(
            Export(
                id=export_id,
                business_id=draft["business"],
                requested_by=draft["user"],
                requested_at=NOW,
                state="ready",
                lapsed_at=lapsed_at,
            )
        )
    return f"{draft['business']}/exports/{export_id}/manifest.json"


def closed_user(kept_until: datetime) -> User:
    """A guest who closed the account; erased since."""
    user_id = new_id(Prefix.USER)
    return User(
        id=user_id,
        email=erased_address(user_id),
        password_hash="-",
        email_verified_at=NOW,
        created_at=NOW,
        closed_at=NOW,
        erased_at=NOW,
        acceptances_kept_until=kept_until,
    )


def acceptance(user_id: str, document: str, business_id: str | None = None) -> Acceptance:
    return Acceptance(
        id=new_id(Prefix.ACCEPTANCE),
        user_id=user_id,
        business_id=business_id,
        document=document,
        version="2026-11-22",
        language="es",
        sha256="0" * 64,
        accepted_at=NOW,
    )


async def test_what_closed_accounts_accepted_goes_at_its_date_and_nothing_else(
    database: Database, draft: dict[str, str], clearer: Clearer
) -> None:
    due, early = closed_user(NOW - DAY), closed_user(NOW + DAY)
    owner = draft["user"]
    gone = [acceptance(due.id, kind) for kind in ("terms", "privacy", "signing-consent")]
    kept = [
        acceptance(due.id, "processor", draft["business"]),
        acceptance(early.id, "terms"),
        acceptance(owner, "terms"),
    ]
    async with database.transaction() as session:
        session.add_all([due, early])
        await session.flush()
        session.add_all([*gone, *kept])
        of_business = await session.get_one(User, owner)
        of_business.closed_at = of_business.erased_at = of_business.acceptances_kept_until = NOW - DAY
    for batch in (1, 1, 2, 3):
        await clearer.clear_acceptances(ClearingOrder(RUN, Cleared.ACCEPTANCES, batch))
    async with database.transaction() as session:
        rows = await session.scalars(
            select(Acceptance.id).where(Acceptance.user_id.in_([due.id, early.id, owner]))
        )
        assert {row.id for row in kept} == set(rows), "the owner's goes with the business"
        counts = await session.scalars(
            select(Clearing.count)
            .where(Clearing.run_on == RUN, Clearing.kind == Cleared.ACCEPTANCES.value)
            .order_by(Clearing.batch)
        )
        assert counts.all() == [2, 1, 0]


async def requested(database: Database, business: str, ended_at: datetime | None) -> tuple[str, str]:
    """A request with one controller's answer, and the mails about both; ids of request and part."""
    request_id, part_id = new_id(Prefix.RIGHTS_REQUEST), new_id(Prefix.RIGHTS_PART)
    common = {
        "kind": "access",
        "email": "laura@example.com",
        "name": "Laura",
        "words": "x",
        "language": "es",
        "received_at": NOW,
    }
    request = RightsRequest(
        id=request_id,
        channel="form",
        registered_at=NOW,
        token_sha256=request_id.rjust(64, "0"),
        state="resolved",
        ended_at=ended_at,
        **common,
    )
    part = RightsPart(
        id=part_id,
        request_id=request_id,
        business_id=business,
        identity="mailbox",
        envelopes=1,
        answer_due_at=NOW,
        answer="Sus datos",
        outcome="granted",
        resolved_at=NOW,
        **common,
    )
    keys = (f"rights:{request_id}:received", f"rights:{business}:{part_id}:rights-answered")
    async with database.transaction() as session:
        session.add(request)
        await session.flush()
        session.add(part)
        for key in keys:
            mail = Mail(
                id=new_id(Prefix.MAIL),
                key=key,
                purpose="rights-received",
                language="es",
                address="laura@example.com",
                state="accepted",
                created_at=NOW,
            )
            session.add(mail)
    return request_id, part_id


async def test_who_made_a_request_is_forgotten_three_years_after_its_end(
    database: Database, draft: dict[str, str], clearer: Clearer
) -> None:
    business = draft["business"]
    old = [await requested(database, business, NOW - ANSWERED_KEPT - DAY) for _ in range(3)]
    kept = [await requested(database, business, at) for at in (NOW - ANSWERED_KEPT + DAY, None)]
    counts = [
        await clearer.clear_requests(ClearingOrder(RUN, Cleared.REQUESTS, batch)) for batch in (1, 2, 3)
    ]
    assert counts == [2, 1, 0]
    async with database.transaction() as session:
        for (request_id, part_id), gone in (*((ids, True) for ids in old), *((ids, False) for ids in kept)):
            request = await session.get_one(RightsRequest, request_id)
            part = await session.get_one(RightsPart, part_id)
            said = {
                request.email,
                request.name,
                request.words,
                part.email,
                part.name,
                part.words,
                part.answer,
            }
            assert (said == {None}) is gone
            assert (request.state, part.outcome) == ("resolved", "granted")
            mails = await session.scalars(select(Mail.key).where(Mail.key.contains(request_id)))
            assert (len(mails.all()) == 0) is gone
            answers = await session.scalars(select(Mail.key).where(Mail.key.contains(part_id)))
            assert (len(answers.all()) == 0) is gone
