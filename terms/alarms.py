"""What the service calls its staff for of its own accord (contract M7, M9)."""

from enum import StrEnum

from terms.roles import StaffRole

CALLED = frozenset({StaffRole.OPERATIONS, StaffRole.SECURITY})
"""Whoever has one of these roles is told."""

OFFICER_OR_STAND_IN = (StaffRole.DPO, StaffRole.SECURITY, StaffRole.OPERATIONS)
"""Who is told what awaits the data protection officer: everybody with the first of these roles that anybody
at work has. What nobody is told of would let a legal date pass in silence."""


class AlarmKind(StrEnum):
    """What an alarm is about."""

    FAILED = "failed"
    """A measure was carried out, or tried, and failed."""
    OVERDUE = "overdue"
    """A measure was not carried out when it was due."""
    DETECTED = "detected"
    """Something unusual goes on."""
    EXPIRED = "expired"
    """Something that signatures rest on is no longer valid."""
