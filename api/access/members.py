"""Members: for which business a session or a key acts, and what it may do there."""

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request

from activities.records.credentials import is_held
from api.access.api_keys import find_api_key
from api.access.callers import Member
from api.access.known import know
from api.access.people import person_by_session
from api.access.sessions import hashed
from api.frame.context import now, origin_of
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from models import ApiKey, Business, Membership, User
from models.accounts import standing_of
from models.database import enter
from models.scope import Scope
from terms.access import UNKNOWN_KEYS_PER_ORIGIN
from terms.keys import PREFIXES, Mode, allowed_scopes
from terms.roles import BUSINESS_GRANTS, BusinessRole, Permission
from terms.subscription import Standing

BUSINESS_HEADER = "rubrica-business"
MODE_HEADER = "rubrica-mode"


@dataclass(frozen=True)
class Place:
    """A member's role, how the business stands, and whether the member is held (`Membership.held_at`)."""

    role: BusinessRole
    standing: Standing
    held: bool = False

    @classmethod
    def of(cls, role: str, standing: str, reason: str | None, held: bool = False) -> "Place":
        """From the tables' columns."""
        return cls(BusinessRole(role), standing_of(standing, reason), held)


async def member_by_session(request: Request, parts: Parts, *, step_up: bool = False) -> Member:
    """The person, acting for the business the request names, the one they chose last, or their only one.

    Raises 403 where its owner reported their device stolen, until they reset their password by mail, which
    ends all sessions (contract W3).
    """
    person = await person_by_session(request, parts, step_up=step_up)
    async with parts.database.transaction(Scope.of_person(person.user_id)) as session:
        rows = await session.execute(
            select(
                Membership.business_id,
                Membership.role,
                Business.standing,
                Business.standing_reason,
                is_held().label("held"),
            )
            .join(Business, Business.id == Membership.business_id)
            .join(User, User.id == Membership.user_id)
            .where(Membership.user_id == person.user_id, Membership.revoked_at.is_(None))
        )
        places = {row.business_id: Place.of(*row[1:]) for row in rows}
        remembered = await session.scalar(select(User.current_business_id).where(User.id == person.user_id))
    business_id = _chosen(sorted(places), request.headers.get(BUSINESS_HEADER), remembered)
    place = places[business_id]
    if place.held:
        raise Problem(Kind.PASSWORD_RESET_REQUIRED)
    role, standing = place.role, place.standing
    member = Member(
        business_id,
        person.user_id,
        role,
        BUSINESS_GRANTS[role],
        session_id=person.session_id,
        mode=_mode(request),
        standing=standing,
    )
    know(request, member)
    return member


async def require_not_held(session: AsyncSession, user_id: str) -> None:
    """Raises 403 while an owner's report of their stolen device stands.

    Whoever has the device has not the recovery codes that bring its owner back, nor do they get others.
    """
    held = await session.scalar(
        select(Membership.business_id)
        .join(User, User.id == Membership.user_id)
        .where(Membership.user_id == user_id, is_held())
        .limit(1)
    )
    if held is not None:
        raise Problem(Kind.PASSWORD_RESET_REQUIRED)


async def member_by_key(request: Request, parts: Parts, secret: str) -> Member:
    """The business that a program's key is bound to. Raises 401 for an unknown key, 429 for many.

    A key can never do more than its maker, and nothing once they have left the business.
    """
    found = await _key(parts, secret) if secret.startswith(PREFIXES) else None
    if found is None:
        await parts.throttles.attempt(
            UNKNOWN_KEYS_PER_ORIGIN, "unknown-key", origin_of(request).ip, now=now()
        )
        raise Problem(Kind.AUTHENTICATION_REQUIRED)
    key, place = found
    permissions = allowed_scopes(BUSINESS_GRANTS[place.role]) & {Permission(scope) for scope in key.scopes}
    mode = Mode(key.mode)
    member = Member(
        key.business_id,
        key.created_by,
        place.role,
        permissions,
        api_key_id=key.id,
        mode=mode,
        standing=place.standing,
    )
    know(request, member)
    if _mode(request, mode) is not mode:
        raise _wrong_mode(f"This key is for {mode.value} mode.")
    _chosen([key.business_id], request.headers.get(BUSINESS_HEADER), key.business_id)
    return member


async def _key(parts: Parts, secret: str) -> tuple[ApiKey, Place] | None:
    """A key that works. One that was being made while its maker's device was reported does not (W3)."""
    async with parts.database.transaction(Scope.of_credential(hashed(secret))) as session:
        key = await find_api_key(session, secret, now())
        if key is None:
            return None
        await session.flush()
        await enter(session, Scope.of_business(key.business_id, key.created_by))
        found = await session.execute(
            select(Membership.role, Business.standing, Business.standing_reason)
            .join(Business, Business.id == Membership.business_id)
            .where(
                Membership.business_id == key.business_id,
                Membership.user_id == key.created_by,
                Membership.revoked_at.is_(None),
                or_(Membership.held_at.is_(None), Membership.held_at < key.created_at),
            )
        )
        row = found.first()
    return (key, Place.of(*row)) if row else None


def _mode(request: Request, otherwise: Mode = Mode.LIVE) -> Mode:
    """The mode that the request names. Raises 422 for one that there is not."""
    named = request.headers.get(MODE_HEADER, otherwise.value)
    if named not in tuple(Mode):
        raise _wrong_mode("It is `live` or `test`.")
    return Mode(named)


def _wrong_mode(detail: str) -> Problem:
    error = {"pointer": MODE_HEADER, "code": "wrong_mode", "detail": detail}
    return Problem(Kind.VALIDATION, errors=[error])


def _chosen(businesses: list[str], chosen: str | None, remembered: str | None) -> str:
    if chosen is not None:
        if chosen not in businesses:
            raise Problem(Kind.NOT_FOUND)
        return chosen
    if not businesses:
        raise Problem(Kind.BUSINESS_REQUIRED)
    if remembered in businesses:
        return str(remembered)
    if len(businesses) > 1:
        raise Problem(Kind.BUSINESS_NOT_CHOSEN)
    return businesses[0]
