"""The simulated now: that of the one subscription whose clock is moved, never going back."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta


class SimulatedClock:
    """How far the simulation is ahead of the wall clock. What somebody does happens at one instant of it.

    `leader` is the id of the workflow that it follows.
    """

    def __init__(self) -> None:
        self.ahead = timedelta()
        self.leader: str | None = None
        self._held: datetime | None = None

    def begin(self) -> None:
        """With another customer, now by the wall clock."""
        self.ahead, self.leader = timedelta(), None

    def follow(self, workflow_id: str | None, ahead: timedelta) -> None:
        """An activity of a workflow said how far it is."""
        if workflow_id is not None and workflow_id == self.leader:
            self.ahead = max(self.ahead, ahead)

    def running(self) -> datetime:
        """The instant, going on while something is done."""
        return datetime.now(UTC) + self.ahead

    def now(self) -> datetime:
        """The instant at which somebody acts, or the running one."""
        return self._held or self.running()

    def seconds(self) -> float:
        """The running instant in seconds since 1970, as the payment gateway wants it."""
        return time.time() + self.ahead.total_seconds()

    @contextmanager
    def at(self, instant: datetime) -> Iterator[None]:
        """Whoever asks within is told this instant."""
        self.ahead = max(self.ahead, instant - datetime.now(UTC))
        self._held = instant
        try:
            yield
        finally:
            self._held = None
