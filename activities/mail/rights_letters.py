"""Letters about data subjects' requests: to the person, to each controller, to the dpo (contract P6, P7).

A letter about a part tells of that part alone: nobody learns from it of another controller.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from sqlalchemy import select

from activities.mail.account_letters import AccountLetter, Desk, Writer, found, user_of
from activities.mail.facts import Recipient, Word
from activities.mail.messages import MailOrder, Purpose
from activities.mail.second_address import SECOND, second_of
from activities.mail.wording import instant_words, many_lines, one_line
from activities.records.duty_holders import stands_in_for_dpo
from activities.subjects.finding import of_person
from models import Business, Envelope, RightsPart, RightsRequest, Signer
from terms.deadlines import CLOCKS, DeadlineKind, due_at
from terms.rights_requests import ARTICLES, SHOWN, RequesterIdentity, Right

_PERSONS_PATH = "/rights-request"
_OWNERS_PATH = "/app/data-protection"
_STAFF_PATH = "/app/staff/rights-requests"
ENVELOPES_NAMED = 20
"""As many envelopes a notice names; the rest are in the account."""
_RIGHTS: Mapping[str, Mapping[Right, str]] = MappingProxyType(
    {
        "es": {
            Right.ACCESS: "acceso",
            Right.RECTIFICATION: "rectificación",
            Right.ERASURE: "supresión",
            Right.OBJECTION: "oposición",
            Right.RESTRICTION: "limitación del tratamiento",
            Right.PORTABILITY: "portabilidad",
            Right.NO_AUTOMATED_DECISION: "no ser objeto de decisiones automatizadas",
        },
        "en": {
            Right.ACCESS: "access",
            Right.RECTIFICATION: "rectification",
            Right.ERASURE: "erasure",
            Right.OBJECTION: "objection",
            Right.RESTRICTION: "restriction of processing",
            Right.PORTABILITY: "portability",
            Right.NO_AUTOMATED_DECISION: "no automated decisions",
        },
    }
)


async def _received(desk: Desk, order: MailOrder) -> AccountLetter:
    """With the link that confirms it, where there is one."""
    request = await _request(desk, order)
    recipient = _person(desk, request, order)
    words = _facts(request, recipient) | {"confirm": request.confirm_until is not None}
    path = f"{_PERSONS_PATH}#{desk.tokens.token(request.id)}"
    return AccountLetter(recipient, path, request.confirm_until, words)


async def _extended(desk: Desk, order: MailOrder) -> AccountLetter:
    request = await _request(desk, order)
    recipient = _person(desk, request, order)
    longest = due_at(DeadlineKind.REQUEST_EXTENDED_RESOLUTION, request.received_at, zone=desk.zone)
    words = _facts(request, recipient) | {
        "reason_lines": many_lines(request.extension_reason or ""),
        "answer_until": instant_words(longest, recipient.zone, recipient.language),
    }
    return AccountLetter(recipient, _PERSONS_PATH, words=words)


async def _answered(desk: Desk, order: MailOrder) -> AccountLetter:
    """`about_id` is the part; without a business the holder answers itself."""
    part = await _part(desk, order)
    recipient = _person(desk, part, order)
    if part.answer_email is not None:
        recipient = replace(recipient, address=part.answer_email)
    business = await desk.session.get(Business, part.business_id) if part.business_id else None
    words = _facts(part, recipient) | {
        "reference": part.request_id,
        "business": one_line(business.name) if business else "",
        "outcome": part.outcome or "",
        "answer_lines": many_lines(part.answer or ""),
    }
    return AccountLetter(recipient, _PERSONS_PATH, words=words)


async def _notice(desk: Desk, order: MailOrder) -> AccountLetter:
    """To the owner of a controller: what helps to resolve, and until when.

    With `:second` after the part it goes to the controller's own data protection contact instead.
    """
    part = await _part(desk, order)
    business = found(await desk.session.get(Business, part.business_id or ""), order)
    owner = await user_of(desk, order)
    to_second = (order.about_id or "").endswith(f":{SECOND}")
    recipient = second_of(business, owner, order) if to_second else owner
    until = due_at(DeadlineKind.REQUEST_RESOLUTION, part.received_at, zone=desk.zone)
    words = _facts(part, recipient) | {
        "business": one_line(business.name),
        "person": one_line(part.name or part.email or ""),
        "address": part.email or "",
        "person_lines": many_lines(part.words or ""),
        "identified": RequesterIdentity(part.identity) in SHOWN,
        "refused": part.identity == RequesterIdentity.REFUSED.value,
        "count": str(part.envelopes),
        "envelope_lines": await _envelopes(desk, part),
        "more": part.envelopes > ENVELOPES_NAMED,
        "answer_until": instant_words(until, recipient.zone, recipient.language),
        "clause": CLOCKS[DeadlineKind.REQUEST_TO_CONTROLLER].clause,
    }
    return AccountLetter(recipient, f"{_OWNERS_PATH}?business={business.id}", words=words)


async def _warning(desk: Desk, order: MailOrder) -> AccountLetter:
    """To the dpo, or whoever stands in for them; `about_id` is `request:step`. Says nothing of the person."""
    request_id, _, step = (order.about_id or "").partition(":")
    request = found(await desk.session.get(RightsRequest, request_id), order)
    recipient = await user_of(desk, order)
    kind = DeadlineKind.REQUEST_RESOLUTION
    if request.extended_at is not None:
        kind = DeadlineKind.REQUEST_EXTENDED_RESOLUTION
    words = _facts(request, recipient) | {
        "step": step.partition("-")[0],
        "stands_in": await stands_in_for_dpo(desk.session, order.user_id or ""),
    }
    due = due_at(kind, request.received_at, zone=desk.zone)
    return AccountLetter(recipient, f"{_STAFF_PATH}#{request.id}", due, words)


async def _request(desk: Desk, order: MailOrder) -> RightsRequest:
    return found(await desk.session.get(RightsRequest, order.about_id or ""), order)


async def _part(desk: Desk, order: MailOrder) -> RightsPart:
    part_id, _, _ = (order.about_id or "").partition(":")
    return found(await desk.session.get(RightsPart, part_id), order)


def _person(desk: Desk, row: RightsRequest | RightsPart, order: MailOrder) -> Recipient:
    name = one_line(row.name) if row.name else None
    return Recipient("applicant", found(row.email, order), row.language, name, desk.zone)


def _facts(row: RightsRequest | RightsPart, recipient: Recipient) -> dict[str, Word]:
    right = Right(row.kind)
    return {
        "right": _RIGHTS[recipient.language][right],
        "article": ARTICLES[right],
        "reference": row.id,
        "received": instant_words(row.received_at, recipient.zone, recipient.language),
    }


async def _envelopes(desk: Desk, part: RightsPart) -> list[str]:
    """The newest envelopes of the controller that name the person, each by title and id."""
    rows = await desk.session.execute(
        select(Envelope.id, Envelope.title)
        .join(Signer, Signer.envelope_id == Envelope.id)
        .where(Envelope.business_id == part.business_id, of_person(part.email or "", part.business_id))
        .distinct()
        .order_by(Envelope.id.desc())
        .limit(ENVELOPES_NAMED)
    )
    return [f"{one_line(title)} ({envelope_id})" for envelope_id, title in rows]


WRITERS: Mapping[Purpose, Writer] = MappingProxyType(
    {
        Purpose.RIGHTS_RECEIVED: _received,
        Purpose.RIGHTS_REMINDER: _received,
        Purpose.RIGHTS_EXTENDED: _extended,
        Purpose.RIGHTS_ANSWERED: _answered,
        Purpose.RIGHTS_NOTICE: _notice,
        Purpose.RIGHTS_NOTICE_REMINDER: _notice,
        Purpose.RIGHTS_WARNING: _warning,
    }
)
