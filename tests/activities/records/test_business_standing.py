"""How a business stands by contract and sanctions together, and what its envelopes are asked (S16, A8)."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import update
from temporalio.testing import ActivityEnvironment

from activities.commands import Command, WorkflowCommands
from activities.envelopes_under_way import EnvelopesUnderWay, FollowOrder
from activities.records.misuse_effects import MisuseEffects
from activities.records.subscription_messages import SubscriptionRecord
from activities.records.subscription_records import SubscriptionRecords
from models import Act, Business, Envelope, Subscription
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.subscription import ACTIVE, BLOCKED, DownloadReason, Standing, SubscriptionState
from tests.activities.invoices.billed import paid_bill
from tests.activities.records.test_misuse_records import decision, set_state

UNPAID = Standing(SubscriptionState.DOWNLOAD_ONLY, DownloadReason.UNPAID)
SUSPENDED = Standing(SubscriptionState.DOWNLOAD_ONLY, DownloadReason.MISUSE)


@pytest.fixture
async def contract(database: Database, draft: dict[str, str]) -> str:
    """The subscription of the draft's business, active; its envelope is under way."""
    bill = await paid_bill(database)
    async with database.transaction() as session:
        row = await session.get_one(Subscription, bill.subscription_id)
        row.business_id = draft["business"]
        await session.execute(update(Envelope).where(Envelope.id == draft["envelope"]).values(state="sent"))
        return row.id


@pytest.fixture
def records(database: Database) -> SubscriptionRecords:
    return SubscriptionRecords(database, "Europe/Madrid")


def record(contract: str, sequence: int, state: str, reason: str | None = None) -> SubscriptionRecord:
    return SubscriptionRecord(contract, sequence, state, reason, None, None)


async def standing(database: Database, draft: dict[str, str]) -> Standing:
    async with database.transaction() as session:
        business = await session.get_one(Business, draft["business"])
        return business.current_standing


async def test_the_business_stands_as_its_contract_does(
    database: Database, draft: dict[str, str], contract: str, records: SubscriptionRecords
) -> None:
    await records.record_subscription(record(contract, 1, "download_only", "unpaid"))
    assert await standing(database, draft) == UNPAID
    await records.record_subscription(record(contract, 3, "active"))
    assert await standing(database, draft) == ACTIVE
    await records.record_subscription(record(contract, 2, "download_only", "unpaid"))
    assert await standing(database, draft) == ACTIVE, "an overtaken write changes nothing"
    await records.record_subscription(record(contract, 4, "blocked"))
    assert await standing(database, draft) == BLOCKED


@pytest.mark.parametrize("state", ["pending_payment", "lapsed"])
async def test_a_choice_that_has_not_begun_limits_nobody(
    database: Database, draft: dict[str, str], contract: str, records: SubscriptionRecords, state: str
) -> None:
    await records.record_subscription(record(contract, 1, state))
    assert await standing(database, draft) == ACTIVE


async def test_paying_does_not_lift_a_sanction_nor_lifting_pay(
    database: Database, draft: dict[str, str], contract: str, records: SubscriptionRecords
) -> None:
    await records.record_subscription(record(contract, 1, "download_only", "unpaid"))
    suspended = await decision(database, draft, "suspend")
    await MisuseEffects(database).apply(suspended)
    assert await standing(database, draft) == SUSPENDED
    await records.record_subscription(record(contract, 2, "active"))
    assert await standing(database, draft) == SUSPENDED
    await records.record_subscription(record(contract, 3, "download_only", "unpaid"))
    await set_state(database, suspended, "lifted")
    effects = await MisuseEffects(database).apply(suspended)
    assert (await standing(database, draft), effects.update) == (UNPAID, "pause")


async def test_of_two_writers_at_once_neither_is_forgotten(
    database: Database, draft: dict[str, str], contract: str, records: SubscriptionRecords
) -> None:
    suspended = await decision(database, draft, "suspend")
    await asyncio.gather(
        records.record_subscription(record(contract, 1, "blocked")), MisuseEffects(database).apply(suspended)
    )
    assert await standing(database, draft) == BLOCKED


class Asked(WorkflowCommands):
    """Keeps what was asked, and writes of pauses and ends what the envelope's workflow would."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.commands: list[Command] = []

    async def ask(self, commands: Sequence[Command]) -> int:
        self.commands += commands
        async with self._database.transaction() as session:
            for command in commands:
                row = await session.get_one(Envelope, command.workflow_id.removeprefix("envelope-"))
                row.paused = command.update == "pause"
                row.state = "voided" if command.update == "void" else row.state
        return len(commands)


async def test_envelopes_under_way_follow_and_are_asked_once(
    database: Database, draft: dict[str, str], contract: str, records: SubscriptionRecords
) -> None:
    async with database.transaction() as session:
        more = [
            Envelope(
                id=new_id(Prefix.ENVELOPE),
                business_id=draft["business"],
                created_by=draft["user"],
                title="x",
                expires_in_days=30,
                created_at=datetime.now(UTC),
                state=state,
            )
            for state in (*["sent"] * 120, "draft", "completed")
        ]
        session.add_all(more)
    asked = Asked(database)
    follow = ActivityEnvironment().run

    async def told(number: int, state: str, reason: str | None = None) -> list[Command]:
        await records.record_subscription(record(contract, number, state, reason))
        asked.commands.clear()
        order = FollowOrder(draft["business"], f"{contract}:{number}", "envelope-")
        under_way = EnvelopesUnderWay(database, asked)
        assert await follow(under_way.follow, order) == len(asked.commands)
        once = list(asked.commands)
        assert await follow(under_way.follow, order) == 0
        return once

    assert await told(1, "active") == []
    paused = await told(2, "download_only", "unpaid")
    assert {(one.update, one.act["ground"]) for one in paused} == {("pause", "contract")}
    assert len({one.workflow_id for one in paused}) == len(paused) == 121
    assert await told(3, "download_only", "cancelled") == []
    assert {one.update for one in await told(4, "active")} == {"resume"}
    voided = await told(5, "blocked")
    assert {(one.update, one.act_id) for one in voided} == {("void", f"{contract}:5:void")}
    async with database.transaction() as session:
        act = await session.get_one(Act, voided[0].act["act_id"] or "")
    assert (act.user_id, act.words) == (
        None,
        "El contrato de servicio de quien envió el documento ha terminado.",
    )


async def test_a_sanction_is_told_as_one_whoever_notices_it(
    database: Database, draft: dict[str, str], contract: str, records: SubscriptionRecords
) -> None:
    asked, effects = Asked(database), MisuseEffects(database)
    suspended = await decision(database, draft, "suspend")

    async def told(key: str, ground: str) -> list[tuple[str, str | None]]:
        asked.commands.clear()
        order = FollowOrder(draft["business"], key, "envelope-", ground)
        await ActivityEnvironment().run(EnvelopesUnderWay(database, asked).follow, order)
        return [(one.update, one.act["ground"]) for one in asked.commands]

    await effects.enforce(suspended)
    assert await told("noticed by the contract", "contract") == [("pause", "misuse")]
    await set_state(database, suspended, "lifted")
    await effects.enforce(suspended)
    assert await told("lifted", "misuse") == [("resume", "misuse")]
    await records.record_subscription(record(contract, 1, "download_only", "unpaid"))
    assert await told("noticed by the reviewer", "misuse") == [("pause", "contract")]
