"""A business changes hands: whose plans are shared no more (A4), and who may neither get nor give it (A8)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from activities.records.business_standing import stand
from activities.records.transfer_messages import HandedOver, Handover, TransferRecord
from activities.records.transfer_records import TransferRecords
from models import (
    Base,
    Business,
    Membership,
    OwnershipAnswer,
    OwnershipTransfer,
    PlanShare,
    Subscription,
    User,
)
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.accounts import Document
from terms.members import MembersRefusal, TransferState
from tests.activities.invoices.billed import paid_bill
from tests.newer_texts import publish

AT = datetime(2027, 3, 10, 9, tzinfo=UTC)
NEWER = "2030-01-01"


async def keep(database: Database, *rows: Base) -> None:
    async with database.transaction() as session:
        for row in rows:
            session.add(row)
            await session.flush()


async def standing_of(database: Database, business_id: str) -> tuple[str, str | None, datetime | None]:
    async with database.transaction() as session:
        row = (await session.scalars(select(Business).where(Business.id == business_id))).one()
        return row.standing, row.standing_reason, row.standing_since


async def sharing(database: Database) -> tuple[str, str]:
    """A business that shares the plan of another one of its owner, which is not paid; both ids."""
    bill = await paid_bill(database)
    second = new_id(Prefix.BUSINESS)
    async with database.transaction() as session:
        payer = await session.get_one(Business, bill.business_id)
        row = await session.get_one(Subscription, bill.subscription_id)
        row.state, row.reason = "download_only", "unpaid"
        owner_id = payer.owner_id
    await keep(
        database,
        Business(id=second, owner_id=owner_id, name="Segunda", country="ES", created_at=AT),
        PlanShare(business_id=second, payer_id=bill.business_id, added_by=owner_id, added_at=AT),
    )
    async with database.transaction() as session:
        for business_id in (bill.business_id, second):
            await stand(session, business_id, AT)
            session.add(Membership(business_id=business_id, user_id=owner_id, role="owner", created_at=AT))
    return bill.business_id, second


async def handed_over(
    database: Database,
    business_id: str,
    *,
    shut_out: datetime | None = None,
    shut_out_everywhere: datetime | None = None,
    held: datetime | None = None,
    accepted: dict[str, dict[str, str]] | None = None,
) -> tuple[HandedOver, HandedOver]:
    """Somebody else becomes its owner; what the order answered, and what a repeated one did."""
    taker, transfer_id, answer_id = new_id(Prefix.USER), new_id(Prefix.OWNERSHIP_TRANSFER), new_id(Prefix.ACT)
    async with database.transaction() as session:
        giver = (await session.get_one(Business, business_id)).owner_id
    await keep(
        database,
        User(
            id=taker,
            email=f"{taker}@example.com".lower(),
            password_hash="-",
            email_verified_at=AT,
            created_at=AT,
            access_revoked_at=shut_out_everywhere,
        ),
        Membership(
            business_id=business_id,
            user_id=taker,
            role="guest",
            created_at=AT,
            revoked_at=shut_out,
            held_at=held,
        ),
        OwnershipTransfer(
            id=transfer_id,
            business_id=business_id,
            from_user_id=giver,
            to_user_id=taker,
            offered_at=AT,
            state="offered",
            expires_at=AT + timedelta(days=7),
            sequence=1,
        ),
        OwnershipAnswer(
            id=answer_id,
            transfer_id=transfer_id,
            business_id=business_id,
            user_id=taker,
            accepted=accepted or {},
            received_at=AT,
        ),
    )
    records = TransferRecords(database, "Europe/Madrid")
    record = TransferRecord(transfer_id, 2, TransferState.ACCEPTED, AT + timedelta(hours=1))
    order = Handover(record, answer_id)
    return await records.hand_over(order), await records.hand_over(order)


@pytest.mark.rule("A4")
async def test_who_shared_the_plan_stands_for_itself_once_it_changes_hands(database: Database) -> None:
    payer, second = await sharing(database)
    assert (await standing_of(database, second))[:2] == ("download_only", "unpaid")
    assert await handed_over(database, second) == (HandedOver(unshared=[second]),) * 2
    assert await standing_of(database, second) == ("active", None, AT + timedelta(hours=1))
    assert (await standing_of(database, payer))[:2] == ("download_only", "unpaid")


async def test_so_do_those_with_whom_it_shared_its_own(database: Database) -> None:
    payer, second = await sharing(database)
    assert await handed_over(database, payer) == (HandedOver(unshared=[second]),) * 2
    assert (await standing_of(database, second))[:2] == ("active", None)
    assert (await standing_of(database, payer))[:2] == ("download_only", "unpaid")


async def owned(database: Database) -> tuple[str, str]:
    """A business that shares nothing, and its owner."""
    bill = await paid_bill(database)
    async with database.transaction() as session:
        owner_id = (await session.get_one(Business, bill.business_id)).owner_id
    member = Membership(business_id=bill.business_id, user_id=owner_id, role="owner", created_at=AT)
    await keep(database, member)
    return bill.business_id, owner_id


async def test_a_business_that_shares_nothing_just_changes_hands(database: Database) -> None:
    business_id, _ = await owned(database)
    assert await handed_over(database, business_id) == (HandedOver(),) * 2


@pytest.mark.rule("A8")
@pytest.mark.parametrize("reach", ["shut_out", "shut_out_everywhere", "held"])
async def test_nobody_shut_out_for_misuse_or_whose_device_is_stolen_becomes_the_owner(
    database: Database, reach: str
) -> None:
    business_id, owner_id = await owned(database)
    refused = await handed_over(database, business_id, **{reach: AT})
    assert refused == (HandedOver(MembersRefusal.NOT_A_MEMBER),) * 2
    async with database.transaction() as session:
        assert (await session.get_one(Business, business_id)).owner_id == owner_id


@pytest.mark.rule("A8")
async def test_nor_does_an_owner_who_was_shut_out_hand_it_over(database: Database) -> None:
    business_id, owner_id = await owned(database)
    async with database.transaction() as session:
        (await session.get_one(Membership, (business_id, owner_id))).revoked_at = AT
    assert (await handed_over(database, business_id))[0] == HandedOver(MembersRefusal.NOT_A_MEMBER)


@pytest.mark.rule("A3")
async def test_the_terms_that_the_new_owner_accepts_govern_from_then_on(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(monkeypatch, Document.TERMS, NEWER, substantial=True)
    business_id, _ = await owned(database)
    accepted = {Document.TERMS.value: {"version": NEWER, "language": "es", "sha256": "0" * 64}}
    assert await handed_over(database, business_id, accepted=accepted) == (HandedOver(),) * 2
    async with database.transaction() as session:
        contract = select(Subscription.terms_version).where(Subscription.business_id == business_id)
        assert (await session.scalars(contract)).one() == NEWER
