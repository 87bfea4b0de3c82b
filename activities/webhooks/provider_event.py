"""One event of SendGrid's webhook, read with care: what another program sends is not trusted to fit."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from activities.mail.provider import MAIL_ID_ARGUMENT
from models.identifiers import Prefix
from terms.evidence import EventKind
from terms.mail import MailState

KIND_MAX = 24
ID_MAX = 200
MAIL_ID_MAX = 40
TEXT_MAX = 2000
_EPOCH_MAX = 253402300799
"""The last second of the year 9999."""


class UnreadableEventsError(Exception):
    """The body is signed but is not a list of events."""


@dataclass(frozen=True)
class Meaning:
    """What a kind of event means to us. `undelivered`: the recipient will not get this mail."""

    evidence: EventKind | None
    state: MailState | None
    undelivered: bool = False


_MEANINGS: Mapping[str, Meaning] = {
    "processed": Meaning(None, MailState.ACCEPTED),
    "deferred": Meaning(EventKind.MAIL_DEFERRED, MailState.DEFERRED),
    "delivered": Meaning(EventKind.MAIL_DELIVERED, MailState.DELIVERED),
    "bounce": Meaning(EventKind.MAIL_BOUNCED, MailState.BOUNCED, undelivered=True),
    "dropped": Meaning(EventKind.MAIL_DROPPED, MailState.DROPPED, undelivered=True),
    "open": Meaning(EventKind.MAIL_OPENED, None),
    "spamreport": Meaning(EventKind.MAIL_REPORTED, None),
}
_NOTHING = Meaning(None, None)


@dataclass(frozen=True)
class ProviderEvent:
    """An event. `at` is the provider's time in UTC, to the second."""

    id: str
    kind: str
    at: datetime
    mail_id: str | None
    provider_message_id: str | None
    payload: dict[str, Any]

    @property
    def meaning(self) -> Meaning:
        """What it means; events of other kinds are kept in the inbox and mean nothing.

        A picture loaded by a mail program on its own (Apple's privacy protection) is no person's opening.
        """
        if self.kind == "open" and self.payload.get("sg_machine_open") is True:
            return _NOTHING
        return _MEANINGS.get(self.kind, _NOTHING)

    def text(self, name: str) -> str | None:
        """A member of the event as bounded text; `None` when it has none."""
        value = self.payload.get(name)
        return None if value is None else str(value)[:TEXT_MAX]


def read_events(body: bytes) -> list[ProviderEvent]:
    """The events of a verified body; entries that are no events are left out.

    Raises `UnreadableEventsError` when the body is not a JSON list.
    """
    try:
        entries = json.loads(body, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise UnreadableEventsError("not JSON") from error
    if not isinstance(entries, list):
        raise UnreadableEventsError("not a list")
    return [event for entry in entries if (event := _event(entry)) is not None]


def _event(entry: Any) -> ProviderEvent | None:
    if not isinstance(entry, dict):
        return None
    payload = _without_nul(entry)
    event_id, kind, seconds = payload.get("sg_event_id"), payload.get("event"), payload.get("timestamp")
    if not isinstance(event_id, str) or not isinstance(kind, str) or not 0 < len(event_id) <= ID_MAX:
        return None
    if isinstance(seconds, bool) or not isinstance(seconds, int) or not 0 <= seconds <= _EPOCH_MAX:
        return None
    mail_id, message_id = payload.get(MAIL_ID_ARGUMENT), payload.get("sg_message_id")
    return ProviderEvent(
        id=event_id,
        kind=kind[:KIND_MAX],
        at=datetime.fromtimestamp(seconds, UTC),
        mail_id=mail_id if _is_mail_id(mail_id) else None,
        provider_message_id=message_id.split(".", 1)[0][:ID_MAX] if isinstance(message_id, str) else None,
        payload=payload,
    )


def _is_mail_id(value: object) -> bool:
    return isinstance(value, str) and value.startswith(f"{Prefix.MAIL.value}_") and len(value) <= MAIL_ID_MAX


def _without_nul(value: Any) -> Any:
    """PostgreSQL's JSON cannot hold U+0000; neither can UTF-8 hold half a surrogate pair."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode(errors="replace").decode()
    if isinstance(value, dict):
        return {_without_nul(name): _without_nul(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_without_nul(item) for item in value]
    return value
