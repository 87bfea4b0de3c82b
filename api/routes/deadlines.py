"""The legal clocks that run, for whoever they concern (contract P)."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from api.access.rules import access, member, staff
from api.frame.inputs import MemberIn, SessionIn
from api.frame.paging import After, Limit
from api.frame.route import Route
from api.reading.deadlines import list_deadlines
from api.reading.instants import in_utc
from api.schemas.common import Page
from api.schemas.deadlines import DeadlineView
from terms.deadlines import DeadlineKind
from terms.roles import Permission

router = APIRouter(route_class=Route, tags=["data protection"])
OfKind = Annotated[DeadlineKind | None, Query(description="Only clocks of this kind.")]
Running = Annotated[bool | None, Query(description="Only those that run, or only those that ended.")]
DueBefore = Annotated[AwareDatetime | None, Query(description="Only those due before this instant.")]


@router.get("/v1/deadlines")
@access(member(Permission.DATA_PROTECTION_CHANGE, in_person=True))
async def read_deadlines(
    member: MemberIn,
    session: SessionIn,
    kind: OfKind = None,
    running: Running = None,
    due_before: DueBefore = None,
    limit: Limit = 20,
    after: After = None,
) -> Page[DeadlineView]:
    """Clocks that run, or ran, towards the business: rule, ground, clause, and how each ended."""
    before = in_utc(due_before)
    return await list_deadlines(session, member.business_id, kind, running, before, limit, after)


@router.get("/v1/staff/deadlines")
@access(staff(Permission.PRIVACY_READ))
async def read_all_deadlines(
    session: SessionIn,
    kind: OfKind = None,
    running: Running = None,
    due_before: DueBefore = None,
    limit: Limit = 20,
    after: After = None,
) -> Page[DeadlineView]:
    """Every clock: towards controllers, authority and people."""
    return await list_deadlines(session, None, kind, running, in_utc(due_before), limit, after)
