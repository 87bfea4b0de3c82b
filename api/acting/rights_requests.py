"""What people do about data subjects' requests: rows that the workflow of each reads (contract P6, P7).

Each act is committed before the workflow is told of it. Done again it changes nothing and tells it again, so
that a caller who got no answer only has to repeat it.
"""

from datetime import datetime, timedelta

from sqlalchemy import and_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from activities.mail.links import LinkTokens
from api.access.callers import Member, Staff
from api.access.scopes import scope_of
from api.acting.carrying_on import Entered, carry_on_entered
from api.engine import WorkflowGone
from api.frame.context import Origin
from api.parts import Parts
from api.problems.future import refuse_future
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.schemas.rights_requests import (
    IdentityDecision,
    RightsRequestDraft,
    RightsResolution,
    StaffRightsRequestDraft,
)
from models import RightsPart, RightsRequest
from models.scope import Scope
from terms.rights_requests import (
    CONFIRM_WITHIN,
    ENDED,
    RequestChannel,
    RequesterIdentity,
    RequestOutcome,
    RequestState,
    dates_of,
    may_answer,
    may_answer_again,
    may_withdraw,
)
from terms.working_days import WorkingCalendar
from workflows.identifiers import rights_request_workflow_id
from workflows.rights_request import RightsRequestStart, RightsRequestWorkflow

TOLD_FOR = timedelta(days=1)
"""So long a workflow is told anew of what it has done nothing about: mail can be away for hours."""
_OWN_ADDRESS = {
    "pointer": "/email",
    "code": "not_yet",
    "detail": "Another address only once the person did not get an answer at theirs.",
}


async def file_request(
    parts: Parts, draft: RightsRequestDraft, request_id: str, origin: Origin, at: datetime
) -> datetime:
    """Takes a request that came by the form; returns when the mailed link ends.

    Does the same work for every address, so that neither answer nor time tells whether anything is known.
    """
    confirm_until = at + CONFIRM_WITHIN
    values = _values(parts, draft, request_id, at) | {
        "channel": RequestChannel.FORM.value,
        "received_at": at,
        "confirm_until": confirm_until,
        "ip": origin.ip,
        "user_agent": origin.user_agent,
    }
    async with parts.database.transaction(Scope.of_mailbox(draft.email.lower())) as session:
        await session.execute(insert(RightsRequest).values(values).on_conflict_do_nothing())
    await _start(parts, request_id)
    return confirm_until


async def register_request(
    parts: Parts, caller: Staff, draft: StaffRightsRequestDraft, request_id: str, at: datetime
) -> None:
    """Enters one that came another way. Raises 422 for a receipt that is still to come."""
    refuse_future(draft.received_at, at, "/received_at", "It cannot have come yet.")
    identified = draft.identity_reason is not None
    values = _values(parts, draft, request_id, at) | {
        "channel": draft.channel,
        "received_at": draft.received_at,
        "registered_by": caller.user_id,
        "confirm_until": None if identified else at + CONFIRM_WITHIN,
    }
    if identified:
        values |= _identity(caller, RequesterIdentity.DOCUMENTS, draft.identity_reason or "", at)
    async with parts.database.transaction(scope_of(caller)) as session:
        await session.execute(insert(RightsRequest).values(values).on_conflict_do_nothing())
    await _start(parts, request_id)


async def confirm_request(parts: Parts, token: str, at: datetime) -> None:
    """The mailbox says that the request is its own. Raises 404 for an unknown token, 410 once it is late."""
    async with parts.database.transaction(_presenting(token)) as session:
        row = await _of_token(session, token)
        if row.identity == RequesterIdentity.PENDING.value:
            _refuse_late(row, at)
            row.identity, row.identity_at = RequesterIdentity.MAILBOX.value, at
    await tell(parts, row.id)


async def withdraw_request(parts: Parts, token: str, at: datetime) -> None:
    """The mailbox says that it was not its request. Raises 404, 410, 409 once it was confirmed or sent on."""
    async with parts.database.transaction(_presenting(token)) as session:
        row = await _of_token(session, token)
        if row.withdrawn_at is None:
            if not may_withdraw(RequestState(row.state), RequesterIdentity(row.identity)):
                late = RequestState(row.state) is RequestState.LAPSED
                raise Problem(Kind.RIGHTS_LINK_EXPIRED if late else Kind.RIGHTS_REQUEST_PASSED_ON)
            row.withdrawn_at = at
    await tell(parts, row.id)


