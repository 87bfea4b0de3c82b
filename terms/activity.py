"""The log of interactions (contract M7): its words, and how long each class of entry is kept (S18)."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from terms.calendar import HOLDER_ZONE, local_date, start_of_day, years_later
from terms.retention import RETENTION, DataClass, Retention

ACTION = re.compile(r"(api|workflow|staff|operations):[a-z0-9]+(?:[.-][a-z0-9]+)*:[a-z0-9]+(?:-[a-z0-9]+)*")
"""`source:subject:action`, such as `api:envelopes:send`. What a request does is derived from its route."""
OBJECT_ID = re.compile(r"[a-z]{3}_[0-9A-HJKMNP-TV-Z]{26}")
"""What may be named as an object: an id of ours, never what somebody wrote."""

FOLDED_WITHIN = timedelta(minutes=1)
"""Equal requests of strangers from one origin within it are one entry: nobody can flood the log."""
BROKEN_OFF_AFTER = timedelta(minutes=10)
"""A change without an outcome for so long was broken off: the log then says so."""
DESTRUCTION_BATCH = 2000
"""Entries destroyed in one transaction."""


class Actor(StrEnum):
    """Who acts."""

    USER = "user"
    API_KEY = "api_key"
    SIGNER = "signer"
    STAFF = "staff"
    SERVICE = "service"
    """A workflow, by itself."""
    OPERATIONS = "operations"
    ANYBODY = "anybody"


class EntryClass(StrEnum):
    """Classes of entries that are kept equally long."""

    TECHNICAL = "technical"
    ACCESS = "access"
    STAFF = "staff"


ENTRIES_KEPT: Mapping[EntryClass, Retention] = MappingProxyType(
    {
        EntryClass.TECHNICAL: RETENTION[DataClass.TECHNICAL_LOGS],
        EntryClass.ACCESS: Retention(3, "Ley Orgánica 3/2018, art. 72"),
        EntryClass.STAFF: Retention(5, "Código Civil, art. 1964.2"),
    }
)
"""Who entered is kept until the gravest infringement of data protection lapses; what staff did, until a
customer's claims do."""

ACCESS_SUBJECTS = frozenset(
    {
        "access-reviews",
        "account-recoveries",
        "api-keys",
        "businesses",
        "credential-reports",
        "data-subjects",
        "exports",
        "incidents",
        "invitations",
        "me",
        "members",
        "ownership-transfers",
        "registrations",
        "sessions",
    }
)
"""First words of the subjects that say who may enter and with what."""
TAKEN_AWAY = frozenset({"exports.content", "data-subjects", "data-subjects.measures.content"})
"""Subjects whose reading takes everything away at once, or all of one person."""
REFUSED_ACCESS = frozenset({401, 403})
"""Status of what somebody had no right to."""
READINGS = frozenset({"list", "read"})
"""Last words of actions that change nothing."""


def entry_class(action: str, actor: Actor, status: int | None) -> EntryClass:
    """The class of an entry: what staff did, who entered or was refused, and all the rest."""
    source, subject, act = action.split(":")
    first = subject.partition(".")[0]
    if actor is Actor.STAFF or source in ("staff", "operations") or first == "staff":
        return EntryClass.STAFF
    if (
        status in REFUSED_ACCESS
        or subject in TAKEN_AWAY
        or (first in ACCESS_SUBJECTS and act not in READINGS)
    ):
        return EntryClass.ACCESS
    return EntryClass.TECHNICAL


def kept_until(kind: EntryClass, at: datetime, zone: str = HOLDER_ZONE) -> datetime:
    """The instant (UTC) from which an entry of `at` may be destroyed: the same local date, years later."""
    return start_of_day(years_later(local_date(at, zone), ENTRIES_KEPT[kind].years) + timedelta(days=1), zone)
