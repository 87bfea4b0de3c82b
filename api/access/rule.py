"""What an access rule is. A route without one cannot be built (`api.frame.route`)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from starlette.requests import Request

from api.access.callers import Caller
from api.parts import Parts
from api.problems.kinds import Kind
from terms.roles import Permission
from terms.subscription_capabilities import Capability

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
Admit = Callable[[Request, Parts], Awaitable[Caller]]


@dataclass(frozen=True)
class Rule:
    """Finds out who calls, or refuses. `kinds` are the problems it can answer with, for the OpenAPI."""

    name: str
    admit: Admit
    schemes: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    idempotent: bool = True
    """Whether its POSTs take an `Idempotency-Key`."""
    permission: Permission | None = None
    """What the caller's role, or the API key, has to be granted."""
    capability: Capability | None = None
    """What the standing of the business has to allow (contract S16, S17)."""
    step_up: bool = False
    """Whether the user must have proved recently who they are (contract M3)."""
    captcha: bool = False
    """Whether the header `Rubrica-Captcha` must hold a solved challenge (contract M6)."""
    confidential: bool = False
    """Whether the log does not say who it was: its readers may be those whom the caller complains about."""


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
