"""What happened: in a business, for its owner; in one's own name, for each user (contract M7)."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime, StringConstraints

from api.access.rules import PERSON, access, member
from api.access.scopes import scope_of
from api.frame.context import now
from api.frame.inputs import MemberIn, PartsIn, PersonIn, SessionIn
from api.frame.paging import After, LongLimit
from api.frame.route import Route
from api.reading.activity import ActivityFilter, list_activity, of_business, of_user
from api.reading.activity_export import MEDIA_TYPES, ExportFormat, export_activity
from api.reading.instants import in_utc
from api.schemas.activity import ActivityView
from api.schemas.common import Page
from terms.activity import ACTION, OBJECT_ID
from terms.roles import Permission

router = APIRouter(route_class=Route, tags=["activity"])
Id = Annotated[str, StringConstraints(pattern=f"^{OBJECT_ID.pattern}$")]
Action = Annotated[str, StringConstraints(pattern=f"^{ACTION.pattern}$", max_length=120)]
ActsOnly = Annotated[
    bool,
    Query(description="Without what was only looked at, unless it took data away or was refused."),
]
_FILE: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {}, "application/jsonl": {}}}}


def _period(
    begin: Annotated[
        AwareDatetime | None, Query(alias="from", description="At or after this instant.")
    ] = None,
    end: Annotated[AwareDatetime | None, Query(alias="to", description="Before this instant.")] = None,
) -> ActivityFilter:
    return ActivityFilter(begin=in_utc(begin), end=in_utc(end))


def _filter(
    period: Annotated[ActivityFilter, Depends(_period)],
    user: Annotated[Id | None, Query(description="Who did it, also by their keys.")] = None,
    action: Annotated[list[Action] | None, Query(description="One or more actions.", max_length=50)] = None,
    about: Annotated[Id | None, Query(alias="object", description="What it is about.")] = None,
) -> ActivityFilter:
    return ActivityFilter(user, action or (), about, period.begin, period.end)


@router.get("/v1/activity")
@access(member(Permission.ACTIVITY_READ, in_person=True))
async def find_activity(
    member: MemberIn,
    session: SessionIn,
    wanted: Annotated[ActivityFilter, Depends(_filter)],
    limit: LongLimit = 50,
    acts_only: ActsOnly = False,
    after: After = None,
) -> Page[ActivityView]:
    """Who did what in the business, from where, and with what result, newest first."""
    shown = replace(wanted, acts_only=acts_only)
    return await list_activity(session, of_business(member.business_id), shown, limit, after)


@router.get("/v1/activity/export", response_class=Response, responses=_FILE)
@access(member(Permission.ACTIVITY_READ, in_person=True))
async def export(
    member: MemberIn,
    parts: PartsIn,
    wanted: Annotated[ActivityFilter, Depends(_filter)],
    form: Annotated[ExportFormat, Query(alias="format")] = ExportFormat.CSV,
) -> StreamingResponse:
    """All of it as a file, also what was only looked at.

    Cells that a spreadsheet would calculate are set off by an apostrophe.
    """
    frozen = _until_now(wanted)
    rows = export_activity(parts.database, scope_of(member), of_business(member.business_id), frozen, form)
    headers = {"Content-Disposition": f'attachment; filename="activity-{member.business_id}.{form.value}"'}
    return StreamingResponse(rows, media_type=MEDIA_TYPES[form], headers=headers)


@router.get("/v1/me/activity")
@access(PERSON)
async def find_my_activity(
    person: PersonIn,
    session: SessionIn,
    wanted: Annotated[ActivityFilter, Depends(_period)],
    limit: LongLimit = 50,
    acts_only: ActsOnly = False,
    after: After = None,
) -> Page[ActivityView]:
    """What you did in all your businesses, and what was tried in your name, newest first."""
    shown = replace(wanted, acts_only=acts_only)
    return await list_activity(session, of_user(person.user_id), shown, limit, after)


def _until_now(wanted: ActivityFilter) -> ActivityFilter:
    """The export does not run after what is written while it is read."""
    end: datetime = min(wanted.end or now(), now()).astimezone(UTC)
    return replace(wanted, end=end)
