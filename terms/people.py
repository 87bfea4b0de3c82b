"""What everyone with access has done first (contract P5, M2): signed the commitments, and been trained.

Both run out: what a controller is shown is never older than a year. Access ends at that instant.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from terms import texts
from terms.accounts import Document
from terms.calendar import HOLDER_ZONE, local_date, months_later, start_of_day
from terms.retention import evidence_kept_until

COMMITMENT_MONTHS = 12
"""Signed commitments hold so long, and never longer than the version signed binds (contract A3)."""
TRAINING_MONTHS = 12
"""So long a training holds, counted from the day of the test or of the course taken elsewhere."""
REMINDED_DAYS = (30, 7)
"""Days before a training ends on which it is told."""
RENEWED_AHEAD = timedelta(days=30)
"""How long before signed commitments end the next ones are sent for signature."""
SIGNED_WITHIN_DAYS = 14
"""How many days the commitments can be signed once they are sent; then they are sent again."""
CLOSED_AFTER = timedelta(days=7)
"""So long after the last day to sign an order is taken for lost whose envelope has not ended by itself."""
AGAIN_AFTER_DECLINE = timedelta(days=3)
"""When somebody who declined is asked again by itself; they may ask earlier."""
PASSED_PERCENT = 80
EXISTING_STAFF_GRACE = timedelta(days=30)
"""So long whoever worked here before this was asked goes on without, counted from the deployment."""
PSEUDONYM_SIGNS = 12


class Duty(StrEnum):
    """What access takes besides a role."""

    COMMITMENT = "commitment"
    TRAINING = "training"


class CommitmentState(StrEnum):
    """Life of commitments sent to somebody for signature; all but the first are final."""

    SENT = "sent"
    SIGNED = "signed"
    DECLINED = "declined"
    EXPIRED = "expired"
    VOIDED = "voided"


@dataclass(frozen=True)
class Done:
    """Until when somebody's newest commitments and training hold; `grace_until` is for staff from before."""

    commitment_until: datetime | None
    training_until: datetime | None
    grace_until: datetime | None = None

    def lacks(self, at: datetime) -> frozenset[Duty]:
        """What does not hold at that instant."""
        until = {Duty.COMMITMENT: self.commitment_until, Duty.TRAINING: self.training_until}
        return frozenset(duty for duty, end in until.items() if end is None or at >= end)

    def in_grace(self, at: datetime) -> bool:
        """Whether access goes on whatever is lacking."""
        return self.grace_until is not None and at < self.grace_until

    def bars(self, at: datetime) -> frozenset[Duty]:
        """What has to be done before anything else; nothing while there is access."""
        return frozenset() if self.in_grace(at) else self.lacks(at)


def commitment_until(signed_at: datetime, zone: str = HOLDER_ZONE) -> datetime:
    """The instant (UTC, exclusive) until which signed commitments hold."""
    return _anniversary(local_date(signed_at, zone), COMMITMENT_MONTHS, zone)


def training_until(trained_on: date, zone: str = HOLDER_ZONE) -> datetime:
    """The instant (UTC, exclusive) until which a training of that day holds."""
    return _anniversary(trained_on, TRAINING_MONTHS, zone)


def records_until(left_at: datetime, zone: str = HOLDER_ZONE) -> datetime:
    """The instant (UTC) at which what a leaver signed and learned is destroyed.

    It is kept for controllers, who may ask who had access to their data (contract P5), as long as signed
    documents and their evidence are: while claims can be made from it (S18; Código Civil, art. 1964.2).
    """
    return evidence_kept_until(left_at, zone)


def _anniversary(day: date, months: int, zone: str) -> datetime:
    """The beginning of the same date so many months later, so that nothing holds longer than that."""
    return start_of_day(months_later(day, months), zone)


def binding_versions() -> tuple[str, ...]:
    """Versions of the commitments that are good enough signed: none after them is substantial (A3)."""
    oldest = texts.binding_version(Document.STAFF_COMMITMENTS)
    return tuple(version for version in texts.versions(Document.STAFF_COMMITMENTS) if version >= oldest)


def commitment_due(until: datetime | None, at: datetime) -> bool:
    """Whether commitments are to be sent for signature: none hold, or those that do end soon."""
    return until is None or at >= until - RENEWED_AHEAD


def order_overdue(sent_at: datetime, at: datetime) -> bool:
    """Whether an order should have ended long ago: its envelope's workflow is gone."""
    return at >= sent_at + timedelta(days=SIGNED_WITHIN_DAYS) + CLOSED_AFTER


def may_ask_again(state: CommitmentState, ended_at: datetime, at: datetime) -> bool:
    """Whether the service asks again by itself after an order that ended unsigned."""
    waits = state in (CommitmentState.DECLINED, CommitmentState.VOIDED)
    return not waits or at >= ended_at + AGAIN_AFTER_DECLINE


def training_stage(until: datetime | None, at: datetime, zone: str = HOLDER_ZONE) -> str | None:
    """The last reminder due of a training, as a word of its mail's key; `None` before the first.

    Once there is none that holds, each week is a stage of its own.
    """
    if until is None or at >= until:
        year, week, _ = local_date(at, zone).isocalendar()
        return f"{year}-W{week:02d}"
    left = (local_date(until, zone) - local_date(at, zone)).days
    return next((str(days) for days in sorted(REMINDED_DAYS) if left <= days), None)


def passed(right: int, asked: int) -> bool:
    """Whether a test is passed."""
    return right * 100 >= asked * PASSED_PERCENT


def pseudonym(user_id: str, business_id: str) -> str:
    """What one controller is shown in a person's place; another controller is shown something else (M5)."""
    digest = hashlib.sha256(f"{business_id}/{user_id}".encode()).hexdigest()
    return digest[:PSEUDONYM_SIGNS]


def right_answers(answers: Mapping[str, str], key: Mapping[str, str]) -> int:
    """How many questions of a test were answered rightly."""
    return sum(1 for question, right in key.items() if answers.get(question) == right)
