"""What becomes of a message, by its address: the events that SendGrid would report."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Event = dict[str, Any]


@dataclass(frozen=True)
class Addressee:
    """A message as its events name it."""

    message_id: str
    email: str
    smtp_id: str
    categories: list[str]
    custom_args: Mapping[str, str]


def fate_of(address: str) -> str:
    """Which fate an address has: its local part or its `.test` domain (`bounce@…`, `…@bounce.test`)."""
    local, _, domain = address.lower().partition("@")
    named = domain.removesuffix(".test") if domain.endswith(".test") else local.split("+", 1)[0]
    for fate in (named, local.split("+", 1)[0]):
        if fate in _FATES or fate == REFUSE:
            return fate
    return DELIVER


DELIVER = "deliver"
REFUSE = "refuse"
"""Not a fate of accepted messages: the API itself says that the address is not valid."""


def events_of(addressee: Addressee, now: float) -> list[tuple[float, Event]]:
    """The message's events with the instants at which they happen."""
    return _FATES[fate_of(addressee.email)](addressee, now)


def event(addressee: Addressee, kind: str, at: float, **details: object) -> Event:
    """One event as the webhook carries it: custom arguments stand beside the provider's own members."""
    return dict(addressee.custom_args) | {
        "email": addressee.email,
        "timestamp": int(at),
        "smtp-id": addressee.smtp_id,
        "event": kind,
        "category": addressee.categories,
        "sg_event_id": uuid.uuid4().hex,
        "sg_message_id": f"{addressee.message_id}.mailsink-0-0.0",
        **details,
    }


def _delivered(to: Addressee, now: float) -> list[tuple[float, Event]]:
    return [
        (now, event(to, "processed", now)),
        (now, event(to, "delivered", now, response="250 OK", ip="127.0.0.1", tls=1)),
    ]


def _bounced(to: Addressee, now: float) -> list[tuple[float, Event]]:
    reason = f"550 5.1.1 The account <{to.email}> does not exist"
    details = {"reason": reason, "status": "5.1.1", "type": "bounce", "ip": "127.0.0.1"}
    return [
        (now, event(to, "processed", now)),
        (now, event(to, "bounce", now, bounce_classification="Invalid Address", **details)),
    ]


def _blocked(to: Addressee, now: float) -> list[tuple[float, Event]]:
    details = {"reason": "421 4.7.0 try again later", "status": "4.7.0", "type": "blocked"}
    return [
        (now, event(to, "processed", now)),
        (now, event(to, "bounce", now, bounce_classification="Reputation", **details)),
    ]


def _deferred(to: Addressee, now: float) -> list[tuple[float, Event]]:
    later = now + 2
    return [
        (now, event(to, "processed", now)),
        (now, event(to, "deferred", now, response="451 4.3.0 try again later", attempt="1")),
        (later, event(to, "delivered", later, response="250 OK", ip="127.0.0.1", tls=1)),
    ]


def _dropped(to: Addressee, now: float) -> list[tuple[float, Event]]:
    return [(now, event(to, "dropped", now, reason="Bounced Address", status="5.0.0"))]


def _reported(to: Addressee, now: float) -> list[tuple[float, Event]]:
    return [*_delivered(to, now), (now, event(to, "spamreport", now))]


_FATES: dict[str, Callable[[Addressee, float], list[tuple[float, Event]]]] = {
    DELIVER: _delivered,
    "bounce": _bounced,
    "block": _blocked,
    "defer": _deferred,
    "drop": _dropped,
    "spam": _reported,
}
