"""What the service calls its staff for of its own accord (contract M7, M9)."""

from enum import StrEnum

from terms.roles import StaffRole

CALLED = frozenset({StaffRole.OPERATIONS, StaffRole.SECURITY})
"""Whoever has one of these roles is told."""


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
