"""Controllers whose announcement of a sub-processor comes back: the second address, then staff (P4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.clock import now
from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, Purpose
from activities.mail.returned import TO_SECOND, only_returned
from activities.mail.rounds import post_round
from activities.mail.second_address import to_second_address
from activities.mail.states import DEAD
from activities.records.deadlines import Seat, all_running, fail_clock, restart_clock
from activities.records.subprocessor_messages import ControllersTold
from models import Business, Deadline
from models.database import Database
from terms.deadlines import DeadlineKind, DeadlineOutcome

CLOCK = DeadlineKind.SUBPROCESSOR_OBJECTION


@dataclass(frozen=True)
class ReturnedAnnouncement:
    """A controller whose announcement came back, and what became of the one to its second address."""

    business_id: str
    owner_id: str
    second_state: str | None
    second_taken_at: datetime | None


class SubprocessorReach:
    """Sees to controllers that the announcement did not reach."""

    def __init__(self, database: Database, mailer: Mailer, seat: Seat) -> None:
        self._database = database
        self._mailer = mailer
        self._seat = seat

    @activity.defn(name="Reach controllers of sub-processor")
    async def reach(self, subprocessor_id: str) -> ControllersTold:
        """Tries second addresses; the period of each counts from when that mail was taken.

        Where that does not arrive either the controller's clock says so, and the sub-processor does not work
        for it. Says how many are told by now, and when the latest of their periods ends. Repeated, it mails
        nobody twice. Raises while it cannot be known of some, for whom nobody waited.
        """
        async with self._database.transaction() as session:
            found = await _returned(session, subprocessor_id)
        await post_round(found, lambda one: self._reach(subprocessor_id, one))
        async with self._database.transaction() as session:
            return await _told(session, subprocessor_id)

    async def _reach(self, subprocessor_id: str, one: ReturnedAnnouncement) -> None:
        taken_at = one.second_taken_at
        if one.second_state not in DEAD and taken_at is None:
            order = announcement(subprocessor_id, one.business_id, one.owner_id)
            taken_at = now() if await self._mailer.post(to_second_address(order)) else None
        async with self._database.transaction() as session:
            if one.second_state in DEAD or taken_at is None:
                await fail_clock(session, CLOCK, subprocessor_id, one.business_id, now())
            else:
                await restart_clock(session, self._seat, CLOCK, subprocessor_id, one.business_id, taken_at)


def announcement(
    subprocessor_id: str,
    business_id: str,
    owner_id: str,
    purpose: Purpose = Purpose.SUBPROCESSOR_ANNOUNCED,
) -> MailOrder:
    """The mail to the owner of a controller."""
    key = f"subprocessor:{business_id}:{purpose.value}:{subprocessor_id}"
    return MailOrder(key, purpose, user_id=owner_id, about_id=f"{subprocessor_id}:{business_id}")


async def _returned(session: AsyncSession, subprocessor_id: str) -> Sequence[ReturnedAnnouncement]:
    """Controllers whose period runs though their announcement came back, unless it counts from the second."""
    purpose = Purpose.SUBPROCESSOR_ANNOUNCED.value
    key = func.concat("subprocessor:", Deadline.business_id, f":{purpose}:{subprocessor_id}")
    query = (
        select(Deadline.business_id, Business.owner_id, TO_SECOND.state, TO_SECOND.accepted_at)
        .join(Business, Business.id == Deadline.business_id)
        .where(
            *all_running(CLOCK, subprocessor_id),
            or_(
                TO_SECOND.accepted_at.is_(None),
                TO_SECOND.state.in_(DEAD),
                Deadline.started_at < TO_SECOND.accepted_at,
            ),
        )
        .order_by(Deadline.business_id)
    )
    rows = await session.execute(only_returned(query, key))
    return [
        ReturnedAnnouncement(business_id, owner_id, state, taken_at)
        for business_id, owner_id, state, taken_at in rows
        if business_id is not None and owner_id is not None
    ]


async def _told(session: AsyncSession, subprocessor_id: str) -> ControllersTold:
    told, due_at = (
        await session.execute(
            select(func.count(), func.max(Deadline.due_at)).where(*all_running(CLOCK, subprocessor_id))
        )
    ).one()
    unreached = await session.scalar(
        select(func.count())
        .select_from(Deadline)
        .where(
            Deadline.subject_id == subprocessor_id,
            Deadline.kind == CLOCK.value,
            Deadline.outcome == DeadlineOutcome.UNDELIVERED.value,
        )
    )
    return ControllersTold(told, unreached or 0, None, due_at)
