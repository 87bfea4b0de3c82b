"""What users accepted, what they are asked to accept, and on which version everybody is (contract A2, A3)."""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.reading.cursors import cursor_after, position_of
from api.schemas.acceptances import AcceptanceView, TermsStanding
from api.schemas.accounts import AcceptedKind, PendingAcceptance
from api.schemas.common import Page
from models import Acceptance, Business
from terms import texts
from terms.accounts import Document
from terms.terms_change import AUDIENCES, Audience, is_pending

_FOR_ONESELF = frozenset(kind.value for kind, audience in AUDIENCES.items() if audience is Audience.USERS)
KINDS: tuple[AcceptedKind, ...] = ("terms", "privacy", "processor")


async def list_acceptances(
    session: AsyncSession, user_id: str, limit: int, after: str | None
) -> Page[AcceptanceView]:
    """The user's acceptances, newest first."""
    query = select(Acceptance).where(Acceptance.user_id == user_id)
    if after is not None:
        query = query.where(Acceptance.id < position_of(after))
    rows = (await session.scalars(query.order_by(Acceptance.id.desc()).limit(limit + 1))).all()
    more = len(rows) > limit
    return Page(
        items=[show_acceptance(row) for row in rows[:limit]],
        next=cursor_after(rows[limit - 1].id) if more else None,
    )


def show_acceptance(row: Acceptance) -> AcceptanceView:
    """One acceptance."""
    return AcceptanceView(
        id=row.id,
        document=row.document,
        version=row.version,
        language=row.language,
        sha256=row.sha256,
        business_id=row.business_id,
        accepted_at=row.accepted_at,
    )


async def list_pending(session: AsyncSession, user_id: str) -> list[PendingAcceptance]:
    """What the user is asked to accept: for themselves first, then by business, oldest first."""
    owned = await session.execute(
        select(Business.id, Business.name).where(Business.owner_id == user_id).order_by(Business.id)
    )
    subjects: list[tuple[str | None, str | None]] = [(None, None), *((row.id, row.name) for row in owned)]
    newest = await _newest_accepted(session, user_id)
    return [pending for subject in subjects for pending in _pending_of(*subject, newest)]


Accepted = dict[tuple[str, str | None], str]


async def _newest_accepted(session: AsyncSession, user_id: str) -> Accepted:
    """(document, business) → newest version accepted; for oneself, whatever business it was accepted with."""
    rows = await session.execute(
        select(Acceptance.document, Acceptance.business_id, func.max(Acceptance.version))
        .where(Acceptance.user_id == user_id)
        .group_by(Acceptance.document, Acceptance.business_id)
    )
    newest: Accepted = {}
    for document, business_id, version in rows:
        key = (document, None if document in _FOR_ONESELF else business_id)
        newest[key] = max(version, newest.get(key, ""))
    return newest


def _pending_of(
    business_id: str | None, business: str | None, newest: Accepted
) -> Iterable[PendingAcceptance]:
    audience = Audience.USERS if business_id is None else Audience.OWNERS
    for kind in KINDS:
        accepted = newest.get((kind, business_id))
        if AUDIENCES[Document(kind)] is audience and is_pending(Document(kind), accepted):
            yield PendingAcceptance(
                kind=kind,
                version=texts.versions(Document(kind))[-1],
                accepted_version=accepted,
                business_id=business_id,
                business=business,
            )


async def list_standings(
    session: AsyncSession, kind: Document, version: str | None, limit: int, after: str | None
) -> Page[TermsStanding]:
    """On which version of a text those are whom it concerns; of one version alone where it is given."""
    standing = func.terms_standing(
        kind.value, version, position_of(after) if after else "", limit + 1
    ).table_valued("user_id", "email", "name", "business_id", "business", "version", "accepted_at")
    rows = (await session.execute(select(standing))).mappings().all()
    more = len(rows) > limit
    return Page(
        items=[TermsStanding(**row, pending=is_pending(kind, row["version"])) for row in rows[:limit]],
        next=cursor_after(rows[limit - 1]["business_id"] or rows[limit - 1]["user_id"]) if more else None,
    )
