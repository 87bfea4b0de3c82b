"""The life and standing of sessions, and how somebody proves again who they are (contract M3, M4)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SESSION_IDLE = timedelta(minutes=60)
SESSION_IDLE_STAFF = timedelta(minutes=15)
SESSION_ABSOLUTE = timedelta(hours=12)
KNOWN_DEVICE_LIFE = timedelta(days=365)
"""How long after its last sign-in a browser is known to belong to its user."""
KNOWN_DEVICES = 20
"""Browsers of one user that are known at a time; the longest unused are forgotten."""


@dataclass(frozen=True)
class SessionLife:
    """How long a session goes on without use, and at most."""

    idle: timedelta
    absolute: timedelta


@dataclass(frozen=True)
class SessionLives:
    """Customers' and staff's sessions: by setting."""

    customer: SessionLife = SessionLife(SESSION_IDLE, SESSION_ABSOLUTE)
    staff: SessionLife = SessionLife(SESSION_IDLE_STAFF, SESSION_ABSOLUTE)

    def of(self, *, is_staff: bool) -> SessionLife:
        """The one that applies."""
        return self.staff if is_staff else self.customer


class Standing(StrEnum):
    """What a session is good for.

    `SECOND_FACTOR`: giving the second factor. `ENROLMENT`: enrolling one. `PASSWORD`: changing a password
    that has expired. Each of them alone; `OPEN`: all that its user may do.
    """

    OPEN = "open"
    SECOND_FACTOR = "second_factor"
    ENROLMENT = "enrolment"
    PASSWORD = "password"  # noqa: S105 - a word, no secret


class Proof(StrEnum):
    """Ways to prove who one is. All but the password are second factors."""

    PASSWORD = "password"  # noqa: S105 - a word, no secret
    TOTP = "totp"
    RECOVERY_CODE = "recovery_code"
    PASSKEY = "passkey"


def reset_proofs(factors: Collection[Proof], *, reported: bool) -> tuple[Proof, ...]:
    """The second factors that count beside the mailbox when a password is reset (contract A7, M3).

    After a report of lost credentials an app or a passkey may be in the wrong hands, with the mailbox: then a
    recovery code alone counts, which is kept apart from them.
    """
    return tuple(
        proof for proof in Proof if proof in factors and (not reported or proof is Proof.RECOVERY_CODE)
    )


def session_is_live(created_at: datetime, last_seen_at: datetime, now: datetime, life: SessionLife) -> bool:
    """Whether a session goes on at `now`: neither idle nor old for too long (contract M4)."""
    return now - last_seen_at < life.idle and now - created_at < life.absolute


def standing(*, factor_given: bool, has_factor: bool, is_staff: bool, password_expired: bool) -> Standing:
    """What a session is good for, by what was proved in it and what its user has now (contract M3).

    Who has a second factor gives it, in every session; staff must have one, and a fresh password.
    """
    if has_factor and not factor_given:
        return Standing.SECOND_FACTOR
    if is_staff and not has_factor:
        return Standing.ENROLMENT
    if is_staff and password_expired:
        return Standing.PASSWORD
    return Standing.OPEN


def step_up_proofs(factors: Collection[Proof], *, is_staff: bool) -> tuple[Proof, ...]:
    """What counts as proving again who one is, before a sensitive act.

    The password, or a second factor; of staff only the factor, once there is one.
    """
    enrolled = tuple(proof for proof in Proof if proof in factors)
    return enrolled if is_staff and enrolled else (Proof.PASSWORD, *enrolled)
