"""Use of a shared plan is its payer's for good: counted once, in its month, whoever shares later (A4, S6)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from activities.records.envelope_messages import EnvelopeRecord, Step
from activities.records.envelope_records import EnvelopeRecords
from activities.records.plan_shares import PlanShares, ShareOrder
from activities.records.subscription_messages import Metered, MeterOrder
from activities.records.subscription_records import SubscriptionRecords
from models import Business, Envelope, EnvelopeAdmission, Membership, Subscription
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.calendar import Month, start_of_day
from terms.envelope import EnvelopeState
from tests.activities.invoices.billed import paid_bill

ZONE = "Europe/Madrid"
JANUARY = start_of_day(Month(2027, 1).first_day, ZONE)
FEBRUARY = start_of_day(Month(2027, 2).first_day, ZONE)
MARCH = start_of_day(Month(2027, 3).first_day, ZONE)
AN_HOUR = timedelta(hours=1)
PRICED = {"envelopes": 1, "extra_envelope": "0.90", "businesses": 3}


@dataclass
class House:
    """An owner's businesses, and the activities that write of them."""

    database: Database

    def __post_init__(self) -> None:
        self.contracts = SubscriptionRecords(self.database, ZONE)
        self.envelopes = EnvelopeRecords(self.database, ZONE)
        self.shares = PlanShares(self.database)

    async def contract(self, owner_id: str | None = None) -> tuple[str, str]:
        """A business with a plan that includes one envelope a month; its contract and itself."""
        bill = await paid_bill(self.database)
        async with self.database.transaction() as session:
            row = await session.get_one(Subscription, bill.subscription_id)
            row.selected_at, row.allowance = datetime(2026, 1, 1, tzinfo=UTC), PRICED
            if owner_id is not None:
                owner = {"role": "owner", "created_at": FEBRUARY}
                session.add(Membership(business_id=row.business_id, user_id=owner_id, **owner))
                (await session.get_one(Business, row.business_id)).owner_id = owner_id
        return bill.subscription_id, bill.business_id

    async def owner_of(self, business_id: str) -> str:
        async with self.database.transaction() as session:
            return (await session.get_one(Business, business_id)).owned_by

    async def business(self, owner_id: str) -> str:
        """Another one of the owner, without a plan."""
        row = Business(
            id=new_id(Prefix.BUSINESS), owner_id=owner_id, name="Otra", country="ES", created_at=FEBRUARY
        )
        async with self.database.transaction() as session:
            session.add(row)
        return row.id

    async def share(self, contract: str, business_id: str) -> None:
        order = ShareOrder(contract, business_id, new_id(Prefix.USER), FEBRUARY)
        assert await self.shares.share(order) is None

    async def unshare(self, contract: str, business_id: str) -> None:
        await self.shares.unshare(ShareOrder(contract, business_id, new_id(Prefix.USER), FEBRUARY))

    async def draft(self, business_id: str, *, test: bool = False) -> str:
        """An envelope of the business, not sent yet."""
        row = Envelope(
            id=new_id(Prefix.ENVELOPE),
            business_id=business_id,
            created_by=new_id(Prefix.USER),
            title="Contrato",
            expires_in_days=30,
            created_at=FEBRUARY,
            test=test,
        )
        async with self.database.transaction() as session:
            session.add(row)
        return row.id

    async def sent(self, envelope_id: str, at: datetime) -> None:
        """What its workflow writes when it begins, and again later."""
        for number in (1, 1, 2):
            await self.envelopes.record(
                EnvelopeRecord(
                    envelope_id=envelope_id,
                    sequence=number,
                    state=EnvelopeState.SENT,
                    step=Step.WAITING_FOR_SIGNERS,
                    step_since=at,
                    waits_for=[],
                    paused=False,
                    signers=[],
                    sent_at=at,
                )
            )

    async def metered(self, contract: str, month: Month) -> Metered:
        """The use of the month before `month`, as its invoice will name it."""
        return await self.contracts.meter(MeterOrder(contract, str(month)))


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


