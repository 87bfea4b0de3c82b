"""The access rules. A route needs one of these, most of them with the permission that it takes."""

import hmac
from functools import cache

from starlette.requests import Request

from api.access.callers import Anybody, Caller, LinkHolder, Member, Operations, Person, Staff
from api.access.links import find_link_holder, record_refusal
from api.access.members import member_by_key, member_by_session
from api.access.people import OPEN_ONLY, REFUSALS, person_by_session, staff_by_session
from api.access.rule import Rule, access
from api.access.same_site import refuse_foreign_site
from api.access.standing import refuse_by_standing, standing_kinds
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from terms.roles import KEY_SCOPES, Permission
from terms.sessions import Standing
from terms.standing import capability_of
from terms.subscription_capabilities import Capability

__all__ = [
    "ANYBODY",
    "ANYBODY_WITH_CAPTCHA",
    "ANY_SESSION",
    "LINK",
    "LINK_EVEN_EXPIRED",
    "LINK_IN_CONFIDENCE",
    "OPEN",
    "OPERATIONS",
    "PASSWORD_HOLDER",
    "PERSON",
    "PERSON_STEPPED_UP",
    "PROVIDER",
    "PROVING",
    "SETTING_UP",
    "SETTING_UP_STEPPED_UP",
    "Rule",
    "access",
    "member",
    "staff",
]
SESSION_SCHEME = "session"
KEY_SCHEME = "api_key"
OPERATIONS_SCHEME = "operations"
BEARER = "bearer "


def bearer_of(request: Request) -> str | None:
    """The token of an `Authorization: Bearer` header; raises 401 for any other scheme."""
    header = request.headers.get("authorization")
    if header is None:
        return None
    if not header.lower().startswith(BEARER):
        raise Problem(Kind.AUTHENTICATION_REQUIRED)
    return header[len(BEARER) :].strip()


@cache
def member(
    permission: Permission,
    *,
    in_person: bool = False,
    step_up: bool = False,
    needs: Capability | None = None,
) -> Rule:
    """A member of a business to whose role `permission` is granted; sees that business alone.

    So does a program whose key has the permission, unless it is no scope of keys or the act asks for a
    person: `in_person`, or `step_up` for one who has just proved who they are. The business's standing has to
    allow what the permission takes, or what the route `needs` (contract S16, S17).
    """
    capability = needs or capability_of(permission)
    by_key = permission in KEY_SCOPES and not in_person and not step_up

    async def admit(request: Request, parts: Parts) -> Member:
        secret = bearer_of(request)
        if secret is None:
            found = await member_by_session(request, parts, step_up=step_up)
        elif by_key:
            found = await member_by_key(request, parts, secret)
        else:
            raise Problem(Kind.SESSION_REQUIRED)
        if permission not in found.permissions:
            raise Problem(Kind.OWNER_REQUIRED if secret is None else Kind.SCOPE_REQUIRED, permission.value)
        refuse_by_standing(capability, found.standing)
        return found

    refusals = (Kind.OWNER_REQUIRED, Kind.SCOPE_REQUIRED if by_key else Kind.SESSION_REQUIRED)
    return Rule(
        f"member with {permission.value}",
        admit,
        (SESSION_SCHEME, KEY_SCHEME) if by_key else (SESSION_SCHEME,),
        (*_MEMBER_KINDS, *refusals, *standing_kinds(capability), *_stepped(step_up)),
        permission=permission,
        capability=capability,
        step_up=step_up,
    )


@cache
def staff(permission: Permission, *, step_up: bool = False) -> Rule:
    """A member of the holder's staff to one of whose roles `permission` is granted, in person."""

    async def admit(request: Request, parts: Parts) -> Staff:
        if bearer_of(request) is not None:
            raise Problem(Kind.SESSION_REQUIRED)
        found = await staff_by_session(request, parts, step_up=step_up)
        if permission not in found.permissions:
            raise Problem(Kind.ROLE_REQUIRED, permission.value)
        return found

    kinds = (
        *_PERSON_KINDS,
        Kind.NOT_FOUND,
        Kind.ROLE_REQUIRED,
        Kind.COMMITMENTS_REQUIRED,
        Kind.STAFF_DUTIES_MISSING,
        *_stepped(step_up),
    )
    return Rule(
        f"staff with {permission.value}",
        admit,
        (SESSION_SCHEME,),
        kinds,
        permission=permission,
        step_up=step_up,
    )


def _stepped(step_up: bool) -> tuple[Kind, ...]:
    return (Kind.STEP_UP_REQUIRED,) if step_up else ()


async def _anybody(request: Request, parts: Parts) -> Caller:
    refuse_foreign_site(request, parts.public_origin)
    return Anybody()


async def _anybody_with_captcha(request: Request, parts: Parts) -> Caller:
    caller = await _anybody(request, parts)
    await parts.captcha.require(request)
    return caller


async def _open(_request: Request, _parts: Parts) -> Caller:
    return Anybody()


def _person(name: str, *also: Standing, step_up: bool = False) -> Rule:
    """A signed-in user; `also` in a session that is good for nothing but this."""
    admitted = OPEN_ONLY.union(also)

    async def admit(request: Request, parts: Parts) -> Person:
        if bearer_of(request) is not None:
            raise Problem(Kind.SESSION_REQUIRED)
        return await person_by_session(request, parts, step_up=step_up, admitted=admitted)

    kinds = tuple(kind for standing, kind in REFUSALS.items() if standing not in admitted)
    return Rule(
        name,
        admit,
        (SESSION_SCHEME,),
        (*_SESSION_KINDS, *kinds, *_stepped(step_up)),
        step_up=step_up,
    )


