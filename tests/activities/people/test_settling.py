"""Orders of commitments that nobody ends are ended, so that nobody stays locked out (contract P5, M2)."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from temporalio.testing import ActivityEnvironment

from activities.commands import Command, WorkflowCommands
from activities.people.commitments import Commitments
from activities.people.duties import PeopleDuties
from activities.people.messages import SettleOrder
from activities.people.own_business import own_business
from activities.people.settling import CommitmentSettling
from activities.records.duty_holders import dpos_or_stand_ins
from activities.records.staff_records import holders
from deploy.stack.postgres import PostgresCluster
from models import Act, Envelope, StaffCommitment, StaffMember
from models.database import Database, make_engine
from models.identifiers import Prefix, new_id
from terms.people import CLOSED_AFTER, SIGNED_WITHIN_DAYS
from terms.roles import Permission
from tests.activities.people.test_duties import HOLDER, member, put
from tests.databases import own_database
from tests.duties import signed_commitment

NOW = datetime.now(UTC)
LONG_OVER = NOW - timedelta(days=SIGNED_WITHIN_DAYS) - CLOSED_AFTER


class Workflows(WorkflowCommands):
    """Those of the envelopes: the ones that are alive write that they were voided."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.alive: set[str] = set()
        self.asked: list[Command] = []

    async def ask(self, commands: Sequence[Command]) -> int:
        self.asked += commands
        taken = {command.workflow_id.removeprefix("envelope-") for command in commands} & self.alive
        async with self._database.transaction() as session:
            await session.execute(
                update(Envelope).where(Envelope.id.in_(taken)).values(state="voided", finished_at=NOW)
            )
        return len(taken)


class Office:
    """Staff with orders of commitments, and what ends those that nobody ends."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.workflows = Workflows(database)
        commitments = Commitments(database, None, HOLDER, "Europe/Madrid")  # type: ignore[arg-type]
        self._settling = CommitmentSettling(database, commitments, self.workflows)

    async def ask(self, state: str, sent_at: datetime = NOW, **changes: Any) -> tuple[str, str]:
        """Somebody with an order that is open; the user's id and the envelope's, which stands as it says."""
        business_id = await own_business(self.database, HOLDER, NOW)
        user_id = await member(self.database, **changes)
        row = signed_commitment(user_id, NOW)
        row.state, row.valid_until, row.sent_at, row.ended_at = "sent", None, sent_at, None
        envelope = Envelope(
            id=row.envelope_id,
            business_id=business_id,
            created_by=user_id,
            title="x",
            language="es",
            custom={},
            expires_in_days=14,
            reminders={},
            state=state,
            created_at=sent_at,
        )
        await put(self.database, envelope, row)
        return user_id, row.envelope_id

    async def settle(self, user_id: str | None = None) -> int:
        order = SettleOrder("people-1", "envelope-", user_id)
        return await ActivityEnvironment().run(self._settling.settle, order)

    async def states(self) -> dict[str, str]:
        async with self.database.transaction() as session:
            rows = await session.scalars(select(StaffCommitment))
            return {row.user_id: row.state for row in rows}


@pytest.fixture
async def office(postgres: PostgresCluster) -> AsyncIterator[Office]:
    database = Database(
        make_engine(own_database(postgres, f"settling_{new_id(Prefix.ACT)[-8:].lower()}").worker)
    )
    yield Office(database)
    await database.close()


@pytest.mark.rule("P5")
async def test_an_order_that_nobody_closed_is_closed_and_asked_anew(office: Office) -> None:
    ended, _ = await office.ask("expired")
    lost, lost_envelope = await office.ask("sent", LONG_OVER)
    waiting, _ = await office.ask("sent", LONG_OVER + timedelta(hours=5))
    look = PeopleDuties(office.database, "Europe/Madrid").look
    assert not {ended, lost, waiting} & set((await look(NOW)).to_sign), "each waits for its order"
    assert await office.settle() == 2
    assert await office.states() == {ended: "expired", lost: "expired", waiting: "sent"}
    assert {ended, lost} <= set((await look(NOW)).to_sign)
    (command,) = office.workflows.asked
    assert (command.workflow_id, command.update) == (f"envelope-{lost_envelope}", "void")
    assert await office.settle() == 0


@pytest.mark.rule("M2")
async def test_with_who_leaves_the_open_order_ends(office: Office) -> None:
    stays, _ = await office.ask("sent")
    leaver, envelope_id = await office.ask("sent", left_at=NOW)
    office.workflows.alive = {envelope_id}
    assert await office.settle(stays) == 0
    assert await office.settle(leaver) == 1
    assert await office.states() == {stays: "sent", leaver: "voided"}
    async with office.database.transaction() as session:
        act = (await session.scalars(select(Act))).one()
        assert (act.envelope_id, act.kind) == (envelope_id, "void")
        assert "contrato de servicio" not in (act.words or "")


async def test_an_envelope_that_is_being_sealed_ends_by_itself(office: Office) -> None:
    """It refuses to be voided; how it ends is written by its workflow, or by a later look."""
    leaver, _ = await office.ask("sent", left_at=NOW)
    assert await office.settle() == 0
    assert await office.states() == {leaver: "sent"}


@pytest.mark.rule("M2")
async def test_whose_last_day_is_over_has_no_duty_and_decides_nothing(office: Office) -> None:
    """Also before their leaving is written: it is the instant that counts."""
    works = await member(office.database)
    over = await member(office.database, leaves_at=NOW)
    async with office.database.transaction() as session:
        await session.execute(update(StaffMember).values(roles=["dpo", "security"]))
    async with office.database.transaction() as session:
        assert await dpos_or_stand_ins(session) == [works]
        assert await holders(session, Permission.STAFF_CHANGE) == [works]
    assert over != works
