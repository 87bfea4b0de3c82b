"""Every controller of a breach is told, and none waits for another (contract P8)."""

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.clock import now
from activities.mail.mailer import Mailer
from activities.mail.rounds import post_round, post_to_either
from activities.records.breach_messages import BreachNotice
from activities.records.breach_reach import count_unreached, notice_order, refuse
from activities.records.deadlines import end_clock
from models import Breach, BreachAssessment, BreachContact, BreachController, Business
from models.database import Database
from terms.deadlines import DeadlineKind

Controller = tuple[str, str]
"""Ids of a business and of its owner."""


class BreachTelling:
    """Mails the notices of a breach."""

    def __init__(self, database: Database, mailer: Mailer) -> None:
        self._database = database
        self._mailer = mailer

    @activity.defn(name="Tell every controller of breach")
    async def tell_all(self, notice: BreachNotice) -> int:
        """Mails every controller what an assessment says, each once; in a drill nobody outside is told.

        An address that refuses it for good is followed by the controller's second one. Says how many no mail
        reached. Raises as `post_round` does while some could not be told; repeated, it tells these. Whoever
        was found when the others had been told learns everything known at once, which may be more.
        """
        async with self._database.transaction() as session:
            breach = await session.get_one(Breach, notice.breach_id)
            drill, number = breach.drill, await _number_for(session, breach, notice)
            untold = await _untold(session, notice)

        async def tell(controller: Controller) -> bool:
            return await tell_one(
                self._database, self._mailer, notice.breach_id, number, controller, drill=drill
            )

        await post_round(untold, tell)
        async with self._database.transaction() as session:
            return await count_unreached(session, notice.breach_id)


async def newest_of(session: AsyncSession, breach_id: str) -> int:
    """The number of a breach's newest assessment; 0 before the first."""
    found = await session.scalar(
        select(func.max(BreachAssessment.number)).where(BreachAssessment.breach_id == breach_id)
    )
    return found or 0


async def _number_for(session: AsyncSession, breach: Breach, notice: BreachNotice) -> int:
    """The assessment that those who do not know the notice's are told."""
    if breach.told is None or breach.told < notice.number:
        return notice.number
    return await newest_of(session, breach.id)


async def _untold(session: AsyncSession, notice: BreachNotice) -> list[Controller]:
    """Whom no mail has told of the assessment yet: the notice is in writing, whatever was said before."""
    rows = await session.execute(
        select(BreachController.business_id, Business.owner_id)
        .join(Business, Business.id == BreachController.business_id)
        .where(
            BreachController.breach_id == notice.breach_id,
            func.coalesce(BreachController.told, -1) < notice.number,
        )
    )
    return [(row.business_id, row.owner_id) for row in rows]


async def tell_one(
    database: Database, mailer: Mailer, breach_id: str, number: int, controller: Controller, *, drill: bool
) -> bool:
    """Tells one controller and writes that down. Whether one of its addresses took the notice."""
    business_id, owner_id = controller
    taken = drill or await post_to_either(mailer, notice_order(breach_id, number, business_id, owner_id))
    async with database.transaction() as session:
        await _note_told(session, breach_id, number, business_id, taken=taken)
    return taken


async def count_untold(session: AsyncSession, breach_id: str) -> int:
    """How many controllers know nothing of it yet."""
    found = await session.scalar(
        select(func.count())
        .select_from(BreachController)
        .where(BreachController.breach_id == breach_id, _knows_nothing(), ~_told_another_way())
    )
    return found or 0


async def count_behind(session: AsyncSession, breach: Breach) -> int:
    """How many controllers no mail of what all are said to know left for; not those whom none can reach."""
    if breach.told is None:
        return 0
    found = await session.scalar(
        select(func.count())
        .select_from(BreachController)
        .where(
            BreachController.breach_id == breach.id,
            func.coalesce(BreachController.refused, -1) < breach.told,
            func.coalesce(BreachController.told, -1) < breach.told,
        )
    )
    return found or 0


def shown_to(business_id: str) -> ColumnElement[bool]:
    """Rows that the owner of a business sees: real breaches of which it was told, or no mail could tell it.
    Row-level security shows its owner the same ones.
    """
    tried = or_(BreachController.first_told_at.is_not(None), BreachController.refused_at.is_not(None))
    return and_(BreachController.business_id == business_id, ~BreachController.drill, tried)


def _knows_nothing() -> ColumnElement[bool]:
    return BreachController.first_told_at.is_(None) & BreachController.refused_at.is_(None)


def _told_another_way() -> ColumnElement[bool]:
    return exists().where(
        BreachContact.breach_id == BreachController.breach_id,
        BreachContact.business_id == BreachController.business_id,
    )


async def _note_told(
    session: AsyncSession, breach_id: str, number: int, business_id: str, *, taken: bool
) -> None:
    """What a controller knows now; the first notice ends its clock, in time or not."""
    row = await session.get_one(BreachController, (breach_id, business_id), with_for_update=True)
    at = now()
    if not taken:
        refuse(row, number)
        return
    if row.told is not None and row.told >= number:
        return
    row.told, row.told_at = number, at
    if row.refused is not None and row.refused < number:
        row.refused = row.refused_at = None
    row.first_told_at = row.first_told_at or at
    await end_clock(session, DeadlineKind.BREACH_TO_CONTROLLER, breach_id, business_id, at)
