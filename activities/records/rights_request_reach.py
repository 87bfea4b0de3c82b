"""What comes back of a request: notices go to the controller's second address, answers are the dpo's to give
another way (contract P6, P7).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.clock import now
from activities.mail.mailer import Mailer
from activities.mail.messages import Purpose
from activities.mail.returned import SECOND_NOT_TAKEN, TO_SECOND, only_returned
from activities.mail.rounds import post_round
from activities.mail.second_address import to_second_address
from activities.mail.states import DEAD
from activities.records.deadlines import reopen_clock, undo_clock
from activities.records.rights_request_messages import extension_key
from activities.records.rights_request_post import order_of
from activities.records.rights_request_scope import OWN_ANSWER, OWN_LONGEST, TO_CONTROLLER
from models import Business, Mail, RightsPart, RightsRequest
from models.database import Database


@dataclass(frozen=True)
class ReturnedPart:
    """A controller's part whose notice came back after it had been taken."""

    part_id: str
    business_id: str
    owner_id: str
    tried_second: bool


class RightsRequestReach:
    """Sees to controllers that the first notice did not reach."""

    def __init__(self, database: Database, mailer: Mailer) -> None:
        self._database = database
        self._mailer = mailer

    @activity.defn(name="Reach controllers of rights request")
    async def reach(self, request_id: str) -> None:
        """Tries second addresses, and notes whom no mail reaches. Repeated, it mails nobody twice.

        Raises while it cannot be known of some, for whom nobody waited.
        """
        async with self._database.transaction() as session:
            found = await returned_parts(session, request_id)
        await post_round(found, lambda one: self._reach(request_id, one))

    @activity.defn(name="Note answers to person that came back")
    async def note_answers(self, request_id: str) -> None:
        """The person was not told then: rows and the holder's own clocks say so. May be repeated."""
        async with self._database.transaction() as session:
            for part_id in await returned_answers(session, request_id):
                await _note_unanswered(session, part_id)
            if await is_extension_returned(session, request_id):
                await _note_not_extended(session, request_id)

    async def _reach(self, request_id: str, one: ReturnedPart) -> None:
        order = order_of(request_id, one.part_id, one.business_id, one.owner_id, Purpose.RIGHTS_NOTICE)
        if one.tried_second or not await self._mailer.post(to_second_address(order)):
            async with self._database.transaction() as session:
                await _note_unreached(session, one)


async def returned_parts(session: AsyncSession, request_id: str) -> Sequence[ReturnedPart]:
    """Parts without an answer whose notice came back, and that are not known to be unreached yet."""
    key = func.concat("rights:", RightsPart.business_id, ":", RightsPart.id, ":", Purpose.RIGHTS_NOTICE.value)
    query = (
        select(RightsPart.id, RightsPart.business_id, Business.owner_id, TO_SECOND.state)
        .join(Business, Business.id == RightsPart.business_id)
        .where(
            RightsPart.request_id == request_id,
            RightsPart.passed_at.is_not(None),
            RightsPart.outcome.is_(None),
            RightsPart.unreached_at.is_(None),
            SECOND_NOT_TAKEN,
        )
        .order_by(RightsPart.id)
    )
    rows = await session.execute(only_returned(query, key))
    return [
        ReturnedPart(part_id, business_id or "", owner_id, second_state in DEAD)
        for part_id, business_id, owner_id, second_state in rows
        if owner_id is not None
    ]


async def returned_answers(session: AsyncSession, request_id: str) -> Sequence[str]:
    """Parts whose newest answer the person's address took and gave back, that are not known as such yet."""
    again = case((RightsPart.answered_again > 0, func.concat(":", RightsPart.answered_again + 1)), else_="")
    whose = func.coalesce(RightsPart.business_id, RightsPart.request_id)
    answered = Purpose.RIGHTS_ANSWERED.value
    rows = await session.scalars(
        select(RightsPart.id)
        .join(Mail, Mail.key == func.concat("rights:", whose, ":", RightsPart.id, f":{answered}", again))
        .where(
            RightsPart.request_id == request_id,
            RightsPart.person_told_at.is_not(None),
            RightsPart.person_unreached_at.is_(None),
            Mail.state.in_(DEAD),
        )
        .order_by(RightsPart.id)
    )
    return rows.all()


async def is_extension_returned(session: AsyncSession, request_id: str) -> bool:
    """Whether the mail that says that the holder takes longer came back, and that is not known yet."""
    found = await session.scalar(
        select(RightsRequest.id)
        .join(Mail, Mail.key == extension_key(request_id))
        .where(
            RightsRequest.id == request_id,
            RightsRequest.extension_told_at.is_not(None),
            Mail.state.in_(DEAD),
        )
    )
    return found is not None


async def _note_unanswered(session: AsyncSession, part_id: str) -> None:
    part = await session.get_one(RightsPart, part_id, with_for_update=True)
    if part.person_told_at is None:
        return
    told_at, part.person_told_at, part.person_unreached_at = part.person_told_at, None, now()
    if part.business_id is None:
        for kind in (OWN_ANSWER, OWN_LONGEST):
            await undo_clock(session, kind, part.request_id, told_at, part.person_unreached_at)


async def _note_not_extended(session: AsyncSession, request_id: str) -> None:
    """Nobody was told within the first month that it takes longer: that month's clock runs again."""
    row = await session.get_one(RightsRequest, request_id, with_for_update=True)
    if row.extension_told_at is not None:
        await undo_clock(session, OWN_ANSWER, request_id, row.extension_told_at, None)
        row.extension_told_at, row.extension_unreached_at = None, now()


async def _note_unreached(session: AsyncSession, one: ReturnedPart) -> None:
    """The notice never arrived: its clock runs again."""
    part = await session.get_one(RightsPart, one.part_id, with_for_update=True)
    if part.unreached_at is None and part.outcome is None:
        part.unreached_at = now()
        await reopen_clock(session, TO_CONTROLLER, part.request_id, part.business_id)
