"""What a request to delete a business makes of it, on a real PostgreSQL (contract S10, S16, S17)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from activities.records.deletion_messages import DeletionLook, DeletionPlan
from activities.records.deletion_records import DeletionRecords
from activities.records.subscription_records import SubscriptionRecords
from models import Business, BusinessDeletion, Subscription
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.calendar import start_of_day
from terms.deletion import DeletionState
from terms.plans import CustomerKind, Plan, PlanKind
from terms.subscription import ACTIVE, BLOCKED, DownloadReason, Standing, SubscriptionState
from terms.subscription_course import course_of
from terms.subscription_facts import Facts
from tests.activities.invoices.billed import paid_bill
from tests.activities.records.conftest import NOW
from tests.activities.records.test_business_standing import standing
from workflows.subscription_messages import SubscriptionProgress
from workflows.subscription_records import record_of

LIMITED = Standing(SubscriptionState.DOWNLOAD_ONLY, DownloadReason.CANCELLED)


@pytest.fixture
def records(database: Database) -> DeletionRecords:
    return DeletionRecords(database, "Europe/Madrid")


async def asked(database: Database, draft: dict[str, str], **values: Any) -> str:
    """A request of the draft's business, in force."""
    deletion_id = new_id(Prefix.BUSINESS_DELETION)
    given = {"waived": False, "subscription_id": None} | values
    async with database.transaction() as session:
        session.add(
            BusinessDeletion(
                id=deletion_id,
                business_id=draft["business"],
                requested_by=draft["user"],
                requested_at=NOW,
                **given,
            )
        )
        (await session.get_one(Business, draft["business"])).deletion_requested_at = NOW
    return deletion_id


async def look(records: DeletionRecords, deletion_id: str, at: datetime) -> DeletionPlan:
    return await records.look(DeletionLook(deletion_id, at))


async def test_a_business_without_a_contract_is_limited_at_once_and_blocked_after_its_downloads(
    database: Database, draft: dict[str, str], records: DeletionRecords
) -> None:
    deletion_id = await asked(database, draft)
    plan = await look(records, deletion_id, NOW)
    assert (plan.state, await standing(database, draft)) == (DeletionState.WAITING, LIMITED)
    assert plan.blocked_at is not None
    assert timedelta(days=30) <= plan.blocked_at - NOW < timedelta(days=31)
    almost = await look(records, deletion_id, plan.blocked_at - timedelta(seconds=1))
    assert almost.state is DeletionState.WAITING
    for _ in range(2):
        done = await look(records, deletion_id, plan.blocked_at)
        assert (done.state, await standing(database, draft)) == (DeletionState.DONE, BLOCKED)


async def test_taken_back_the_business_is_as_it_was_even_when_the_day_has_come(
    database: Database, draft: dict[str, str], records: DeletionRecords
) -> None:
    deletion_id = await asked(database, draft)
    await look(records, deletion_id, NOW)
    async with database.transaction() as session:
        (await session.get_one(Business, draft["business"])).deletion_requested_at = None
    plan = await look(records, deletion_id, NOW + timedelta(days=90))
    assert (plan.state, await standing(database, draft)) == (DeletionState.TAKEN_BACK, ACTIVE)


async def test_with_the_downloads_waived_it_is_blocked_at_once(
    database: Database, draft: dict[str, str], records: DeletionRecords
) -> None:
    deletion_id = await asked(database, draft, waived=True)
    assert (await look(records, deletion_id, NOW)).state is DeletionState.DONE
    assert await standing(database, draft) == BLOCKED


async def test_a_paid_contract_is_served_to_its_end(
    database: Database, draft: dict[str, str], records: DeletionRecords
) -> None:
    bill = await paid_bill(database)
    deletion_id = await asked(database, draft, waived=True, subscription_id=bill.subscription_id)
    async with database.transaction() as session:
        (await session.get_one(Subscription, bill.subscription_id)).business_id = draft["business"]
    unheard = await look(records, deletion_id, NOW)
    assert (unheard.state, unheard.blocked_at) == (DeletionState.WAITING, None)
    assert await standing(database, draft) == ACTIVE
    ends_at = NOW + timedelta(days=11)
    async with database.transaction() as session:
        contract = await session.get_one(Subscription, bill.subscription_id)
        contract.ends_at, contract.downloads_end = ends_at, ends_at + timedelta(days=30)
    assert (await look(records, deletion_id, NOW)).blocked_at == ends_at, "the downloads are waived"
    assert (await look(records, deletion_id, ends_at)).state is DeletionState.DONE
    assert await standing(database, draft) == BLOCKED


@pytest.mark.parametrize("waived", [False, True])
async def test_a_contract_that_a_debt_ended_first_is_waited_for_no_longer(
    database: Database, draft: dict[str, str], records: DeletionRecords, waived: bool
) -> None:
    bill = await paid_bill(database)
    deletion_id = await asked(database, draft, waived=waived, subscription_id=bill.subscription_id)
    async with database.transaction() as session:
        (await session.get_one(Subscription, bill.subscription_id)).business_id = draft["business"]
    selected_at, zone = datetime(2027, 1, 20, 9, tzinfo=UTC), "Europe/Madrid"
    plan = Plan(PlanKind.MONTHLY, Decimal("29.00"))
    facts = Facts(plan, CustomerKind.COMPANY, Decimal(21), selected_at, zone, paid={"2027-02": selected_at})
    facts.cancelled_at = datetime(2027, 3, 20, 9, tzinfo=UTC)
    over = start_of_day(date(2027, 3, 31), zone)
    course = course_of(facts.scenario(over))
    progress = SubscriptionProgress(facts, draft["business"], BLOCKED, sequence=9)
    record = record_of(bill.subscription_id, progress, course, over)
    await SubscriptionRecords(database, zone).record_subscription(record)
    done = await look(records, deletion_id, over + timedelta(days=20))
    assert (done.state, done.blocked_at) == (DeletionState.DONE, over)


async def test_an_unknown_request_fails_for_good(records: DeletionRecords) -> None:
    with pytest.raises(ApplicationError) as failure:
        await look(records, "bdl_none", NOW)
    assert failure.value.non_retryable
