"""What the service forgets by itself once nobody needs it any more (GDPR art. 5.1.e; contract M9)."""

from datetime import datetime, timedelta
from enum import StrEnum

from terms.rights_requests import ANSWERED_KEPT

LETTER_KEPT = timedelta(days=90)
"""How long the words of a letter about an account stay after it was posted: a provider may be away for days,
and its user may ask what it was about.
"""
RESET_KEPT = timedelta(days=30)
"""How long a used or lapsed link to reset a password stays, with where it was asked from."""
ORPHAN_AGE = timedelta(days=8)
"""How old an object without a row has to be: far older than any step that is still about to write the row,
and older than the days in which a repeated request makes the same object.
"""
BATCH = 500


class Cleared(StrEnum):
    """What is cleared away."""

    LETTERS = "account_letters"
    RESETS = "password_resets"
    OBJECTS = "orphan_objects"
    ACCEPTANCES = "acceptances"
    REQUESTS = "rights_requests"
    FORMER_STAFF = "former_staff"
    """What former staff signed and learned."""


_AGES = {
    Cleared.LETTERS: LETTER_KEPT,
    Cleared.RESETS: RESET_KEPT,
    Cleared.OBJECTS: ORPHAN_AGE,
    Cleared.REQUESTS: ANSWERED_KEPT,
}


def cleared_before(kind: Cleared, now: datetime) -> datetime:
    """What is older than this instant may go. What has dates of its own is not among it (`KeyError`)."""
    return now - _AGES[kind]
