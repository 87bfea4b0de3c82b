"""Second factors (contract M3): how long codes and challenges are good, and how many there are."""

from collections.abc import Iterable
from datetime import datetime, timedelta

TOTP_PERIOD = timedelta(seconds=30)
TOTP_DRIFT = 1
"""Periods before and after the current one whose code is taken: clocks differ."""
TOTP_SECRET_SIGNS = 32
"""Base32 signs of a secret: 160 bits, as RFC 4226 recommends."""
ENROLMENT_LIFE = timedelta(hours=1)
"""How long a secret that was shown waits for its first code."""
CHALLENGE_LIFE = timedelta(minutes=5)
"""How long a passkey may take to answer."""
RECOVERY_CODES = 10
RECOVERY_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # pragma: allowlist secret
"""Without signs that are mistaken for each other."""
RECOVERY_HALF = 5
"""Signs on each side of the dash."""
FACTORS_MAX = 10


def totp_step(at: datetime) -> int:
    """The number of the period in which `at` lies (RFC 6238)."""
    return int(at.timestamp()) // int(TOTP_PERIOD.total_seconds())


def steps_taken(at: datetime, last_step: int | None) -> Iterable[int]:
    """Periods whose code is taken now: near the current one, and later than any code used before."""
    current = totp_step(at)
    return (
        step
        for step in range(current - TOTP_DRIFT, current + TOTP_DRIFT + 1)
        if last_step is None or step > last_step
    )


def plain_recovery_code(typed: str) -> str:
    """A recovery code as it is compared: however it was typed."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())
