"""What `RegistrationRecords` is asked and answers."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class RegistrationPlan:
    """What the workflow needs to know. `known_user_id` is set when the address belongs to a user already."""

    registration_id: str
    requested_at: datetime
    verified: bool
    known_user_id: str | None


@dataclass(frozen=True)
class LinkRenewal:
    """Makes the registration's link its `number`th one, valid from `at`. The first is number 1."""

    registration_id: str
    number: int
    at: datetime
