"""The register of incidents (contract A7, M7): what is kept of each, and how its state may change."""

from collections.abc import Sequence
from enum import StrEnum

from terms.credential_reports import CredentialTrouble


class IncidentKind(StrEnum):
    """What happened."""

    CREDENTIAL_LOSS = "credential_loss"
    CREDENTIAL_THEFT = "credential_theft"
    IMPERSONATION = "impersonation"
    UNAUTHORISED_ACCESS = "unauthorised_access"
    DISCLOSURE = "disclosure"
    DATA_LOSS = "data_loss"
    MALWARE = "malware"
    UNAVAILABILITY = "unavailability"
    MISUSE = "misuse"
    OTHER = "other"


class IncidentSource(StrEnum):
    """How the holder came to know of it."""

    CREDENTIAL_REPORT = "credential_report"
    ACCOUNT_RECOVERY = "account_recovery"
    MISUSE_REPORT = "misuse_report"
    MONITORING = "monitoring"
    STAFF = "staff"


class IncidentState(StrEnum):
    """States of an incident: `contained` once it does no more harm, `closed` once nothing is left to do."""

    OPEN = "open"
    CONTAINED = "contained"
    CLOSED = "closed"


class EntryKind(StrEnum):
    """What an entry of the register says."""

    OPENED = "opened"
    NOTE = "note"
    STATE = "state"


SUBJECTS_MAX = 20_000
"""So many ids one incident may name in all: whose data is concerned is counted in one go."""
_NAMED_IN_NOTE = 50

KIND_OF_TROUBLE = {
    CredentialTrouble.LOSS: IncidentKind.CREDENTIAL_LOSS,
    CredentialTrouble.THEFT: IncidentKind.CREDENTIAL_THEFT,
    CredentialTrouble.IMPERSONATION: IncidentKind.IMPERSONATION,
}
"""Under which kind a report of lost credentials enters the register (contract A7)."""


def may_become(before: IncidentState, after: IncidentState) -> bool:
    """Whether an incident's state may change so; a closed one can be opened again, nothing is forgotten."""
    return before is not after


def not_named_yet(named: Sequence[str], found: Sequence[str]) -> list[str]:
    """Those of the ids found that an incident does not name yet, each once, in their order."""
    before = set(named)
    return [one for one in dict.fromkeys(found) if one not in before]


def words_of_addition(words: str, added: Sequence[str], before: int) -> str:
    """What the history says of ids that an incident names from now on, after the `before` that it named.

    Many are told by their places in the incident's list, which only grows.
    """
    if len(added) <= _NAMED_IN_NOTE:
        return f"{words}\n+{len(added)}: {' '.join(added)}"
    return f"{words}\n+{len(added)}: {added[0]} … {added[-1]} (n.º {before + 1}–{before + len(added)})"
