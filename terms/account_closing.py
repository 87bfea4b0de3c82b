"""Closing one's own account: what stands against it, and what is kept of it and why (GDPR art. 17.3.b)."""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from terms.calendar import HOLDER_ZONE
from terms.retention import RETENTION, DataClass, purge_dates


class ClosingObstacle(StrEnum):
    """Why an account cannot be closed now."""

    OWNS_BUSINESS = "owns_business"
    WORKS_FOR_HOLDER = "works_for_holder"


class KeptOfAccount(StrEnum):
    """What outlives an account, under an id that names nobody any more."""

    ACCEPTANCES = "acceptances"
    ACTIVITY = "activity"
    SIGNED = "signed"


KEPT_AS: Mapping[KeptOfAccount, DataClass] = MappingProxyType(
    {
        KeptOfAccount.ACCEPTANCES: DataClass.CONTRACT_AND_BILLING,
        KeptOfAccount.ACTIVITY: DataClass.TECHNICAL_LOGS,
        KeptOfAccount.SIGNED: DataClass.DOCUMENTS_AND_EVIDENCE,
    }
)
"""What is kept belongs to a class of data, with its period and the law that asks for it (contract S18)."""


def obstacles_to_closing(
    *, owns_running_business: bool, works_for_holder: bool
) -> Collection[ClosingObstacle]:
    """What stands against it: a business never stands without an owner, and staff leave first (A5, M2)."""
    raised = {
        ClosingObstacle.OWNS_BUSINESS: owns_running_business,
        ClosingObstacle.WORKS_FOR_HOLDER: works_for_holder,
    }
    return [obstacle for obstacle, is_raised in raised.items() if is_raised]


def years_kept(what: KeptOfAccount) -> int:
    """For how many years what is kept of an account stays."""
    return RETENTION[KEPT_AS[what]].years


def acceptances_end(closed_at: datetime, zone: str = HOLDER_ZONE) -> datetime:
    """The instant (UTC) from which what an account accepted for nobody but itself is destroyed (S18)."""
    return purge_dates(closed_at, zone)[KEPT_AS[KeptOfAccount.ACCEPTANCES]]


def erased_address(user_id: str) -> str:
    """What stands in the place of an address that was erased: nobody's, and no other account's."""
    return f"{user_id}@erased.invalid".lower()
