"""What `StaffRecords` is asked and answers: ids and instants, no names, no addresses, no reasons."""

from dataclasses import dataclass, field
from datetime import datetime

from terms.staff import DecisionState, StaffInvitationState


@dataclass(frozen=True)
class StaffInvitationPlan:
    """An invitation as it stands. `deciders` can be the second person; `told` asked or agreed."""

    invitation_id: str
    state: StaffInvitationState
    expires_at: datetime
    deciders: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    event_id: str | None = None
    """Of the dated leaving that came with the acceptance."""


@dataclass(frozen=True)
class StaffDeadline:
    """The time of a row has come, at `at` by the clock of its workflow."""

    about_id: str
    at: datetime


@dataclass(frozen=True)
class DecisionPlan:
    """What awaits a second person, as it stands. `told` learn what was decided.

    `member_id` is whose roles it is about.
    """

    about_id: str
    state: DecisionState
    expires_at: datetime
    deciders: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    member_id: str | None = None
    subscription_id: str | None = None
    """The contract that it is about, which is then asked to act (contract S8, S13)."""


@dataclass(frozen=True)
class LeavingPlan:
    """A leaving as it stands. `due` is when, and null once it was taken back or replaced by another.

    `administrators` can let staff in and out.
    """

    event_id: str
    user_id: str
    due: datetime | None
    left: bool
    administrators: list[str] = field(default_factory=list)
