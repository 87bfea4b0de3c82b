"""Controllers whose notice of a breach comes back: the second address, then people (contract P8)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.clock import now
from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, Purpose
from activities.mail.returned import SECOND_NOT_TAKEN, TO_SECOND, only_returned
from activities.mail.rounds import post_round
from activities.mail.second_address import to_second_address
from activities.mail.states import DEAD
from activities.records.deadlines import end_clock, reopen_clock
from models import BreachContact, BreachController, Business, Deadline
from models.database import Database
from terms.deadlines import DeadlineKind

_CLOCK = DeadlineKind.BREACH_TO_CONTROLLER


@dataclass(frozen=True)
class Returned:
    """A controller whose newest notice came back after it had been taken."""

    business_id: str
    owner_id: str
    number: int
    tried_second: bool


@dataclass(frozen=True)
class Unreached:
    """Controllers that have to be told another way."""

    count: int
    assessment: int
    """The newest that did not reach one of them."""


class BreachReach:
    """Sees to controllers that the first notice did not reach."""

    def __init__(self, database: Database, mailer: Mailer) -> None:
        self._database = database
        self._mailer = mailer

    @activity.defn(name="Reach controllers of breach")
    async def reach(self, breach_id: str) -> int:
        """Tries second addresses, notes whom no mail reaches, ends the clocks of those told another way.

        Says how many are still to be told another way. Repeated, it mails nobody twice. Raises while it
        cannot be known of some, for whom nobody waited.
        """
        async with self._database.transaction() as session:
            for contact in await contacted(session, breach_id):
                await _note_contacted(session, contact)
            found = await returned(session, breach_id)
        await post_round(found, lambda one: self._reach(breach_id, one))
        async with self._database.transaction() as session:
            return await count_unreached(session, breach_id)

    async def _reach(self, breach_id: str, one: Returned) -> None:
        order = notice_order(breach_id, one.number, one.business_id, one.owner_id)
        if one.tried_second or not await self._mailer.post(to_second_address(order)):
            async with self._database.transaction() as session:
                await _note_unreached(session, breach_id, one)


def notice_order(breach_id: str, number: int, business_id: str, owner_id: str) -> MailOrder:
    """The mail to the owner of a controller that says what an assessment says."""
    return MailOrder(
        notice_key(business_id, breach_id, number),
        Purpose.BREACH_NOTICE,
        user_id=owner_id,
        about_id=f"{breach_id}:{number}:{business_id}",
    )


def notice_key(business_id: str, breach_id: str, number: int) -> str:
    """The ledger's key of a notice to the owner; that to the second address goes on with `:second`."""
    return f"breach:{business_id}:{breach_id}:{number}"


async def returned(session: AsyncSession, breach_id: str) -> Sequence[Returned]:
    """Controllers whose newest notice came back and that are not known to be unreached yet."""
    key = func.concat(
        "breach:", BreachController.business_id, ":", BreachController.breach_id, ":", BreachController.told
    )
    query = (
        select(BreachController.business_id, Business.owner_id, BreachController.told, TO_SECOND.state)
        .join(Business, Business.id == BreachController.business_id)
        .where(
            BreachController.breach_id == breach_id,
            BreachController.told.is_not(None),
            func.coalesce(BreachController.refused, -1) < BreachController.told,
            ~BreachController.drill,
            SECOND_NOT_TAKEN,
        )
        .order_by(BreachController.business_id)
    )
    rows = await session.execute(only_returned(query, key))
    return [
        Returned(business_id, owner_id, number or 0, second_state in DEAD)
        for business_id, owner_id, number, second_state in rows
        if owner_id is not None
    ]


async def contacted(session: AsyncSession, breach_id: str) -> Sequence[BreachContact]:
    """Whom somebody told another way, while the clock still runs or their row does not say so yet."""
    rows = await session.scalars(
        select(BreachContact)
        .join(
            BreachController,
            (BreachController.breach_id == BreachContact.breach_id)
            & (BreachController.business_id == BreachContact.business_id),
        )
        .outerjoin(
            Deadline,
            (Deadline.subject_id == BreachContact.breach_id)
            & (Deadline.business_id == BreachContact.business_id)
            & (Deadline.kind == _CLOCK.value),
        )
        .where(
            BreachContact.breach_id == breach_id,
            or_(
                BreachController.first_told_at.is_(None),
                Deadline.id.is_not(None) & Deadline.outcome.is_(None),
            ),
        )
        .order_by(BreachContact.at)
    )
    return rows.all()


async def count_unreached(session: AsyncSession, breach_id: str) -> int:
    """How many controllers their newest notice did not reach, and nobody told of as much another way."""
    return (await unreached(session, breach_id)).count


async def unreached(session: AsyncSession, breach_id: str) -> Unreached:
    """Those controllers, and of what they are to be told another way."""
    told = exists().where(
        BreachContact.breach_id == BreachController.breach_id,
        BreachContact.business_id == BreachController.business_id,
        BreachContact.assessment >= BreachController.refused,
    )
    row = (
        await session.execute(
            select(func.count(), func.max(BreachController.refused)).where(
                BreachController.breach_id == breach_id,
                BreachController.refused.is_not(None),
                ~BreachController.drill,
                ~told,
            )
        )
    ).one()
    return Unreached(row[0], row[1] or 0)


async def _note_contacted(session: AsyncSession, contact: BreachContact) -> None:
    """The controller knows of it from then on, and its owner sees the row; its clock ends."""
    key = (contact.breach_id, contact.business_id)
    row = await session.get_one(BreachController, key, with_for_update=True)
    row.first_told_at = row.first_told_at or contact.at
    await end_clock(session, _CLOCK, contact.breach_id, contact.business_id, contact.at)


async def _note_unreached(session: AsyncSession, breach_id: str, one: Returned) -> None:
    """The notice never arrived: its clock runs again until somebody tells the controller another way."""
    row = await session.get_one(BreachController, (breach_id, one.business_id), with_for_update=True)
    if refuse(row, one.number):
        if row.first_told_at == row.told_at:
            row.first_told_at = None
        await reopen_clock(session, _CLOCK, breach_id, one.business_id)


def refuse(row: BreachController, number: int) -> bool:
    """Notes that no address took the notice of an assessment; whether that, or a later one, was not known."""
    if row.refused is not None and row.refused >= number:
        return False
    row.refused, row.refused_at = number, now()
    return True
