"""What `DepartureRecords` answers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DeparturePlan:
    """`withdrawn`: the owner ended the access; otherwise the guest left."""

    departure_id: str
    withdrawn: bool
