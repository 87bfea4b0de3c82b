"""Accepting new versions of texts (contract A3)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.mail.messages import Purpose
from api.acting.consent import keep_acceptance, require_current
from api.acting.letters import AccountLetters
from api.frame.context import Origin
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.schemas.acceptances import NewAcceptance, NewAcceptances
from api.schemas.accounts import TextAccepted
from models import Acceptance, Business
from terms.accounts import Document
from terms.terms_change import AUDIENCES, Audience


async def accept_texts(
    parts: Parts, session: AsyncSession, given: NewAcceptances, user_id: str, origin: Origin, at: datetime
) -> None:
    """Keeps each acceptance; one that is kept already adds nothing.

    Raises 409 when a text is not the current one, 422 when it is accepted for a business and should not be,
    or the other way round, 404 for a business that is not the user's own.
    """
    for place, item in enumerate(given.items):
        require_current(parts.texts, Document(item.kind), item, f"/items/{place}")
        await _require_subject(session, item, user_id, f"/items/{place}/business_id")
    for item in given.items:
        if await _is_kept(session, item, user_id):
            continue
        await keep_acceptance(
            session,
            user_id=user_id,
            business_id=item.business_id,
            document=item.kind,
            accepted=TextAccepted(version=item.version, language=item.language, sha256=item.sha256),
            at=at,
            origin=origin,
        )


async def order_copies(
    letters: AccountLetters,
    session: AsyncSession,
    purpose: Purpose,
    user_id: str,
    at: datetime,
    business_id: str = "",
) -> None:
    """Has what the user accepted at this instant mailed to them, to keep."""
    kept = await session.scalars(
        select(Acceptance.id)
        .where(Acceptance.user_id == user_id, Acceptance.accepted_at == at)
        .order_by(Acceptance.id)
    )
    if acceptance_ids := ",".join(kept):
        await letters.order(purpose, user_id, acceptance_ids=acceptance_ids, business_id=business_id)


async def _require_subject(session: AsyncSession, item: NewAcceptance, user_id: str, pointer: str) -> None:
    for_business = AUDIENCES[Document(item.kind)] is Audience.OWNERS
    if for_business is not (item.business_id is not None):
        code = "missing" if for_business else "not_for_a_business"
        raise Problem(
            Kind.VALIDATION, errors=[{"pointer": pointer, "code": code, "detail": code.replace("_", " ")}]
        )
    if item.business_id is None:
        return
    owned = select(Business.id).where(Business.id == item.business_id, Business.owner_id == user_id)
    if await session.scalar(owned) is None:
        raise Problem(Kind.NOT_FOUND)


async def _is_kept(session: AsyncSession, item: NewAcceptance, user_id: str) -> bool:
    query = select(Acceptance.id).where(
        Acceptance.user_id == user_id,
        Acceptance.business_id.is_not_distinct_from(item.business_id),
        Acceptance.document == item.kind,
        Acceptance.version == item.version,
        Acceptance.sha256 == item.sha256,
    )
    return await session.scalar(query.limit(1)) is not None
