"""Who and where a request comes from, as far as its envelope of HTTP tells."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.types import Scope

USER_AGENT_LENGTH = 512
IP_LENGTH = 64


@dataclass(frozen=True)
class Origin:
    """IP and user agent, as evidence keeps them."""

    ip: str | None
    user_agent: str | None


def origin_of(request: Request) -> Origin:
    """The peer's address (uvicorn puts a trusted proxy's client there) and what it says it is."""
    ip = request.client.host[:IP_LENGTH] if request.client else None
    agent = request.headers.get("user-agent")
    return Origin(ip, agent[:USER_AGENT_LENGTH].replace("\x00", "") if agent else None)


def request_id_of(scope: Scope) -> str:
    """The id given to the request when it came in."""
    return str(scope.get("state", {}).get("request_id", "unknown"))


CLOCK: ContextVar[Callable[[], datetime]] = ContextVar("clock")
"""What tells requests the time instead of the wall clock, where years are simulated."""


def now() -> datetime:
    """The instant, in UTC."""
    told = CLOCK.get(None)
    return told() if told else datetime.now(UTC)
