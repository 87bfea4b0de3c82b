"""The evidence that security measures leave, for the staff with a duty in them (contract M1, M9)."""

from typing import Annotated

from fastapi import APIRouter, Query, status

from api.access.rules import access, staff
from api.acting.channel_review import record_review
from api.frame.context import now
from api.frame.inputs import MakingIn, PartsIn, SessionIn, StaffIn
from api.frame.paging import After, Limit
from api.frame.route import Route
from api.reading.measures import list_measure_records, measure_standings
from api.schemas.common import Page
from api.schemas.measures import ChannelReviewDraft, MeasureRecordView, MeasureStandings
from terms.measures import Measure, Outcome
from terms.roles import Permission

router = APIRouter(route_class=Route, tags=["measures"])


@router.get("/v1/staff/measures")
@access(staff(Permission.MEASURES_READ))
async def read_measures(session: SessionIn, parts: PartsIn) -> MeasureStandings:
    """Each measure: its newest record, when it is due next, and whether a time was missed."""
    return await measure_standings(session, now(), parts.settings.holder_zone)


@router.get("/v1/staff/measures/records")
@access(staff(Permission.MEASURES_READ))
async def find_measure_records(
    session: SessionIn,
    measure: Annotated[Measure | None, Query(description="Only of this measure.")] = None,
    outcome: Annotated[Outcome | None, Query(description="Only what went so.")] = None,
    limit: Limit = 20,
    after: After = None,
) -> Page[MeasureRecordView]:
    """What was done, newest first; records are never changed."""
    return await list_measure_records(session, measure, outcome, limit, after)


@router.post("/v1/staff/channel-reviews", status_code=status.HTTP_201_CREATED)
@access(staff(Permission.CHANNELS_REVIEW))
async def review_channels(
    draft: ChannelReviewDraft, staff: StaffIn, session: SessionIn, parts: PartsIn, making: MakingIn
) -> MeasureRecordView:
    """Puts the half-yearly review of the channels of messages on record (contract W4)."""
    return await record_review(session, draft, staff.user_id, parts.settings.service_version, making, now())
