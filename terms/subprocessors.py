"""Sub-processors: how one comes into the register, and for whom it may work (contract P4)."""

from datetime import datetime
from enum import StrEnum


class SubprocessorState(StrEnum):
    """Where a sub-processor stands."""

    ANNOUNCING = "announcing"
    """Controllers are being told, each with a period of its own."""
    ANNOUNCED = "announced"
    """All were told; the last period runs."""
    CURRENT = "current"
    WITHDRAWN = "withdrawn"
    """Never worked: the holder gave the change up."""
    ENDED = "ended"


class OutsideService(StrEnum):
    """The service's neighbours that may be another company's."""

    MAIL = "mail"
    MESSAGING = "messaging"
    STORAGE = "storage"
    HOSTING = "hosting"
    SIGNING = "signing"


UNDER_WAY = frozenset({SubprocessorState.ANNOUNCING, SubprocessorState.ANNOUNCED})


def may_work(
    state: SubprocessorState, due_at: datetime | None, objected_at: datetime | None, at: datetime
) -> bool:
    """Whether a sub-processor may be given a controller's data at an instant (contract P4).

    `due_at` ends the controller's own period; `None` where it contracted with the sub-processor already in
    the register. An objection counts whenever it came in that period, and stays until it is taken back.
    """
    if state is not SubprocessorState.CURRENT or (due_at is not None and at < due_at):
        return False
    return objected_at is None


def may_object(state: SubprocessorState, due_at: datetime | None, at: datetime) -> bool:
    """Whether a controller's objection is in time."""
    return state in UNDER_WAY and due_at is not None and at < due_at
