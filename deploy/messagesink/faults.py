"""What goes wrong when tests want it to, and how many more times. All off by default."""

import asyncio
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Times = Annotated[int, Field(ge=0)]


class Faults(BaseModel):
    """Switches, set by `POST /faults`; counted ones wear off with use."""

    model_config = ConfigDict(extra="forbid")

    refuse_next: Times = 0
    """So many next sends are answered with `refuse_status` and not taken."""
    refuse_status: Annotated[int, Field(ge=400, le=599)] = 503
    lose_answers: Times = 0
    """So many next sends are taken and their connection dropped without an answer."""
    hold_reports: bool = False
    """Nothing is told of what becomes of messages."""


class FaultSwitches:
    """The faults in force."""

    def __init__(self) -> None:
        self.now = Faults()
        self.reporting = asyncio.Event()
        self.reporting.set()

    def set(self, faults: Faults) -> None:
        """Replaces all switches."""
        self.now = faults
        if faults.hold_reports:
            self.reporting.clear()
        else:
            self.reporting.set()

    def use_refusal(self) -> bool:
        """Uses up one refusal; whether there was one."""
        left = self.now.refuse_next
        self.now.refuse_next = max(left - 1, 0)
        return left > 0

    def use_loss(self) -> bool:
        """Uses up one lost answer; whether there was one."""
        left = self.now.lose_answers
        self.now.lose_answers = max(left - 1, 0)
        return left > 0
