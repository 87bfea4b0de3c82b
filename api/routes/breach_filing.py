"""A breach towards the authority, its register as a file, and controllers told another way (P8)."""

from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Query, status
from starlette.responses import Response

from api.access.rules import access, staff
from api.acting.breaches import keep_facts, note_contact, wake
from api.frame.context import now
from api.frame.file_answers import PDF
from api.frame.inputs import PartsIn, SessionIn, StaffIn
from api.frame.language import PreferredLanguage
from api.frame.route import Route
from api.problems.kinds import Kind
from api.reading.breach_filing import MEDIA_TYPES, RegisterFormat, authority_form, form_file, register_file
from api.reading.breaches import show_breach
from api.routes.processing import InLanguage
from api.schemas.breach_filing import AuthorityFactsDraft, AuthorityFormView, ContactDraft
from api.schemas.breaches import BreachDetail
from terms.roles import Permission

router = APIRouter(route_class=Route, tags=["data protection"])
FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {name.partition(";")[0]: {"schema": {"type": "string"}} for name in MEDIA_TYPES.values()}
    }
}
_READ = staff(Permission.INCIDENTS_READ)
_CHANGE = staff(Permission.INCIDENTS_CHANGE)


@router.get("/v1/staff/breaches/export", response_class=Response, responses=FILE)
@access(_READ)
async def download_breaches(
    session: SessionIn, form: Annotated[RegisterFormat, Query(alias="format")] = "csv"
) -> Response:
    """The register of breaches with everything known of each, oldest first (GDPR art. 33.5)."""
    return await register_file(session, form)


@router.get("/v1/staff/breaches/{breach_id}/authority-form")
@access(_READ)
async def read_authority_form(breach_id: str, parts: PartsIn, session: SessionIn) -> AuthorityFormView:
    """The notification to the authority as it stands now, by the fields of its form."""
    form = await authority_form(session, breach_id, now(), parts.settings.holder_zone)
    return AuthorityFormView.model_validate(form.as_json())


@router.get("/v1/staff/breaches/{breach_id}/authority-form.pdf", response_class=Response, responses=PDF)
@access(_READ)
async def download_authority_form(
    breach_id: str,
    parts: PartsIn,
    session: SessionIn,
    preferred: PreferredLanguage,
    language: InLanguage = None,
) -> Response:
    """The same as PDF/A, ready to file."""
    form = await authority_form(session, breach_id, now(), parts.settings.holder_zone)
    return await form_file(form, language or preferred, parts.settings.holder_zone)


@router.put("/v1/staff/breaches/{breach_id}/authority-facts")
@access(_CHANGE, Kind.BREACH_ENDED)
async def keep_authority_facts(
    breach_id: str,
    facts: AuthorityFactsDraft,
    session: SessionIn,
) -> BreachDetail:
    """What the authority's form asks for besides, all of it at once."""
    await keep_facts(session, breach_id, facts)
    return await show_breach(session, breach_id)


@router.post("/v1/staff/breaches/{breach_id}/contacts", status_code=status.HTTP_201_CREATED)
@access(_CHANGE, Kind.BREACH_ENDED)
async def note_told_another_way(
    breach_id: str,
    draft: ContactDraft,
    caller: StaffIn,
    parts: PartsIn,
    session: SessionIn,
    afterwards: BackgroundTasks,
) -> BreachDetail:
    """A controller that no mail reached was told another way; its clock ends with that."""
    await note_contact(session, caller, breach_id, draft, now())
    afterwards.add_task(wake, parts, breach_id)
    return await show_breach(session, breach_id)
