"""Envelopes: drafted, found, read."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, status
from pydantic import AwareDatetime, StringConstraints

from activities.records.ledger import read_chain
from api.access.rules import access, member
from api.acting.drafting import draft_envelope
from api.frame.context import now
from api.frame.inputs import MakingIn, MemberIn, OriginIn, PartsIn, SessionIn
from api.frame.language import PreferredLanguage
from api.frame.paging import After, Limit
from api.frame.route import Route
from api.reading.envelope_list import EnvelopeFilter, list_envelopes
from api.reading.envelopes import owned_envelope, show_envelope, show_event
from api.reading.explanation import explain
from api.reading.instants import in_utc
from api.schemas.common import Page
from api.schemas.envelopes import EnvelopeDraft, EnvelopeSummary, EnvelopeView, EventView, Explanation
from models.identifiers import Prefix
from terms.envelope import EnvelopeState
from terms.roles import Permission

router = APIRouter(route_class=Route, tags=["envelopes"])
SearchText = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]


def _filter(
    state: Annotated[list[EnvelopeState] | None, Query(description="One or more states.")] = None,
    created_from: Annotated[AwareDatetime | None, Query(description="At or after this instant.")] = None,
    created_to: Annotated[AwareDatetime | None, Query(description="Before this instant.")] = None,
    sent_from: Annotated[AwareDatetime | None, Query(description="At or after this instant.")] = None,
    sent_to: Annotated[AwareDatetime | None, Query(description="Before this instant.")] = None,
    external_id: Annotated[SearchText | None, Query(description="Exactly this one.")] = None,
    text: Annotated[
        SearchText | None, Query(description="Part of title, external id, or a signer's name or address.")
    ] = None,
    test: Annotated[
        bool | None, Query(description="Made in test mode, or not; else the request's own mode.")
    ] = None,
) -> EnvelopeFilter:
    return EnvelopeFilter(
        states=state or (),
        created_from=in_utc(created_from),
        created_to=in_utc(created_to),
        sent_from=in_utc(sent_from),
        sent_to=in_utc(sent_to),
        external_id=external_id,
        text=text,
        test=test,
    )


@router.post("/v1/envelopes", status_code=status.HTTP_201_CREATED)
@access(member(Permission.ENVELOPES_DRAFT))
async def create_envelope(
    draft: EnvelopeDraft, member: MemberIn, session: SessionIn, making: MakingIn, origin: OriginIn
) -> EnvelopeView:
    """Drafts an envelope; nobody is told before it is sent."""
    envelope = await draft_envelope(session, member, draft, making.id(Prefix.ENVELOPE), origin, now())
    return await show_envelope(session, envelope)


@router.get("/v1/envelopes")
@access(member(Permission.ENVELOPES_READ))
async def find_envelopes(
    member: MemberIn,
    session: SessionIn,
    wanted: Annotated[EnvelopeFilter, Depends(_filter)],
    limit: Limit = 20,
    after: After = None,
) -> Page[EnvelopeSummary]:
    """The business's envelopes, newest first."""
    return await list_envelopes(session, member, wanted, limit, after)


@router.get("/v1/envelopes/{envelope_id}")
@access(member(Permission.ENVELOPES_READ))
async def read_envelope(envelope_id: str, member: MemberIn, session: SessionIn) -> EnvelopeView:
    """An envelope, whole."""
    return await show_envelope(session, await owned_envelope(session, member, envelope_id))


@router.get("/v1/envelopes/{envelope_id}/events")
@access(member(Permission.ENVELOPES_READ))
async def read_events(envelope_id: str, member: MemberIn, session: SessionIn) -> list[EventView]:
    """The envelope's evidence, in order: each event's hash covers the one before."""
    await owned_envelope(session, member, envelope_id)
    return [show_event(event) for event in await read_chain(session, envelope_id)]


@router.get("/v1/envelopes/{envelope_id}/explain")
@access(member(Permission.ENVELOPES_READ))
async def explain_envelope(
    envelope_id: str, member: MemberIn, parts: PartsIn, language: PreferredLanguage
) -> Explanation:
    """Why the envelope is where it is: step, whom it waits for, next timer, what keeps failing."""
    return await explain(parts, member, envelope_id, language)
