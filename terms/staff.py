"""The holder's staff (contract M2, M3, P5): how they join, act, and leave."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from terms.calendar import HOLDER_ZONE, end_of_period, local_date, months_later, start_of_day
from terms.roles import POWERFUL_ROLES, StaffRole

STAFF_KEY_MONTHS = 6
"""Staff change their access keys at least this often (contract M3)."""
STAFF_KEY_WARNING = timedelta(days=14)
"""From how long before the end of a password's life it is shown as about to end."""
STAFF_INACTIVE = timedelta(days=30)
"""After how long without use an account of the staff is flagged (contract M2)."""
DECISION_DAYS = 3
"""How many days a second person has to decide what was asked."""
STAFF_INVITATION_DAYS = 7
"""How many days an invitation can be accepted, from when it is mailed."""
ADMINISTRATOR_LINK = timedelta(hours=1)
"""How long the link works that the command for the first administrator makes."""
LEAVING_NOTICE = timedelta(days=7)
"""How long before a dated leaving those who manage staff are reminded of it."""


class StaffInvitationState(StrEnum):
    """Life of an invitation to the staff."""

    AWAITING_CONFIRMATION = "awaiting_confirmation"
    INVITED = "invited"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


OPEN_INVITATIONS = frozenset({StaffInvitationState.AWAITING_CONFIRMATION, StaffInvitationState.INVITED})
"""States from which an invitation can still go on."""


class DecisionState(StrEnum):
    """Life of what a second person decides about."""

    AWAITING = "awaiting_confirmation"
    APPLIED = "applied"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class StaffEventKind(StrEnum):
    """What happens to a member of staff, as their record tells it."""

    JOINED = "joined"
    ROLES_CHANGED = "roles_changed"
    LEAVING_SET = "leaving_set"
    LEAVING_WITHDRAWN = "leaving_withdrawn"
    LEFT = "left"


def needs_second_person(before: frozenset[StaffRole], after: frozenset[StaffRole]) -> bool:
    """Whether going from some roles to others gives a powerful one; taking roles away needs nobody else."""
    return bool((after - before) & POWERFUL_ROLES)


def may_decide(decider: str, asked_by: str | None, about: str | None) -> bool:
    """Whether somebody is a second person: neither who asked nor whom it is about."""
    return decider not in (asked_by, about)


def password_expires_at(changed_at: datetime, zone: str) -> datetime:
    """Instant from which a staff password is good for nothing but being changed (contract M3).

    It is the beginning of the same date six months later in the holder's `zone` (contract C1), so that no key
    ever lives longer than that.
    """
    return start_of_day(months_later(local_date(changed_at, zone), STAFF_KEY_MONTHS), zone)


def password_expired(changed_at: datetime, now: datetime, zone: str) -> bool:
    """Whether a staff password has to be changed before anything else."""
    return now >= password_expires_at(changed_at, zone)


def is_inactive(joined_at: datetime, last_seen_at: datetime | None, now: datetime) -> bool:
    """Whether an account of the staff has not been used for so long that somebody should ask why."""
    return now - (last_seen_at or joined_at) >= STAFF_INACTIVE


def decision_deadline(asked_at: datetime, zone: str = HOLDER_ZONE) -> datetime:
    """Exclusive instant until which a second person can decide."""
    return end_of_period(asked_at, DECISION_DAYS, zone)


def staff_invitation_deadline(invited_at: datetime, zone: str = HOLDER_ZONE) -> datetime:
    """Exclusive instant until which an invitation to the staff can be accepted."""
    return end_of_period(invited_at, STAFF_INVITATION_DAYS, zone)


def leaving_instant(last_day: date, zone: str = HOLDER_ZONE) -> datetime:
    """When the access of somebody who stays until `last_day`, that day included, ends."""
    return start_of_day(last_day + timedelta(days=1), zone)
