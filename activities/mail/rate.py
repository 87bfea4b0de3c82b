"""The provider's rate: mails wait their turn in order, and none is lost for being one too many."""

import asyncio
import time
from collections.abc import Callable


class ProviderRate:
    """Spaces calls evenly at `per_second`, with a burst of up to one second's worth after a quiet time.

    One per process: with several workers the provider's own limit (429) sets the pace through `pause`.
    """

    def __init__(self, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` counts seconds, like `time.monotonic`. Raises `ValueError` unless the rate is positive."""
        if per_second <= 0:
            raise ValueError("the rate of mails must be positive")
        self._interval = 1 / per_second
        self._clock = clock
        self._next_turn = clock() - 1

    def take(self) -> float:
        """Books the next turn and says how many seconds from now it is."""
        now = self._clock()
        turn = max(self._next_turn, now - 1)
        self._next_turn = turn + self._interval
        return max(0.0, turn - now)

    def pause(self, seconds: float) -> None:
        """Lets nothing through for so many seconds, because the provider asked for it."""
        self._next_turn = max(self._next_turn, self._clock() + seconds)

    @property
    def paused_for(self) -> float:
        """Seconds until the next free turn, without booking it."""
        return max(0.0, self._next_turn - self._clock())

    async def turn(self) -> None:
        """Waits for this caller's turn."""
        if (wait := self.take()) > 0:
            await asyncio.sleep(wait)
