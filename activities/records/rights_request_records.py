"""Requests of data subjects as their workflows read and write them (contract P6, P7)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.records.deadlines import Seat, end_clocks
from activities.records.duty_holders import dpos_or_stand_ins
from activities.records.rights_request_forgetting import forget_nobodys
from activities.records.rights_request_messages import RightsLook, RightsPlan, RightsRecord
from activities.records.rights_request_post import is_extension_untold
from activities.records.rights_request_reach import is_extension_returned, returned_answers, returned_parts
from activities.records.rights_request_scope import OWN_ANSWER, OWN_LONGEST, TO_CONTROLLER, find_parts
from models import RightsPart, RightsRequest
from models.database import Database
from terms.deadlines import DeadlineOutcome, outcome_of
from terms.rights_requests import (
    ENDED,
    FORGOTTEN,
    Dates,
    Facts,
    RequestChannel,
    RequesterIdentity,
    dates_of,
    look_at,
)


class RightsRequestRecords:
    """The register of requests."""

    def __init__(self, database: Database, seat: Seat) -> None:
        self._database = database
        self._seat = seat

    @activity.defn(name="Look into rights request")
    async def look(self, order: RightsLook) -> RightsPlan:
        """A request as it stands, with the parts that it has by now. May be repeated at any time."""
        async with self._database.transaction() as session:
            row = await session.get_one(RightsRequest, order.request_id, with_for_update=True)
            dates = dates_of(row.received_at, self._seat.calendar, self._seat.zone)
            if row.ended_at is None and row.withdrawn_at is None:
                await find_parts(session, self._seat, row, dates, order.at)
            parts = (await session.scalars(select(RightsPart).where(RightsPart.request_id == row.id))).all()
            own = [part for part in parts if part.business_id is None]
            return RightsPlan(
                facts=_facts(row, dates, parts),
                dpo_ids=await dpos_or_stand_ins(session),
                own_part=bool(own),
                unreached=sum(part.unreached_at is not None for part in parts),
                untold=_is_untold(row, parts),
                to_reach=len(await returned_parts(session, row.id)),
                extension_unreached=row.extension_unreached_at is not None,
                answer_unreached=any(part.person_unreached_at is not None for part in own),
                answered_again=sum(part.answered_again for part in own),
                others_unreached=sum(
                    part.person_unreached_at is not None for part in parts if part not in own
                ),
                answers_returned=len(await returned_answers(session, row.id))
                + await is_extension_returned(session, row.id),
                answers_look_at=_look_at(row, parts, order.at),
            )

    @activity.defn(name="Record rights request")
    async def record(self, record: RightsRecord) -> None:
        """Writes a state. What turned out to be nobody's request is forgotten; clocks that run are ended."""
        async with self._database.transaction() as session:
            row = await session.get_one(RightsRequest, record.request_id, with_for_update=True)
            row.state = record.state.value
            row.passed_on_at = row.passed_on_at or record.passed_on_at
            if record.state in ENDED and row.ended_at is None:
                row.ended_at = record.at
                await self._end_clocks(session, row, record)
                if record.state in FORGOTTEN:
                    await forget_nobodys(session, row.id)

    async def _end_clocks(self, session: AsyncSession, row: RightsRequest, record: RightsRecord) -> None:
        forgotten = record.state in FORGOTTEN
        dates = dates_of(row.received_at, self._seat.calendar, self._seat.zone)
        dues = {
            TO_CONTROLLER: dates.pass_on_due,
            OWN_ANSWER: dates.answer_due,
            OWN_LONGEST: dates.longest_due,
        }
        for kind, due in dues.items():
            outcome = DeadlineOutcome.NOT_NEEDED if forgotten else outcome_of(due, record.at)
            await end_clocks(session, kind, row.id, outcome, record.at)


def _facts(row: RightsRequest, dates: Dates, parts: Sequence[RightsPart]) -> Facts:
    others = [part for part in parts if part.business_id is not None]
    own = [part for part in parts if part.business_id is None]
    return Facts(
        dates=dates,
        by_form=row.channel == RequestChannel.FORM.value,
        identity=RequesterIdentity(row.identity),
        confirm_until=row.confirm_until,
        withdrawn=row.withdrawn_at is not None,
        passed_on_at=row.passed_on_at,
        controllers=len(others),
        unanswered=sum(part.outcome is None for part in others),
        own_open=any(part.outcome is None for part in own),
        extended=row.extended_at is not None,
    )


def _look_at(row: RightsRequest, parts: Sequence[RightsPart], at: datetime) -> datetime | None:
    """When it is next to be looked at what the person was told."""
    told = [part.person_told_at for part in parts if part.person_told_at is not None]
    if row.extension_told_at is not None:
        told.append(row.extension_told_at)
    unreached = [part.person_unreached_at for part in parts if part.person_unreached_at is not None]
    return look_at(told, unreached, at)


def _is_untold(row: RightsRequest, parts: Sequence[RightsPart]) -> bool:
    answers = any(
        part.outcome is not None and part.person_told_at is None and part.person_unreached_at is None
        for part in parts
    )
    return answers or is_extension_untold(row)
