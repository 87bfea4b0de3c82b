"""Guests and owners (contract A4, A5): how long invitations and offers of a transfer last, how they end."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from terms.calendar import end_of_period, local_date, start_of_day

INVITATION_DAYS = 7
TRANSFER_DAYS = 7
REMINDER_DAYS = 2
"""Before the last day ends."""
REMINDER_HOUR = time(9)


class InvitationState(StrEnum):
    """Where an invitation stands; all but `PENDING` are final."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REVOKED = "revoked"
    EXPIRED = "expired"


class TransferState(StrEnum):
    """Where the offer of a business's ownership stands; all but `OFFERED` are final."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class MembersRefusal(StrEnum):
    """Why something about members is refused; each value ends the `type` of the API's problem."""

    INVITATION_ACCEPTED = "invitation-accepted"
    INVITATION_DECLINED = "invitation-declined"
    INVITATION_REVOKED = "invitation-revoked"
    INVITATION_EXPIRED = "invitation-expired"
    INVITATION_FOR_ANOTHER = "invitation-for-another"
    ALREADY_MEMBER = "already-member"
    ALREADY_REGISTERED = "already-registered"
    TRANSFER_ACCEPTED = "transfer-accepted"
    TRANSFER_DECLINED = "transfer-declined"
    TRANSFER_WITHDRAWN = "transfer-withdrawn"
    TRANSFER_EXPIRED = "transfer-expired"
    NOT_A_MEMBER = "not-a-member"
    BUSINESS_LIMITED = "business-limited"
    """The business's service is limited or has ended: it takes in nobody (contract S16, S17)."""


def refuse_invitation(state: InvitationState) -> MembersRefusal | None:
    """Why an invitation can no longer be answered, renewed or revoked; `None` while it is pending."""
    return None if state is InvitationState.PENDING else MembersRefusal(f"invitation-{state.value}")


def refuse_transfer(state: TransferState) -> MembersRefusal | None:
    """Why an offer can no longer be answered or withdrawn; `None` while it is open."""
    return None if state is TransferState.OFFERED else MembersRefusal(f"transfer-{state.value}")


def transfer_deadline(at: datetime, zone: str) -> datetime:
    """Exclusive end of an offer made at `at` (contract C2)."""
    return end_of_period(at, TRANSFER_DAYS, zone)


def invitation_deadline(at: datetime, zone: str) -> datetime:
    """Exclusive end of an invitation made or renewed at `at` (contract C2)."""
    return end_of_period(at, INVITATION_DAYS, zone)


def reminder_instant(deadline: datetime, zone: str) -> datetime:
    """When whoever has not answered yet is reminded: in the morning, `REMINDER_DAYS` before the deadline."""
    midnight = start_of_day(local_date(deadline, zone) - timedelta(days=REMINDER_DAYS), zone)
    local = midnight.astimezone(ZoneInfo(zone))
    return local.replace(hour=REMINDER_HOUR.hour, minute=REMINDER_HOUR.minute).astimezone(midnight.tzinfo)