async def _link_even_expired(request: Request, parts: Parts) -> LinkHolder:
    """Blocked data is shown to nobody, signers included (contract S17), nor is what is restricted."""
    holder = await find_link_holder(request, parts)
    refuse_by_standing(Capability.DOWNLOAD, holder.standing)
    if holder.restricted:
        raise Problem(Kind.ENVELOPE_RESTRICTED)
    return holder


async def _link(request: Request, parts: Parts) -> LinkHolder:
    holder = await _link_even_expired(request, parts)
    if not holder.usable:
        await record_refusal(request, parts, holder)
        raise Problem(Kind.LINK_EXPIRED)
    return holder


async def _operations(request: Request, parts: Parts) -> Caller:
    token = parts.settings.operations_token
    if token is None:
        raise Problem(Kind.NOT_FOUND)
    given = bearer_of(request) or ""
    if not hmac.compare_digest(given.encode(), token.get_secret_value().encode()):
        raise Problem(Kind.AUTHENTICATION_REQUIRED)
    return Operations()


_SESSION_KINDS = (Kind.AUTHENTICATION_REQUIRED, Kind.CROSS_SITE_REQUEST, Kind.SESSION_REQUIRED)
_PERSON_KINDS = (*_SESSION_KINDS, *REFUSALS.values())
_MEMBER_KINDS = (
    Kind.AUTHENTICATION_REQUIRED,
    Kind.PASSWORD_RESET_REQUIRED,
    Kind.CROSS_SITE_REQUEST,
    *REFUSALS.values(),
    Kind.BUSINESS_REQUIRED,
    Kind.BUSINESS_NOT_CHOSEN,
    Kind.NOT_FOUND,
    Kind.TOO_MANY_REQUESTS,
)
OPEN = Rule("open", _open)
"""Anybody, also from other sites: nothing personal, nothing changes by a browser's cookie."""
ANYBODY = Rule("anybody", _anybody, kinds=(Kind.CROSS_SITE_REQUEST,))
"""Anybody, but no other site's page."""
ANYBODY_WITH_CAPTCHA = Rule(
    "anybody with captcha",
    _anybody_with_captcha,
    kinds=(Kind.CROSS_SITE_REQUEST, Kind.CAPTCHA_REQUIRED, Kind.CAPTCHA_REFUSED),
    captcha=True,
)
"""Anybody whose computer has worked for it (contract M6), before the body is read."""
PERSON = _person("person")
"""A signed-in user, with or without a business."""
PERSON_STEPPED_UP = _person("person, stepped up", step_up=True)
"""A signed-in user who has just proved who they are."""
ANY_SESSION = _person("person, in any state of the session", *Standing)
"""Also before the second factor: for giving it, and for signing out."""
SETTING_UP = _person("person, second factor to be enrolled or not", Standing.ENROLMENT)
"""A signed-in user, also staff who can do nothing before enrolling a second factor."""
SETTING_UP_STEPPED_UP = _person(
    "person, second factor to be enrolled or not, stepped up", Standing.ENROLMENT, step_up=True
)
"""As `SETTING_UP`, but they have just proved who they are."""
PROVING = _person("person, anything to be set up or not", Standing.ENROLMENT, Standing.PASSWORD)
"""A signed-in user who has given all factors there are: for proving again who they are."""
PASSWORD_HOLDER = _person("person, password expired or not", Standing.PASSWORD)
"""A signed-in user, also one who can do nothing before changing an expired password."""
LINK = Rule(
    "signing link",
    _link,
    kinds=(
        Kind.LINK_UNKNOWN,
        Kind.LINK_EXPIRED,
        Kind.SERVICE_BLOCKED,
        Kind.ENVELOPE_RESTRICTED,
        Kind.TOO_MANY_REQUESTS,
    ),
)
"""Whoever holds a valid link mailed to a signer."""
LINK_EVEN_EXPIRED = Rule(
    "signing link, even expired",
    _link_even_expired,
    kinds=(Kind.LINK_UNKNOWN, Kind.SERVICE_BLOCKED, Kind.ENVELOPE_RESTRICTED, Kind.TOO_MANY_REQUESTS),
)
"""As `LINK`, but an expired or replaced link will do: for asking for a new one."""
LINK_IN_CONFIDENCE = Rule(
    "signing link, in confidence",
    find_link_holder,
    kinds=(Kind.LINK_UNKNOWN, Kind.TOO_MANY_REQUESTS),
    confidential=True,
)
"""As `LINK_EVEN_EXPIRED`, but the log, which the sender reads, does not say who it was: for reports (A8)."""
OPERATIONS = Rule(
    "operations", _operations, (OPERATIONS_SCHEME,), (Kind.AUTHENTICATION_REQUIRED, Kind.NOT_FOUND), False
)
"""Operations, by the token of the settings; without that setting the endpoint does not exist."""
PROVIDER = Rule("mail provider", _open, idempotent=False)
"""The mail provider: the route checks the signature over the raw body before it believes anything."""
