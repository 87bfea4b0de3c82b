"""Reports of lost credentials (contract A7): what is reported, how it is confirmed, where it stands."""

from datetime import timedelta
from enum import StrEnum

CONFIRM_WITHIN = timedelta(hours=24)
"""How long the link that confirms a report works: only the account's mailbox can confirm it."""


class CredentialTrouble(StrEnum):
    """What happened to the credentials (contract A7)."""

    LOSS = "loss"
    THEFT = "theft"
    IMPERSONATION = "impersonation"


class ConfirmedBy(StrEnum):
    """How it was made sure that the report comes from whom it is about."""

    MAILBOX = "mailbox"
    SESSION = "session"
    LINK = "link"
    """By a working link mailed to a signer (contract W3)."""
    OWNER = "owner"
    """By the owner of a business in which they work, about a stolen device (contract W3)."""


class ReportState(StrEnum):
    """States of a report. Once access has ended it is `secured`; the last two had no effect."""

    AWAITING_CONFIRMATION = "awaiting_confirmation"
    SECURED = "secured"
    LAPSED = "lapsed"
    UNKNOWN_ADDRESS = "unknown_address"


class ReportRefusal(StrEnum):
    """Why a report cannot be confirmed; each is a problem type of the API."""

    EXPIRED = "credential-report-expired"
