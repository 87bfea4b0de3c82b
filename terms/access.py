"""How often something may be tried, and how long answers are remembered (contract M7)."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Limit:
    """At most `attempts` within `period`, regained evenly over the period."""

    attempts: int
    period: timedelta

    @property
    def cost(self) -> timedelta:
        """Time after which one attempt is regained."""
        return self.period / self.attempts


LOGIN_PER_ADDRESS = Limit(50, timedelta(hours=1))
"""From browsers that its user has not signed in from before."""
LOGIN_PER_ORIGIN = Limit(100, timedelta(minutes=10))
CODES_PER_USER = Limit(30, timedelta(hours=1))
CODES_PER_DEVICE = Limit(10, timedelta(minutes=10))
RESET_PER_ADDRESS = Limit(3, timedelta(hours=1))
RESET_PER_ORIGIN = Limit(30, timedelta(hours=1))
RESET_TRIES_PER_ORIGIN = Limit(60, timedelta(minutes=10))
REGISTRATION_PER_ADDRESS = Limit(5, timedelta(hours=1))
REGISTRATION_PER_ORIGIN = Limit(100, timedelta(hours=1))
VERIFICATION_LINK_RENEWAL = Limit(3, timedelta(hours=1))
VERIFICATION_PER_ORIGIN = Limit(60, timedelta(minutes=10))
INVITATIONS_PER_BUSINESS = Limit(50, timedelta(hours=1))
INVITATION_RENEWALS = Limit(3, timedelta(hours=1))
INVITATION_LOOKS_PER_ORIGIN = Limit(60, timedelta(minutes=10))
CREDENTIAL_REPORT_PER_ADDRESS = Limit(3, timedelta(hours=1))
CREDENTIAL_REPORT_PER_ORIGIN = Limit(30, timedelta(hours=1))
RECOVERY_PER_ADDRESS = Limit(3, timedelta(hours=1))
RECOVERY_PER_ORIGIN = Limit(30, timedelta(hours=1))
RIGHTS_REQUEST_PER_ADDRESS = Limit(5, timedelta(hours=24))
RIGHTS_REQUEST_PER_ORIGIN = Limit(30, timedelta(hours=1))
MISUSE_REPORTS_PER_SIGNER = Limit(5, timedelta(hours=1))
MISUSE_REPORTS_PER_ORIGIN = Limit(20, timedelta(hours=1))
LINK_RENEWAL_PER_SIGNER = Limit(3, timedelta(hours=1))
CHANNEL_CODES_PER_SIGNER = Limit(5, timedelta(hours=1))
CHANNEL_CODES_PER_NUMBER = Limit(5, timedelta(hours=1))
CHANNEL_CODES_PER_ORIGIN = Limit(30, timedelta(hours=1))
CHANNEL_CODES_PER_BUSINESS = Limit(200, timedelta(hours=1))
UNKNOWN_LINKS_PER_ORIGIN = Limit(30, timedelta(minutes=10))
TRAINING_ATTEMPTS_PER_USER = Limit(20, timedelta(hours=1))
COMMITMENTS_PER_USER = Limit(5, timedelta(hours=1))
TIMELINES_PER_ORIGIN = Limit(120, timedelta(minutes=10))
UNKNOWN_KEYS_PER_ORIGIN = Limit(60, timedelta(minutes=10))

ANSWER_KEPT = timedelta(hours=24)
"""How long the answer to a request with an `Idempotency-Key` is kept."""
ANSWER_LOCK = timedelta(seconds=15)
"""How long after its last sign of life a request's place may be taken over by a repeated one."""
ANSWER_SIGN_OF_LIFE = timedelta(seconds=5)
"""How often a request under way shows that it lives."""
STEP_UP_LIFE = timedelta(minutes=10)
"""How long after proving again who they are somebody may do what is sensitive (contract M3)."""
LAST_SEEN_STEP = timedelta(minutes=1)
"""Precision of a session's and a key's last use: finer would write at each request."""


def spend(spent_until: datetime | None, now: datetime, limit: Limit) -> tuple[datetime, timedelta | None]:
    """One attempt under a limit (generic cell rate algorithm).

    Returns the instant until which all attempts are worked off, and `None`; or, when there is no attempt
    left, the unchanged instant and how long to wait for the next one.
    """
    begin = max(spent_until or now, now)
    after = begin + limit.cost
    if after - now > limit.period:
        return begin, after - now - limit.period
    return after, None


def is_stepped_up(stepped_up_at: datetime | None, now: datetime) -> bool:
    """Whether the user proved recently enough who they are to do what is sensitive."""
    return stepped_up_at is not None and now - stepped_up_at < STEP_UP_LIFE
