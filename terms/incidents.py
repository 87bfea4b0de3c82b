"""The register of incidents (contract A7, M7): what is kept of each, and how its state may change."""

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


KIND_OF_TROUBLE = {
    CredentialTrouble.LOSS: IncidentKind.CREDENTIAL_LOSS,
    CredentialTrouble.THEFT: IncidentKind.CREDENTIAL_THEFT,
    CredentialTrouble.IMPERSONATION: IncidentKind.IMPERSONATION,
}
"""Under which kind a report of lost credentials enters the register (contract A7)."""


def may_become(before: IncidentState, after: IncidentState) -> bool:
    """Whether an incident's state may change so; a closed one can be opened again, nothing is forgotten."""
    return before is not after
