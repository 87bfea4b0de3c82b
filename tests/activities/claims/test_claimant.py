"""A claim is made once: reckoned from the unpaid bills, as a PDF in the vault, in the customer's language."""

import hashlib
import os
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
from obstore.store import LocalStore
from sqlalchemy import select

from activities.claims.claimant import Claimant
from activities.claims.facts import claim_facts
from activities.claims.messages import ClaimMade, ClaimOrder
from activities.vault.vault import Vault
from models import Bill, Claim, Subscription
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.published_rates import LateRates
from tests.activities.invoices.billed import RENEWAL, USAGE, paid_bill
from tests.activities.invoices.conftest import HOLDER

LATE_SINCE = datetime(2026, 3, 5, 23, tzinfo=UTC)
BLOCKED_AT = datetime(2026, 3, 30, 22, tzinfo=UTC)


@pytest.fixture
def vault(database: Database, tmp_path: Path) -> Vault:
    """Objects in a folder of this test."""
    return Vault(database, LocalStore(str(tmp_path)), os.urandom(32))


@pytest.fixture
def claimant(database: Database, vault: Vault) -> Claimant:
    """The activity, with the rates of the release alone."""
    return Claimant(database, vault, HOLDER, "Europe/Madrid", LateRates())


async def owing(database: Database, *, state: str = "claimed", customer: str = "company") -> ClaimOrder:
    """A contract that ended over March 2026, and the order to claim it."""
    bill = await paid_bill(database, RENEWAL, USAGE, customer=customer)
    async with database.transaction() as session:
        kept = await session.get_one(Bill, bill.id)
        kept.state, kept.paid_at, kept.key, kept.month = state, None, "2026-03", "2026-03"
        kept.window_end = LATE_SINCE
        row = await session.get_one(Subscription, bill.subscription_id)
        row.state, row.blocked_at = "blocked", BLOCKED_AT
    asked_at = datetime(2026, 5, 4, 9, tzinfo=UTC)
    return ClaimOrder(new_id(Prefix.CLAIM), bill.subscription_id, "", date(2026, 5, 4), asked_at)


async def claimed(database: Database, order: ClaimOrder) -> Claim | None:
    async with database.transaction() as session:
        return await session.scalar(select(Claim).where(Claim.id == order.claim_id))


async def by_staff(database: Database, order: ClaimOrder) -> ClaimOrder:
    async with database.transaction() as session:
        row = await session.get_one(Subscription, order.subscription_id)
        return replace(order, made_by=row.chosen_by)


def words_of(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())


async def test_the_claim_says_each_charge_and_how_its_interest_is_made_up(
    claimant: Claimant, database: Database, vault: Vault
) -> None:
    order = await by_staff(database, await owing(database))
    assert [await claimant.make(order) for _ in range(2)] == [ClaimMade(), ClaimMade()]
    row = await claimed(database, order)
    assert row is not None
    assert (row.principal, row.interest) == (Decimal("50.09"), Decimal("0.35"))
    assert row.reckoned_through == date(2026, 3, 30), "interest ends with the contract"
    data = await vault.get(row.business_id, row.object_key)
    assert hashlib.sha256(data).hexdigest() == row.sha256
    said = words_of(data)
    for words in (
        "Reclamación de deuda",
        order.claim_id,
        "cuota de marzo de 2026",
        "uso de febrero de 2026",
        "35,09 €",
        "15,00 €",
        "del 6 de marzo de 2026 al 30 de marzo de 2026: 25 días, 10,15 % anual",
        "BOE-A-2025-27201",
        "Ley 3/2004",
        "Total reclamado 50,44 €",
        HOLDER.tax_id,
    ):
        assert words in said, words
    assert claim_facts(row.facts).as_json() == row.facts


async def test_a_consumer_owes_the_legal_interest(claimant: Claimant, database: Database) -> None:
    order = await by_staff(database, await owing(database, customer="consumer"))
    assert await claimant.make(order) == ClaimMade()
    row = await claimed(database, order)
    assert row is not None
    assert row.interest == Decimal("0.11")


@pytest.mark.parametrize("state", ["paid", "voided", "waived"])
async def test_what_is_not_owed_is_not_claimed(claimant: Claimant, database: Database, state: str) -> None:
    order = await by_staff(database, await owing(database, state=state))
    assert await claimant.make(order) == ClaimMade("nothing-owed")
    assert await claimed(database, order) is None


async def test_beyond_the_known_rates_it_is_refused(claimant: Claimant, database: Database) -> None:
    order = await by_staff(database, await owing(database, state="open"))
    async with database.transaction() as session:
        (await session.get_one(Subscription, order.subscription_id)).blocked_at = None
    late = replace(order, last_day=date(2026, 7, 1))
    assert await claimant.make(late) == ClaimMade("interest-rate-unknown")
    assert await claimant.make(replace(order, last_day=date(2026, 6, 30))) == ClaimMade()
