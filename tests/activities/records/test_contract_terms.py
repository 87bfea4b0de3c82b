"""A contract keeps the version of the terms contracted until its owner accepts another one (A3)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from activities.records.acceptances import keep_acceptance
from activities.records.contract_terms import accepted_terms, governing_terms
from models import Acceptance, Business, Subscription
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.accounts import Document
from terms.clauses import CURRENT_TERMS
from tests.activities.invoices.billed import paid_bill
from tests.newer_texts import publish

NEWER = "2030-01-01"
AT = datetime(2030, 2, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def published(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second version of the terms."""
    publish(monkeypatch, Document.TERMS, NEWER, substantial=True)


async def contracted(database: Database, **changes: Any) -> Subscription:
    """A contract under the first version."""
    bill = await paid_bill(database)
    async with database.transaction() as session:
        row = await session.get_one(Subscription, bill.subscription_id)
        for name, value in changes.items():
            setattr(row, name, value)
    return row


async def accept(
    database: Database,
    business_id: str,
    document: Document = Document.TERMS,
    version: str = NEWER,
    at: datetime = AT,
) -> None:
    async with database.transaction() as session:
        owner_id = (await session.get_one(Business, business_id)).owned_by
        await keep_acceptance(
            session,
            user_id=owner_id,
            business_id=business_id,
            document=document.value,
            accepted={"version": version, "language": "es", "sha256": "0" * 64},
            at=at,
            ip=None,
            user_agent=None,
        )


async def version_of(database: Database, subscription_id: str) -> str:
    async with database.transaction() as session:
        return (await session.get_one(Subscription, subscription_id)).terms_version


@pytest.mark.rule("A3")
async def test_the_accepted_version_governs_from_its_acceptance_on(database: Database) -> None:
    row = await contracted(database)
    await accept(database, row.business_id, version=CURRENT_TERMS)
    assert await version_of(database, row.id) == CURRENT_TERMS
    await accept(database, row.business_id)
    assert await version_of(database, row.id) == NEWER
    async with database.transaction() as session:
        kept = await session.scalars(
            select(Acceptance.version).where(Acceptance.business_id == row.business_id)
        )
        assert sorted(kept) == [CURRENT_TERMS, NEWER], "what governed before stays evidence"
        assert await governing_terms(session, row.business_id) == NEWER


async def test_another_text_or_another_business_of_the_owner_changes_nothing(database: Database) -> None:
    row = await contracted(database)
    other = new_id(Prefix.BUSINESS)
    async with database.transaction() as session:
        owner_id = (await session.get_one(Business, row.business_id)).owner_id
        session.add(Business(id=other, owner_id=owner_id, name="Otra", country="ES", created_at=AT))
    await accept(database, other)
    await accept(database, row.business_id, Document.PROCESSOR)
    assert await version_of(database, row.id) == CURRENT_TERMS
    async with database.transaction() as session:
        assert await accepted_terms(session, row.business_id) == CURRENT_TERMS
        assert await accepted_terms(session, other) == NEWER


@pytest.mark.parametrize(
    ("changes", "version"),
    [
        ({"state": "download_only", "reason": "unpaid"}, NEWER),
        ({"ends_at": AT + timedelta(days=1)}, NEWER),
        ({"state": "download_only", "reason": "cancelled", "ends_at": AT}, CURRENT_TERMS),
        ({"state": "succeeded"}, CURRENT_TERMS),
        ({"state": "blocked"}, CURRENT_TERMS),
    ],
)
async def test_what_has_ended_stays_under_the_version_with_which_it_ended(
    database: Database, changes: dict[str, Any], version: str
) -> None:
    row = await contracted(database, **changes)
    await accept(database, row.business_id)
    assert await version_of(database, row.id) == version


async def test_a_caller_with_a_clock_of_the_past_brings_nothing_back(database: Database) -> None:
    ended_at = datetime.now(UTC) - timedelta(hours=1)
    row = await contracted(database, state="download_only", reason="cancelled", ends_at=ended_at)
    await accept(database, row.business_id, at=ended_at - timedelta(days=1))
    assert await version_of(database, row.id) == CURRENT_TERMS


async def test_the_version_of_the_contract_governs_before_what_was_accepted_since(
    database: Database,
) -> None:
    ended = await contracted(database, state="blocked")
    lapsed = await contracted(database, state="lapsed")
    for row in (ended, lapsed):
        await accept(database, row.business_id)
    async with database.transaction() as session:
        assert await governing_terms(session, ended.business_id) == CURRENT_TERMS
        assert await governing_terms(session, lapsed.business_id) == NEWER
