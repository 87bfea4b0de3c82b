"""The register of incidents, entered by staff or by the service itself (contract A7, M7)."""

from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Depends, Query, Response, status
from pydantic import AwareDatetime

from activities.records.incident_register import add_entry, open_incident
from api.access.rules import access, staff
from api.acting.breaches import wake
from api.acting.incidents import name_subjects
from api.frame.context import now
from api.frame.inputs import MakingIn, PartsIn, SessionIn, StaffIn
from api.frame.paging import After, Limit
from api.frame.route import Route
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.incidents import (
    ExportFormat,
    IncidentFilter,
    export_incidents,
    find_incident,
    list_incidents,
    show_incident,
)
from api.schemas.common import Page
from api.schemas.incidents import (
    IncidentChange,
    IncidentDetail,
    IncidentDraft,
    IncidentNote,
    IncidentSubjects,
    IncidentView,
)
from models.identifiers import Prefix
from terms.incidents import IncidentKind, IncidentSource, IncidentState, may_become
from terms.roles import Permission

router = APIRouter(route_class=Route, tags=["incidents"])
MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl"}
FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {name.partition(";")[0]: {"schema": {"type": "string"}} for name in MEDIA_TYPES.values()}
    }
}


def _filter(
    state: Annotated[list[IncidentState] | None, Query(description="One or more states.")] = None,
    kind: Annotated[list[IncidentKind] | None, Query(description="One or more kinds.")] = None,
    opened_from: Annotated[AwareDatetime | None, Query(description="At or after this instant.")] = None,
    opened_to: Annotated[AwareDatetime | None, Query(description="Before this instant.")] = None,
) -> IncidentFilter:
    return IncidentFilter(state or (), kind or (), opened_from, opened_to)


Wanted = Annotated[IncidentFilter, Depends(_filter)]


@router.get("/v1/staff/incidents")
@access(staff(Permission.INCIDENTS_READ))
async def find_incidents(
    session: SessionIn,
    wanted: Wanted,
    limit: Limit = 20,
    after: After = None,
) -> Page[IncidentView]:
    """The register, newest first."""
    return await list_incidents(session, wanted, limit, after)


@router.post("/v1/staff/incidents", status_code=status.HTTP_201_CREATED)
@access(staff(Permission.INCIDENTS_CHANGE))
async def enter_incident(
    draft: IncidentDraft, staff: StaffIn, session: SessionIn, making: MakingIn
) -> IncidentDetail:
    """Enters an incident. Its deadlines count from the instant the holder became aware of it."""
    at = now()
    if draft.aware_at > at:
        error = {"pointer": "/aware_at", "code": "in_the_future", "detail": "Nobody can be aware of it yet."}
        raise Problem(Kind.VALIDATION, errors=[error])
    incident_id = making.id(Prefix.INCIDENT)
    await open_incident(
        session,
        incident_id,
        draft.kind,
        IncidentSource.STAFF,
        title=draft.title,
        words=draft.words,
        aware_at=draft.aware_at,
        now=at,
        subject_ids=draft.subject_ids,
        by=staff.user_id,
    )
    return await show_incident(session, await find_incident(session, incident_id))


@router.get("/v1/staff/incidents/export", response_class=Response, responses=FILE)
@access(staff(Permission.INCIDENTS_READ))
async def download_incidents(
    session: SessionIn,
    wanted: Wanted,
    form: Annotated[ExportFormat, Query(alias="format")] = "csv",
) -> Response:
    """The register with every entry, oldest first, for auditors and authorities."""
    content = b"".join([line async for line in export_incidents(session, wanted, form)])
    name = f'attachment; filename="incidents.{form}"'
    return Response(content, media_type=MEDIA_TYPES[form], headers={"Content-Disposition": name})


@router.get("/v1/staff/incidents/{incident_id}")
@access(staff(Permission.INCIDENTS_READ))
async def read_incident(incident_id: str, session: SessionIn) -> IncidentDetail:
    """An incident with its history."""
    return await show_incident(session, await find_incident(session, incident_id))


@router.post("/v1/staff/incidents/{incident_id}/notes", status_code=status.HTTP_201_CREATED)
@access(staff(Permission.INCIDENTS_CHANGE))
async def note_on_incident(
    incident_id: str, note: IncidentNote, staff: StaffIn, session: SessionIn
) -> IncidentDetail:
    """Adds to an incident's history; nothing in it is ever changed."""
    incident = await find_incident(session, incident_id, lock=True)
    await add_entry(session, incident, note.words, now=now(), by=staff.user_id)
    return await show_incident(session, incident)


@router.post("/v1/staff/incidents/{incident_id}/subjects")
@access(staff(Permission.INCIDENTS_CHANGE), Kind.BREACH_ENDED)
async def name_more_subjects(
    incident_id: str,
    found: IncidentSubjects,
    staff: StaffIn,
    parts: PartsIn,
    session: SessionIn,
    afterwards: BackgroundTasks,
) -> IncidentDetail:
    """Names more that it concerns; its history says who did and when. Ids named already change nothing.

    The controllers of its breach are found and counted anew. New ones are told at once what the others know;
    their 48 hours count from the incident's awareness too.
    """
    incident = await find_incident(session, incident_id, lock=True)
    breach_id = await name_subjects(session, incident, found, staff.user_id, now())
    if breach_id is not None:
        afterwards.add_task(wake, parts, breach_id)
    return await show_incident(session, incident)


@router.post("/v1/staff/incidents/{incident_id}/state")
@access(staff(Permission.INCIDENTS_CHANGE), Kind.INCIDENT_STATE_UNCHANGED)
async def change_incident(
    incident_id: str, change: IncidentChange, staff: StaffIn, session: SessionIn
) -> IncidentDetail:
    """Contains, closes or opens an incident again, with the reason."""
    incident = await find_incident(session, incident_id, lock=True)
    if not may_become(IncidentState(incident.state), change.state):
        raise Problem(Kind.INCIDENT_STATE_UNCHANGED)
    await add_entry(session, incident, change.words, now=now(), by=staff.user_id, state=change.state)
    return await show_incident(session, incident)
