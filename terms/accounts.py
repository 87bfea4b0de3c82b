"""Accounts (contract A1–A3, A6, M3): what a registration needs and how long it lasts."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from terms.common_passwords import holds_personal, is_common

VERIFICATION_LINK = timedelta(hours=24)
UNVERIFIED_KEPT = timedelta(days=7)
VERIFICATION_REMINDER = timedelta(days=2)
"""After so long whoever has not verified is reminded once, by a new link: the first has ended by then."""
VERIFICATION_LINKS_MAX = 8
"""So many links at most are mailed for one registration."""
SECOND_PHASE_NUDGE = timedelta(days=3)
"""After so long whoever verified and left it there is reminded once of what is missing."""
RESET_LINK = timedelta(hours=1)
PASSWORD_LENGTH = 8
PASSWORD_LENGTH_MAX = 128


class Document(StrEnum):
    """Texts that are accepted by version and hash (contract A2)."""

    TERMS = "terms"
    PRIVACY = "privacy"
    PROCESSOR = "processor"
    SIGNING_CONSENT = "signing-consent"
    STAFF_COMMITMENTS = "staff-commitments"
    MESSAGING_CLAUSE = "messaging-clause"
    MESSAGING_CONSENT = "messaging-consent"


OWNER_ACCEPTS = (Document.TERMS, Document.PRIVACY, Document.PROCESSOR)
"""What the owner of a business accepts when creating it (contract A2)."""


class Missing(StrEnum):
    """What the second phase of a registration asks for (contract A1)."""

    NAME = "name"
    BUSINESS = "business"


def verification_link_end(requested_at: datetime, issued_at: datetime) -> datetime:
    """When a link mailed at `issued_at` ends: after its time, never later than the registration is kept."""
    return min(issued_at + VERIFICATION_LINK, requested_at + UNVERIFIED_KEPT)


class PasswordRule(StrEnum):
    """Rules that a password can break: those of contract M3, and that it is not soon guessed."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NO_UPPER_CASE = "no_upper_case"
    NO_LOWER_CASE = "no_lower_case"
    NO_DIGIT = "no_digit"
    NO_SYMBOL = "no_symbol"
    COMMON = "common"
    PERSONAL = "personal"


def broken_password_rules(password: str, about: Collection[str] = ()) -> tuple[PasswordRule, ...]:
    """The rules that `password` breaks, in a fixed order; empty when it is acceptable.

    `about` is what is known of its user: address, name. One that keeps the rules of M3 is then judged by how
    soon it would be guessed.
    """
    checks = (
        (PasswordRule.TOO_SHORT, len(password) >= PASSWORD_LENGTH),
        (PasswordRule.TOO_LONG, len(password) <= PASSWORD_LENGTH_MAX),
        (PasswordRule.NO_UPPER_CASE, any(letter.isupper() for letter in password)),
        (PasswordRule.NO_LOWER_CASE, any(letter.islower() for letter in password)),
        (PasswordRule.NO_DIGIT, any(letter.isdigit() for letter in password)),
        (PasswordRule.NO_SYMBOL, any(not letter.isalnum() and not letter.isspace() for letter in password)),
    )
    return tuple(rule for rule, kept in checks if not kept) or _soon_guessed(password, about)


def _soon_guessed(password: str, about: Collection[str]) -> tuple[PasswordRule, ...]:
    if holds_personal(password, about):
        return (PasswordRule.PERSONAL,)
    return (PasswordRule.COMMON,) if is_common(password) else ()
