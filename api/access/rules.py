"""The access rules. A route without one cannot be built (`api.frame.route`)."""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from starlette.requests import Request

from api.access.callers import Anybody, Caller, LinkHolder, Member, Person
from api.access.links import find_link_holder, record_refusal
from api.access.members import member_by_key, member_by_session, person_by_session
from api.access.same_site import refuse_foreign_site
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
SESSION_SCHEME = "session"
KEY_SCHEME = "api_key"
OPERATIONS_SCHEME = "operations"
BEARER = "bearer "


@dataclass(frozen=True)
class Rule:
    """Finds out who calls, or refuses. `kinds` are the problems it can answer with, for the OpenAPI."""

    name: str
    admit: Callable[[Request, Parts], Awaitable[Caller]]
    schemes: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    idempotent: bool = True
    """Whether its POSTs take an `Idempotency-Key`."""


def access(rule: Rule, *kinds: Kind) -> Callable[[Endpoint], Endpoint]:
    """Declares the rule of an endpoint, and the problems it answers with besides those of the rule."""

    def declare(endpoint: Endpoint) -> Endpoint:
        endpoint.__access_rule__ = rule  # type: ignore[attr-defined]
        endpoint.__problems__ = kinds  # type: ignore[attr-defined]
        return endpoint

    return declare


def declared_problems(endpoint: Callable[..., Any]) -> tuple[Kind, ...]:
    """The problems an endpoint declares."""
    kinds: tuple[Kind, ...] = getattr(endpoint, "__problems__", ())
    return kinds


def rule_of(endpoint: Callable[..., Any]) -> Rule:
    """The declared rule. Raises `TypeError` for an endpoint without one: nothing is open by oversight."""
    rule = getattr(endpoint, "__access_rule__", None)
    if not isinstance(rule, Rule):
        raise TypeError(f"{endpoint.__module__}.{endpoint.__name__} declares no access rule")
    return rule


def bearer_of(request: Request) -> str | None:
    """The token of an `Authorization: Bearer` header; raises 401 for any other scheme."""
    header = request.headers.get("authorization")
    if header is None:
        return None
    if not header.lower().startswith(BEARER):
        raise Problem(Kind.AUTHENTICATION_REQUIRED)
    return header[len(BEARER) :].strip()


async def _anybody(request: Request, parts: Parts) -> Caller:
    refuse_foreign_site(request, parts.public_origin)
    return Anybody()


async def _open(_request: Request, _parts: Parts) -> Caller:
    return Anybody()


async def _person(request: Request, parts: Parts) -> Person:
    if bearer_of(request) is not None:
        raise Problem(Kind.SESSION_REQUIRED)
    return await person_by_session(request, parts)


async def _member(request: Request, parts: Parts) -> Member:
    secret = bearer_of(request)
    if secret is not None:
        return await member_by_key(request, parts, secret)
    return await member_by_session(request, parts)


async def _member_in_person(request: Request, parts: Parts) -> Member:
    if bearer_of(request) is not None:
        raise Problem(Kind.SESSION_REQUIRED)
    return await member_by_session(request, parts)


async def _link(request: Request, parts: Parts) -> LinkHolder:
    holder = await find_link_holder(request, parts)
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
    return Anybody()


_MEMBER_KINDS = (
    Kind.AUTHENTICATION_REQUIRED,
    Kind.CROSS_SITE_REQUEST,
    Kind.BUSINESS_REQUIRED,
    Kind.BUSINESS_NOT_CHOSEN,
    Kind.NOT_FOUND,
    Kind.TOO_MANY_REQUESTS,
)
OPEN = Rule("open", _open)
"""Anybody, also from other sites: nothing personal, nothing changes by a browser's cookie."""
ANYBODY = Rule("anybody", _anybody, kinds=(Kind.CROSS_SITE_REQUEST,))
"""Anybody, but no other site's page."""
PERSON = Rule(
    "person",
    _person,
    (SESSION_SCHEME,),
    (Kind.AUTHENTICATION_REQUIRED, Kind.CROSS_SITE_REQUEST, Kind.SESSION_REQUIRED),
)
"""A signed-in user, with or without a business."""
MEMBER = Rule("member", _member, (SESSION_SCHEME, KEY_SCHEME), _MEMBER_KINDS)
"""A member of a business or one of its programs; sees that business alone."""
MEMBER_IN_PERSON = Rule(
    "member in person", _member_in_person, (SESSION_SCHEME,), (*_MEMBER_KINDS, Kind.SESSION_REQUIRED)
)
"""A member by session: a program cannot make itself further keys."""
LINK = Rule("signing link", _link, kinds=(Kind.LINK_UNKNOWN, Kind.LINK_EXPIRED, Kind.TOO_MANY_REQUESTS))
"""Whoever holds a valid link mailed to a signer."""
LINK_EVEN_EXPIRED = Rule(
    "signing link, even expired", find_link_holder, kinds=(Kind.LINK_UNKNOWN, Kind.TOO_MANY_REQUESTS)
)
"""As `LINK`, but an expired or replaced link will do: for asking for a new one."""
OPERATIONS = Rule(
    "operations", _operations, (OPERATIONS_SCHEME,), (Kind.AUTHENTICATION_REQUIRED, Kind.NOT_FOUND), False
)
"""Operations, by the token of the settings; without that setting the endpoint does not exist."""
PROVIDER = Rule("mail provider", _open, idempotent=False)
"""The mail provider: the route checks the signature over the raw body before it believes anything."""
