"""Controllers whose notice of a request comes back: the second address, then the dpo (contract P6)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.clock import now
from activities.mail.mailer import Mailer
from activities.mail.messages import Purpose
from activities.mail.returned import SECOND_NOT_TAKEN, TO_SECOND, only_returned
from activities.mail.rounds import post_round
from activities.mail.second_address import to_second_address
from activities.mail.states import DEAD
from activities.records.deadlines import reopen_clock
from activities.records.rights_request_post import order_of
from activities.records.rights_request_scope import TO_CONTROLLER
from models import Business, RightsPart
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


async def _note_unreached(session: AsyncSession, one: ReturnedPart) -> None:
    """The notice never arrived: its clock runs again."""
    part = await session.get_one(RightsPart, one.part_id, with_for_update=True)
    if part.unreached_at is None and part.outcome is None:
        part.unreached_at = now()
        await reopen_clock(session, TO_CONTROLLER, part.request_id, part.business_id)