@pytest.mark.rule("A4", "S6")
async def test_what_sharing_businesses_send_is_billed_to_the_payer(house: House) -> None:
    contract, payer = await house.contract()
    second, third = [await house.business(await house.owner_of(payer)) for _ in "23"]
    for business_id in (second, third):
        await house.share(contract, business_id)
    for business_id in (payer, second, third, third):
        await house.sent(await house.draft(business_id), FEBRUARY + AN_HOUR)
    await house.sent(await house.draft(second, test=True), FEBRUARY + AN_HOUR)
    metered = await house.metered(contract, Month(2027, 3))
    assert metered.usage_net == Decimal("2.70"), "one is included for all of them together"
    assert [use.envelopes for use in metered.use] == [4]


@pytest.mark.rule("A4")
async def test_what_was_sent_stays_the_payers_when_the_sharing_ends_within_the_month(house: House) -> None:
    contract, payer = await house.contract()
    second = await house.business(await house.owner_of(payer))
    await house.share(contract, second)
    for _ in range(3):
        await house.sent(await house.draft(second), FEBRUARY + AN_HOUR)
    await house.unshare(contract, second)
    await house.sent(await house.draft(second), FEBRUARY + 2 * AN_HOUR)
    metered = await house.metered(contract, Month(2027, 3))
    assert (metered.usage_net, metered.use[0].envelopes) == (Decimal("1.80"), 3)


@pytest.mark.rule("A4")
async def test_each_payer_is_billed_for_what_was_sent_under_its_plan(
    house: House, database: Database
) -> None:
    first, payer = await house.contract()
    owner_id = await house.owner_of(payer)
    other, _ = await house.contract(owner_id)
    second = await house.business(owner_id)
    await house.share(first, second)
    for _ in range(2):
        await house.sent(await house.draft(second), FEBRUARY + AN_HOUR)
    admitted = await house.draft(second)
    async with database.transaction() as session:
        session.add(
            EnvelopeAdmission(
                envelope_id=admitted, business_id=second, admitted_at=FEBRUARY, subscription_id=first
            )
        )
    await house.unshare(first, second)
    await house.share(other, second)
    await house.sent(admitted, FEBRUARY + 2 * AN_HOUR)
    for _ in range(4):
        await house.sent(await house.draft(second), FEBRUARY + 2 * AN_HOUR)
    found = [(await house.metered(one, Month(2027, 3))).use[0].envelopes for one in (first, other)]
    assert found == [3, 4], "what was admitted under a plan is that plan's"


@pytest.mark.rule("S6")
async def test_what_is_written_after_midnight_counts_once_in_the_month_that_follows(house: House) -> None:
    contract, payer = await house.contract()
    for _ in range(2):
        await house.sent(await house.draft(payer), MARCH - AN_HOUR)
    late = await house.draft(payer)
    before = await house.metered(contract, Month(2027, 3))
    await house.sent(late, MARCH - timedelta(seconds=1))
    again = await house.metered(contract, Month(2027, 3))
    for _ in range(2):
        await house.sent(await house.draft(payer), MARCH + AN_HOUR)
    after = await house.metered(contract, Month(2027, 4))
    assert [one.use[0].envelopes for one in (before, again, after)] == [2, 2, 3]


@pytest.mark.rule("S6")
async def test_months_that_are_metered_late_have_each_their_own_days_and_envelopes(house: House) -> None:
    contract, payer = await house.contract()
    for begin, number in ((JANUARY, 3), (FEBRUARY, 5), (MARCH, 2)):
        for _ in range(number):
            await house.sent(await house.draft(payer), begin + AN_HOUR)
    late = [await house.metered(contract, Month(2027, month)) for month in (2, 3)]
    in_time = await house.metered(contract, Month(2027, 4))
    named = [(use.first_day, use.last_day, use.envelopes) for one in (*late, in_time) for use in one.use]
    assert named == [
        (date(2027, 1, 1), date(2027, 1, 31), 3),
        (date(2027, 2, 1), date(2027, 2, 28), 5),
        (date(2027, 3, 1), date(2027, 3, 31), 2),
    ]
    assert [one.usage_net for one in late] == [Decimal("1.80"), Decimal("3.60")], "one is included in each"


async def test_what_is_sent_without_a_plan_is_nobodys_use(house: House, database: Database) -> None:
    _, payer = await house.contract()
    alone = await house.business(await house.owner_of(payer))
    envelope = await house.draft(alone)
    await house.sent(envelope, FEBRUARY)
    async with database.transaction() as session:
        row = await session.get_one(Envelope, envelope)
    assert (row.charged_to, row.counted_at, row.sent_at) == (None, None, FEBRUARY)
