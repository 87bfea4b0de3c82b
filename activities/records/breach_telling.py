"""Every controller of a breach is told, and none waits for another (contract P8)."""

import asyncio
from collections.abc import Sequence
from random import SystemRandom

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.clock import now
from activities.mail.mailer import Mailer
from activities.records.breach_messages import BreachNotice
from activities.records.breach_reach import count_unreached, reach_by_mail
from activities.records.deadlines import end_clock
from models import Breach, BreachContact, BreachController, Business
from models.database import Database
from terms.deadlines import DeadlineKind

AT_ONCE = 10
"""Mails under way at a time; the provider's rate is kept besides."""
AWAY = 40
"""So many of them turned away in a row say that the provider is away."""
NOT_YET_TOLD = "BreachNotYetTold"
"""Error type: some could not be told now and are tried again."""
Controller = tuple[str, str]
"""Ids of a business and of its owner."""
Outcome = bool | BaseException
"""Whether one of its addresses took the notice, or why that is not known yet."""


class BreachTelling:
    """Mails the notices of a breach."""

    def __init__(self, database: Database, mailer: Mailer) -> None:
        self._database = database
        self._mailer = mailer

    @activity.defn(name="Tell every controller of breach")
    async def tell_all(self, notice: BreachNotice) -> int:
        """Mails every controller what an assessment says, each once; in a drill nobody outside is told.

        An address that refuses it for good is followed by the controller's second one. Says how many no mail
        reached. Raises while some could not be told; repeated, it tells these, in an order of its own each
        time, so that nobody waits for those that cannot be told. It ends early when the provider is away.
        """
        async with self._database.transaction() as session:
            drill = (await session.get_one(Breach, notice.breach_id)).drill
            untold = await _untold(session, notice)
        SystemRandom().shuffle(untold)
        left = len(untold)
        for first in range(0, len(untold), AWAY):
            some = untold[first : first + AWAY]
            outcomes = await tell_each(
                self._database, self._mailer, notice.breach_id, notice.number, some, drill=drill
            )
            answered = sum(not isinstance(outcome, BaseException) for outcome in outcomes)
            left -= answered
            if answered == 0:
                break
        if left:
            raise ApplicationError(f"{left} controllers could not be told yet", type=NOT_YET_TOLD)
        async with self._database.transaction() as session:
            return await count_unreached(session, notice.breach_id)


async def _untold(session: AsyncSession, notice: BreachNotice) -> list[Controller]:
    """Who does not know the assessment yet; not who was told another way while no mail had left."""
    rows = await session.execute(
        select(BreachController.business_id, Business.owner_id)
        .join(Business, Business.id == BreachController.business_id)
        .where(
            BreachController.breach_id == notice.breach_id,
            func.coalesce(BreachController.told, -1) < notice.number,
            ~(_knows_nothing() & _told_another_way()),
        )
    )
    return [(row.business_id, row.owner_id) for row in rows]


async def tell_each(
    database: Database,
    mailer: Mailer,
    breach_id: str,
    number: int,
    controllers: Sequence[Controller],
    *,
    drill: bool,
) -> Sequence[Outcome]:
    """Tells each of these, some at a time, and writes down who was; what stopped one stops no other."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def tell(business_id: str, owner_id: str) -> bool:
        async with gate:
            taken = drill or await reach_by_mail(mailer, breach_id, number, business_id, owner_id)
            async with database.transaction() as session:
                await _note_told(session, breach_id, number, business_id, taken=taken)
        return taken

    return await asyncio.gather(*(tell(*controller) for controller in controllers), return_exceptions=True)


async def count_untold(session: AsyncSession, breach_id: str) -> int:
    """How many controllers know nothing of it yet."""
    found = await session.scalar(
        select(func.count())
        .select_from(BreachController)
        .where(BreachController.breach_id == breach_id, _knows_nothing(), ~_told_another_way())
    )
    return found or 0


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
        row.refused_at = row.refused_at or at
        return
    if row.told is not None and row.told >= number:
        return
    row.told, row.told_at = number, at
    row.first_told_at = row.first_told_at or at
    await end_clock(session, DeadlineKind.BREACH_TO_CONTROLLER, breach_id, business_id, at)