async def answer_request(
    parts: Parts, member: Member, part_id: str, resolution: RightsResolution, at: datetime
) -> None:
    """A controller answers. Raises 404, 409 for another answer than the one that was given, or once the
    request has ended without one.
    """
    calendar = WorkingCalendar(extra=parts.settings.holder_holidays)
    async with parts.database.transaction(scope_of(member)) as session:
        part = await session.get(RightsPart, part_id, with_for_update=True)
        if part is None or part.business_id != member.business_id:
            raise Problem(Kind.NOT_FOUND)
        late = at >= dates_of(part.received_at, calendar, parts.settings.holder_zone).longest_due
        if late and not may_answer_again(part.person_unreached_at, at):
            raise Problem(Kind.RIGHTS_REQUEST_ENDED)
        await _answer(parts, part, member.user_id, resolution, at)
    await tell(parts, part.request_id)


async def answer_own(
    parts: Parts, caller: Staff, request_id: str, resolution: RightsResolution, at: datetime
) -> None:
    """The holder answers as controller. Raises 404, 409 where it has no part, or for a second answer, or one
    that gives something to a person who is not identified.
    """
    async with parts.database.transaction(scope_of(caller)) as session:
        row = await _locked(session, request_id)
        part = await own_part(session, request_id)
        if part is None:
            raise Problem(Kind.RIGHTS_NOT_OURS)
        if not may_answer(RequestOutcome(resolution.outcome), RequesterIdentity(row.identity)):
            raise Problem(Kind.RIGHTS_IDENTITY_OPEN)
        await _answer(parts, part, caller.user_id, resolution, at)
    await tell(parts, request_id)


async def decide_identity(
    parts: Parts, caller: Staff, request_id: str, decision: IdentityDecision, at: datetime
) -> None:
    """The dpo decides on documents. Raises 404, 409 once it is decided or the request has ended."""
    identity = RequesterIdentity.DOCUMENTS if decision.accepted else RequesterIdentity.REFUSED
    async with parts.database.transaction(scope_of(caller)) as session:
        row = await _locked(session, request_id)
        if (row.identity, row.identity_reason) != (identity.value, decision.reason):
            if RequestState(row.state) in ENDED or row.withdrawn_at is not None:
                raise Problem(Kind.RIGHTS_REQUEST_ENDED)
            if row.identity in (RequesterIdentity.MAILBOX.value, RequesterIdentity.DOCUMENTS.value):
                raise Problem(Kind.RIGHTS_IDENTITY_DECIDED)
            for name, value in _identity(caller, identity, decision.reason, at).items():
                setattr(row, name, value)
    await tell(parts, request_id)


async def own_part(session: AsyncSession, request_id: str) -> RightsPart | None:
    """The holder's own part in a request, locked for a change."""
    return await session.scalar(
        select(RightsPart)
        .where(RightsPart.request_id == request_id, RightsPart.business_id.is_(None))
        .with_for_update()
    )


async def tell(parts: Parts, request_id: str) -> None:
    """Lets the workflow read what was written. One that has ended has nothing more to do."""
    try:
        await parts.engine.tell(rights_request_workflow_id(request_id), RightsRequestWorkflow.changed)
    except WorkflowGone:
        return


async def _start(parts: Parts, request_id: str) -> None:
    start = RightsRequestStart(request_id)
    await parts.engine.start(RightsRequestWorkflow.run, start, rights_request_workflow_id(request_id))


async def carry_on_requests(parts: Parts, at: datetime) -> None:
    """Starts the workflows of requests that a crash left without one: their days run from the receipt. Those
    that run are told again what people did and nobody has acted upon.
    """
    entered = Entered(RightsRequest.id, RightsRequest.registered_at, _RECEIVED)
    await carry_on_entered(parts, entered, lambda request_id: _start(parts, request_id), at)
    for unheard in _UNHEARD:
        await carry_on_entered(parts, unheard, lambda request_id: tell(parts, request_id), at)


