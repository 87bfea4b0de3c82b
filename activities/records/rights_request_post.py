"""The mails of a data subject's request that must be known to have gone, each once (contract P6, P7)."""

from collections.abc import Awaitable, Callable, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.clock import now
from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, Purpose
from activities.mail.rounds import post_round, post_to_either
from activities.records.deadlines import end_clock, fail_clock
from activities.records.rights_request_messages import extension_key, mail_key
from activities.records.rights_request_scope import OWN_ANSWER, OWN_LONGEST, TO_CONTROLLER
from models import Business, RightsPart, RightsRequest
from models.database import Database

_TO_CONTROLLERS = (Purpose.RIGHTS_NOTICE, Purpose.RIGHTS_NOTICE_REMINDER)
"""They go to the second address where the owner's refuses them."""

Note = Callable[[AsyncSession, RightsPart, bool], Awaitable[None]]
"""Writes that a part's mail was taken, or refused for good."""


class RightsRequestPost:
    """Tells controllers of requests, and people of answers. Each act goes on where it was cut short.

    What each answers is false: requests that began when mails went in pages ask whether one may follow.
    """

    def __init__(self, database: Database, mailer: Mailer) -> None:
        self._database = database
        self._mailer = mailer

    @activity.defn(name="Pass rights request on")
    async def pass_on(self, request_id: str) -> bool:
        """Tells the controllers not told yet."""
        untold = (RightsPart.business_id.is_not(None), RightsPart.passed_at.is_(None))
        return await self._all_of(request_id, untold, Purpose.RIGHTS_NOTICE, _note_passed)

    @activity.defn(name="Remind controllers of rights request")
    async def remind(self, request_id: str) -> bool:
        """Reminds the controllers that have not answered."""
        silent = (
            RightsPart.business_id.is_not(None),
            RightsPart.outcome.is_(None),
            RightsPart.reminded_at.is_(None),
        )
        return await self._all_of(request_id, silent, Purpose.RIGHTS_NOTICE_REMINDER, _note_reminded)

    @activity.defn(name="Tell person of rights request")
    async def tell_person(self, request_id: str) -> bool:
        """Tells the person the answers, each alone, and that the holder takes longer."""
        await self._tell_extension(request_id)
        answered = (
            RightsPart.outcome.is_not(None),
            RightsPart.person_told_at.is_(None),
            RightsPart.person_unreached_at.is_(None),
        )
        return await self._all_of(request_id, answered, Purpose.RIGHTS_ANSWERED, _note_answered)

    async def _all_of(
        self, request_id: str, which: Sequence[ColumnElement[bool]], purpose: Purpose, note: Note
    ) -> bool:
        """Posts to all of the parts; raises while some could not be told, for whom nobody waited."""
        async with self._database.transaction() as session:
            query = (
                select(RightsPart.id, RightsPart.business_id, Business.owner_id, RightsPart.answered_again)
                .outerjoin(Business, Business.id == RightsPart.business_id)
                .where(RightsPart.request_id == request_id, *which)
            )
            orders = [
                (
                    row.id,
                    order_of(request_id, row.id, row.business_id, row.owner_id, purpose, row.answered_again),
                )
                for row in await session.execute(query)
            ]
        await post_round(orders, lambda one: self._post(*one, note))
        return False

    async def _post(self, part_id: str, order: MailOrder, note: Note) -> None:
        if order.purpose in _TO_CONTROLLERS:
            taken = await post_to_either(self._mailer, order)
        else:
            taken = await self._mailer.post(order)
        async with self._database.transaction() as session:
            part = await session.get_one(RightsPart, part_id, with_for_update=True)
            if order.purpose is not Purpose.RIGHTS_ANSWERED or order.key == answer_key(part):
                await note(session, part, taken)

    async def _tell_extension(self, request_id: str) -> None:
        async with self._database.transaction() as session:
            if not is_extension_untold(await session.get_one(RightsRequest, request_id)):
                return
        order = MailOrder(extension_key(request_id), Purpose.RIGHTS_EXTENDED, about_id=request_id)
        taken = await self._mailer.post(order)
        async with self._database.transaction() as session:
            row = await session.get_one(RightsRequest, request_id, with_for_update=True)
            if not is_extension_untold(row):
                return
            if taken:
                row.extension_told_at = now()
                await end_clock(session, OWN_ANSWER, request_id, None, row.extension_told_at)
            else:
                row.extension_unreached_at = now()


def is_extension_untold(row: RightsRequest) -> bool:
    """Whether the holder takes longer and the person's address has neither taken nor refused that news."""
    settled = row.extension_told_at is not None or row.extension_unreached_at is not None
    return row.extended_at is not None and not settled


def order_of(
    request_id: str,
    part_id: str,
    business_id: str | None,
    owner_id: str | None,
    purpose: Purpose,
    again: int = 0,
) -> MailOrder:
    """The mail about a part: to the owner of its business, or to the person, whose answers are counted."""
    to_person = purpose is Purpose.RIGHTS_ANSWERED
    key = mail_key(business_id or request_id, part_id, purpose, again if to_person else 0)
    user_id = None if to_person else owner_id
    return MailOrder(key, purpose, user_id=user_id, about_id=part_id)


def answer_key(part: RightsPart) -> str:
    """The key of the mail with the newest answer to the person."""
    whose = part.business_id or part.request_id
    return mail_key(whose, part.id, Purpose.RIGHTS_ANSWERED, part.answered_again)


async def _note_passed(session: AsyncSession, part: RightsPart, taken: bool) -> None:
    """Its owner sees it from now on; only a mail that was taken ends the clock."""
    if part.passed_at is not None:
        return
    part.passed_at = now()
    if taken:
        await end_clock(session, TO_CONTROLLER, part.request_id, part.business_id, part.passed_at)
    else:
        part.unreached_at = part.passed_at


async def _note_reminded(_session: AsyncSession, part: RightsPart, _taken: bool) -> None:
    part.reminded_at = part.reminded_at or now()


async def _note_answered(session: AsyncSession, part: RightsPart, taken: bool) -> None:
    """The holder's own clocks end when the person is told, in time or not, or cannot be told by mail."""
    at = now()
    if taken:
        part.person_told_at = part.person_told_at or at
    else:
        part.person_unreached_at = part.person_unreached_at or at
    if part.business_id is not None:
        return
    for kind in (OWN_ANSWER, OWN_LONGEST):
        if taken:
            await end_clock(session, kind, part.request_id, None, at, undelivered=part.answered_again > 0)
        else:
            await fail_clock(session, kind, part.request_id, None, at)
