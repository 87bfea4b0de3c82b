"""What in the log of interactions is unusual enough to call somebody (contract M7)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from terms.incidents import IncidentKind

WINDOW = timedelta(hours=1)
"""Over which entries are counted; the look comes more often."""
CHAINS_A_LOOK = 200
"""Chains of evidence that each look recomputes besides those that grew: in time it comes round all."""
AT_ONCE = 5
"""More occurrences of a kind than that at once are one: an attack from many places is not a thousand."""


NAMED_MAX = 1000
"""So many ids an occurrence names: whose data is concerned is found by them (contract P8)."""
_ENTRY = "atv_"


class Detector(StrEnum):
    """What is looked for."""

    LOGIN_STORM = "login-storm"
    """Refused sign-ins from one place, or to one account."""
    MASS_DOWNLOAD = "mass-download"
    """One person or program fetches far more documents than work takes."""
    REFUSALS = "refusals"
    """One caller asks again and again for what it may not have."""
    CHAIN_BREAK = "chain-break"
    """A chain of evidence no longer verifies."""
    LOG_BREAK = "log-break"
    """Entries of the log were changed, added or taken away."""


LIMITS: Mapping[Detector, int] = MappingProxyType(
    {
        Detector.LOGIN_STORM: 30,
        Detector.MASS_DOWNLOAD: 300,
        Detector.REFUSALS: 40,
    }
)
"""Entries of one subject within `WINDOW` from which on it is an occurrence.

A stranger's equal refusals are one entry a minute (`terms.activity.FOLDED_WITHIN`): thirty mean half an hour.
"""
PROGRAMS_MAY = 10
"""So many times more may an API key fetch: programs take everything in, a few times a day."""

INCIDENTS: Mapping[Detector, IncidentKind] = MappingProxyType(
    {
        Detector.LOGIN_STORM: IncidentKind.UNAUTHORISED_ACCESS,
        Detector.MASS_DOWNLOAD: IncidentKind.DISCLOSURE,
        Detector.REFUSALS: IncidentKind.UNAUTHORISED_ACCESS,
        Detector.CHAIN_BREAK: IncidentKind.DATA_LOSS,
        Detector.LOG_BREAK: IncidentKind.UNAUTHORISED_ACCESS,
    }
)
"""As what an occurrence enters the register; people judge what it was."""

SIGN_IN_ACTIONS = ("api:sessions:create", "api:sessions:passkey", "api:sessions.current:second-factor")
DOWNLOAD_ACTIONS = (
    "api:envelopes.documents.content:read",
    "api:envelopes.certificate:read",
    "api:envelopes.evidence:read",
    "api:invoices.pdf:read",
    "api:exports.content:read",
)


@dataclass(frozen=True)
class Occurrence:
    """Something unusual. `key` is the same each time it is found again; ids only, no addresses."""

    detector: Detector
    key: str
    count: int
    subject_ids: tuple[str, ...] = ()
    places: int = 1


def named(ids: Iterable[str]) -> tuple[str, ...]:
    """The ids that an occurrence names, each once: whoever is concerned first, then entries of the log."""
    return tuple(sorted(set(ids), key=lambda one: (one.startswith(_ENTRY), one))[:NAMED_MAX])


def gathered(found: list[Occurrence]) -> list[Occurrence]:
    """Occurrences of one kind, or where there are many at once, one that stands for all of them."""
    if len(found) <= AT_ONCE:
        return found
    first = min(found, key=lambda one: one.key)
    ids = named(subject for one in found for subject in one.subject_ids)
    count = sum(one.count for one in found)
    return [Occurrence(first.detector, f"{first.key}:many", count, ids, len(found))]


def words(occurrence: Occurrence) -> str:
    """What the register says of it."""
    seen = {
        Detector.LOGIN_STORM: "refused sign-ins",
        Detector.MASS_DOWNLOAD: "documents fetched",
        Detector.REFUSALS: "requests refused for want of permission",
        Detector.CHAIN_BREAK: "chain of evidence that does not verify",
        Detector.LOG_BREAK: "segment of the log that does not verify",
    }[occurrence.detector]
    place = "" if occurrence.places == 1 else f", by {occurrence.places} callers"
    return f"{occurrence.count} {seen} within {WINDOW}{place}. The entries of the log are among the subjects."
