"""Signing links: found by the hash of their token, refused once they have expired or been replaced."""

from sqlalchemy import select
from starlette.requests import Request

from activities.mail.links import LinkTokens
from activities.records.ledger import EventDraft, append_events
from activities.subjects.blocked import envelope_is_restricted
from api.access.callers import LinkHolder
from api.access.known import know
from api.access.scopes import scope_of
from api.frame.context import now, origin_of
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from models import Business, Envelope, Signer, SigningLink
from models.database import enter
from models.scope import Scope
from terms.access import UNKNOWN_LINKS_PER_ORIGIN
from terms.evidence import ActorKind, EventKind


async def find_link_holder(request: Request, parts: Parts) -> LinkHolder:
    """Whoever presents the token of the path. Raises 404 for an unknown one, 429 for many of them."""
    token_sha256 = LinkTokens.sha256(request.path_params["token"])
    at = now()
    async with parts.database.transaction(Scope.of_credential(token_sha256)) as session:
        link = await session.scalar(select(SigningLink).where(SigningLink.token_sha256 == token_sha256))
        if link is not None:
            await enter(session, Scope.of_link(link.envelope_id, link.signer_id))
            signer = await session.get_one(Signer, link.signer_id)
            envelope = await session.get_one(Envelope, link.envelope_id)
            business = await session.get_one(Business, envelope.business_id)
            restricted = await envelope_is_restricted(session, envelope.id)
    if link is None:
        await parts.throttles.attempt(UNKNOWN_LINKS_PER_ORIGIN, "unknown-link", origin_of(request).ip, now=at)
        raise Problem(Kind.LINK_UNKNOWN)
    usable = link.revoked_at is None and at < link.expires_at
    holder = LinkHolder(link, signer, envelope, usable, business.current_standing, restricted)
    know(request, holder)
    return holder


async def record_refusal(request: Request, parts: Parts, holder: LinkHolder) -> None:
    """Keeps in evidence that an ended link was tried: once a day and link, so that nobody can flood it."""
    at, origin = now(), origin_of(request)
    event = EventDraft(
        key=f"link-refused-{holder.link.id}-{at.date().isoformat()}",
        kind=EventKind.LINK_REFUSED,
        at=at,
        actor=ActorKind.ANONYMOUS,
        data={
            "link_id": holder.link.id,
            "signer_id": holder.signer.id,
            "cause": _cause(holder.link),
        },
        personal={"ip": origin.ip, "user_agent": origin.user_agent},
    )
    async with parts.database.transaction(scope_of(holder)) as session:
        await append_events(session, holder.envelope.id, [event])


def _cause(link: SigningLink) -> str:
    if link.ended_by_report is not None:
        return "credentials_reported"
    return "expired" if link.revoked_at is None else "replaced"