_RECEIVED = RightsRequest.state == RequestState.RECEIVED.value
_PUT_OFF = and_(RightsRequest.extension_told_at.is_(None), RightsRequest.extension_unreached_at.is_(None))
_ANSWERED = and_(RightsPart.person_told_at.is_(None), RightsPart.person_unreached_at.is_(None))
_UNHEARD = (
    Entered(RightsRequest.id, RightsRequest.identity_at, _RECEIVED, TOLD_FOR),
    Entered(RightsRequest.id, RightsRequest.withdrawn_at, _RECEIVED, TOLD_FOR),
    Entered(RightsRequest.id, RightsRequest.extended_at, _PUT_OFF, TOLD_FOR),
    Entered(RightsPart.request_id, RightsPart.resolved_at, _ANSWERED, TOLD_FOR),
)
"""What a workflow does something about as soon as it is told, and has done nothing about."""


def _values(parts: Parts, draft: RightsRequestDraft, request_id: str, at: datetime) -> dict[str, object]:
    return {
        "id": request_id,
        "kind": draft.right.value,
        "email": draft.email.lower(),
        "name": draft.name,
        "words": draft.words or None,
        "language": draft.language,
        "registered_at": at,
        "token_sha256": LinkTokens.sha256(parts.links.token(request_id)),
        "identity": RequesterIdentity.PENDING.value,
        "state": RequestState.RECEIVED.value,
    }


def _identity(caller: Staff, identity: RequesterIdentity, reason: str, at: datetime) -> dict[str, object]:
    return {
        "identity": identity.value,
        "identity_at": at,
        "identity_by": caller.user_id,
        "identity_reason": reason,
    }


async def _answer(
    parts: Parts, part: RightsPart, user_id: str, resolution: RightsResolution, at: datetime
) -> None:
    """The first answer counts; one that the person did not get gives way to another, or is sent again.

    Raises 422 for another address while theirs has not failed: nobody else may be told.
    """
    email = resolution.email.lower() if resolution.email else None
    given = (resolution.outcome.value, resolution.answer, resolution.reference, email)
    again = part.outcome is not None and may_answer_again(part.person_unreached_at, at)
    if part.outcome is not None and not again:
        if (part.outcome, part.answer, part.reference, part.answer_email) != given:
            raise Problem(Kind.RIGHTS_ANSWERED)
        return
    if email is not None and not again:
        raise Problem(Kind.VALIDATION, errors=[_OWN_ADDRESS])
    if again:
        await _require_running(parts, part.request_id)
        part.answered_again, part.person_unreached_at = part.answered_again + 1, None
    part.outcome, part.answer, part.reference, part.answer_email = given
    part.resolved_by, part.resolved_at = user_id, at


async def _require_running(parts: Parts, request_id: str) -> None:
    """Raises 409 where nobody would send what is answered."""
    try:
        await parts.engine.tell(rights_request_workflow_id(request_id), RightsRequestWorkflow.changed)
    except WorkflowGone as gone:
        raise Problem(Kind.RIGHTS_REQUEST_ENDED) from gone


def _presenting(token: str) -> Scope:
    return Scope.of_credential(LinkTokens.sha256(token))


async def _of_token(session: AsyncSession, token: str) -> RightsRequest:
    row = await session.scalar(
        select(RightsRequest).where(RightsRequest.token_sha256 == LinkTokens.sha256(token)).with_for_update()
    )
    if row is None or (row.confirm_until is None and row.identity == RequesterIdentity.PENDING.value):
        raise Problem(Kind.RIGHTS_LINK_UNKNOWN)
    return row


def _refuse_late(row: RightsRequest, at: datetime) -> None:
    over = RequestState(row.state) in ENDED or row.withdrawn_at is not None
    if over or row.confirm_until is None or at >= row.confirm_until:
        raise Problem(Kind.RIGHTS_LINK_EXPIRED)


async def _locked(session: AsyncSession, request_id: str) -> RightsRequest:
    row = await session.get(RightsRequest, request_id, with_for_update=True)
    if row is None:
        raise Problem(Kind.NOT_FOUND)
    return row
