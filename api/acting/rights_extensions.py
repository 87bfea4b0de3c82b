"""The holder takes longer for its own answer to a data subject: once, with the reason (contract P7)."""

from datetime import datetime

from api.access.callers import Staff
from api.access.scopes import scope_of
from api.acting.rights_requests import own_part, tell
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from models import RightsRequest
from terms.rights_requests import dates_of, may_extend
from terms.working_days import WorkingCalendar


async def extend_answer(parts: Parts, caller: Staff, request_id: str, reason: str, at: datetime) -> None:
    """Two months more. Raises 404, 409 where the holder has no answer to give, or it is too late.

    The same reason again changes nothing.
    """
    async with parts.database.transaction(scope_of(caller)) as session:
        row = await session.get(RightsRequest, request_id, with_for_update=True)
        if row is None:
            raise Problem(Kind.NOT_FOUND)
        part = await own_part(session, request_id)
        if part is None:
            raise Problem(Kind.RIGHTS_NOT_OURS)
        if row.extended_at is None or row.extension_reason != reason:
            calendar = WorkingCalendar(extra=parts.settings.holder_holidays)
            dates = dates_of(row.received_at, calendar, parts.settings.holder_zone)
            extended = row.extended_at is not None
            if not may_extend(dates, own_open=part.outcome is None, extended=extended, now=at):
                raise Problem(Kind.RIGHTS_NO_EXTENSION)
            row.extended_at, row.extended_by, row.extension_reason = at, caller.user_id, reason
            part.answer_due_at = dates.longest_due
    await tell(parts, request_id)
