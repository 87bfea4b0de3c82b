"""What `RegistrationRecords` answers."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class RegistrationPlan:
    """What the workflow needs to know. `known_user_id` is set when the address belongs to a user already."""

    registration_id: str
    requested_at: datetime
    verified: bool
    known_user_id: str | None
