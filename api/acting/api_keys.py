"""Making and replacing keys of programs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.api_keys import hint_of, new_secret
from api.access.callers import Member
from api.access.sessions import hashed
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.schemas.api_keys import ApiKeyDraft
from models import ApiKey
from terms.keys import KEYS_MAX, Mode, allowed_scopes, refused_scopes, replaced_until, successor_expiry
from terms.roles import Permission


@dataclass(frozen=True)
class NewKey:
    """A key, and its secret this once."""

    row: ApiKey
    secret: str


async def make_key(
    session: AsyncSession, member: Member, draft: ApiKeyDraft, key_id: str, at: datetime
) -> NewKey:
    """Adds a key. Raises 422 for scopes its maker cannot give or an expiry in the past, 409 for too many."""
    _require_possible(member, draft, at)
    scopes = draft.scopes or sorted(allowed_scopes(member.permissions))
    row = _row(member, draft.name, draft.mode, scopes, at, draft.expires_at)
    return await _add(session, row, key_id)


async def replace_key(
    session: AsyncSession, member: Member, old: ApiKey, key_id: str, overlap: timedelta, at: datetime
) -> NewKey:
    """Adds a key like another, which stops working after the overlap. Raises as `make_key`."""
    scopes = [Permission(scope) for scope in old.scopes]
    expires_at = successor_expiry(old.created_at, old.expires_at, at)
    row = _row(member, old.name, Mode(old.mode), scopes, at, expires_at)
    made = await _add(session, row, key_id)
    old.expires_at = replaced_until(old.expires_at, at, overlap)
    return made


async def overseen_key(session: AsyncSession, member: Member, key_id: str, at: datetime) -> ApiKey:
    """A key that works and is one's own, or anybody's for the owner. Raises 404 for any other."""
    found = await session.scalar(
        select(ApiKey).where(ApiKey.id == key_id, *overseen_by(member), _not_expired(at)).with_for_update()
    )
    if found is None:
        raise Problem(Kind.NOT_FOUND)
    return found


def overseen_by(member: Member) -> tuple[ColumnElement[bool], ...]:
    """The keys that a member sees and may end: their own, all of the business for its owner."""
    of_business = (ApiKey.business_id == member.business_id, ApiKey.revoked_at.is_(None))
    if Permission.KEYS_OVERSEE in member.permissions:
        return of_business
    return (*of_business, ApiKey.created_by == member.user_id)


def _row(
    member: Member,
    name: str,
    mode: Mode,
    scopes: list[Permission],
    at: datetime,
    expires_at: datetime | None,
) -> ApiKey:
    """A key without id and secret."""
    return ApiKey(
        business_id=member.business_id,
        created_by=member.user_id,
        name=name,
        mode=mode.value,
        scopes=[scope.value for scope in scopes],
        created_at=at,
        expires_at=expires_at,
    )


async def _add(session: AsyncSession, row: ApiKey, key_id: str) -> NewKey:
    working = select(func.count()).where(
        ApiKey.business_id == row.business_id, ApiKey.revoked_at.is_(None), _not_expired(row.created_at)
    )
    if (await session.scalar(working) or 0) >= KEYS_MAX:
        raise Problem(Kind.TOO_MANY_KEYS, f"At most {KEYS_MAX} keys work at the same time.")
    secret = new_secret(Mode(row.mode))
    row.id, row.hint, row.secret_sha256 = key_id, hint_of(secret), hashed(secret)
    session.add(row)
    await session.flush()
    return NewKey(row, secret)


def _not_expired(at: datetime) -> ColumnElement[bool]:
    return or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > at)


def _require_possible(member: Member, draft: ApiKeyDraft, at: datetime) -> None:
    errors = [
        {"pointer": f"/scopes/{place}", "code": "not_yours_to_give", "detail": "A key cannot have this."}
        for place in refused_scopes(draft.scopes or (), member.permissions)
    ]
    if draft.expires_at is not None and draft.expires_at <= at:
        errors.append({"pointer": "/expires_at", "code": "in_the_past", "detail": "It has to be later."})
    if errors:
        raise Problem(Kind.VALIDATION, errors=errors)
