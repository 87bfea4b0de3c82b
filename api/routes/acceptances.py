"""Acceptances of texts: one's own, what is asked for, and the holder's list (contract A2, A3)."""

from typing import Annotated

from fastapi import APIRouter, Query

from activities.mail.messages import Purpose
from api.access.rules import PERSON, access, staff
from api.acting.accepting import accept_texts, order_copies
from api.frame.context import now
from api.frame.inputs import LettersIn, OriginIn, PartsIn, PersonIn, SessionIn
from api.frame.paging import After, Limit
from api.frame.route import Route
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.acceptances import list_acceptances, list_pending, list_standings
from api.schemas.acceptances import AcceptanceView, NewAcceptances, PendingAcceptances, TermsStanding
from api.schemas.common import Page
from terms.accounts import Document
from terms.roles import Permission
from terms.terms_change import AUDIENCES

router = APIRouter(route_class=Route, tags=["terms"])


@router.get("/v1/me/acceptances")
@access(PERSON)
async def read_own_acceptances(
    person: PersonIn, session: SessionIn, limit: Limit = 50, after: After = None
) -> Page[AcceptanceView]:
    """What one accepted and declared, newest first."""
    return await list_acceptances(session, person.user_id, limit, after)


@router.get("/v1/me/pending-acceptances")
@access(PERSON)
async def read_pending_acceptances(person: PersonIn, session: SessionIn) -> PendingAcceptances:
    """Substantial changes that one has not accepted. Until then what one accepted stays in force."""
    return PendingAcceptances(items=await list_pending(session, person.user_id))


@router.post("/v1/me/acceptances")
@access(PERSON, Kind.CONSENT_OUTDATED, Kind.NOT_FOUND)
async def accept_new_versions(
    given: NewAcceptances,
    person: PersonIn,
    parts: PartsIn,
    session: SessionIn,
    origin: OriginIn,
    letters: LettersIn,
) -> PendingAcceptances:
    """Accepts current versions, of which copies go by mail; answers with what is still asked for."""
    at = now()
    await accept_texts(parts, session, given, person.user_id, origin, at)
    await order_copies(letters, session, Purpose.TEXTS_ACCEPTED, person.user_id, at)
    return PendingAcceptances(items=await list_pending(session, person.user_id))


@router.get("/v1/staff/terms/{kind}/acceptances")
@access(staff(Permission.TERMS_READ), Kind.NOT_FOUND)
async def read_terms_standings(
    kind: Document,
    session: SessionIn,
    version: Annotated[str | None, Query(max_length=32)] = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[TermsStanding]:
    """Who is on which version of a text, oldest first. Signers' consents are in their envelopes' evidence."""
    if kind not in AUDIENCES:
        raise Problem(Kind.NOT_FOUND)
    return await list_standings(session, kind, version, limit, after)
