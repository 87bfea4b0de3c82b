"""Faults that tests switch on by HTTP: refusals, slowness, lost answers, unruly webhooks."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Times = Annotated[int, Field(ge=0)]


class Faults(BaseModel):
    """What goes wrong, and how many more times. All off by default."""

    model_config = ConfigDict(extra="forbid")

    refuse_next: Times = 0
    """So many next sends are answered with `refuse_status` and not accepted."""
    refuse_status: Annotated[int, Field(ge=400, le=599)] = 503
    retry_after: str | None = None
    """`Retry-After` of those answers."""
    delay_seconds: Annotated[float, Field(ge=0)] = 0
    """Every send takes so much longer before it is looked at."""
    delay_answer_seconds: Annotated[float, Field(ge=0)] = 0
    """Every send takes so much longer after it was accepted."""
    lose_answers: Times = 0
    """So many next sends are accepted and their connection dropped without an answer."""
    drop_requests: Times = 0
    """So many next sends have their connection dropped without being accepted."""
    search_status: Annotated[int, Field(ge=400, le=599)] | None = None
    """The Email Activity feed answers with this (403: not bought by the account)."""
    hide_from_search_seconds: Annotated[float, Field(ge=0)] = 0
    """The feed finds a message only so long after it was accepted."""
    hold_webhooks: bool = False
    """Events queue up and are not sent."""
    repeat_webhooks: Times = 0
    """Every event is sent so many more times."""
    reverse_webhooks: bool = False
    """Events of a batch come newest first."""
    webhooks_one_by_one: bool = False
    """Each event comes in a request of its own."""


class FaultSwitches:
    """The faults in force. Counted ones wear off with use."""

    def __init__(self) -> None:
        self.now = Faults()

    def set(self, faults: Faults) -> None:
        """Replaces all switches."""
        self.now = faults

    def use(self, name: str) -> bool:
        """Uses up one of a counted fault; whether there was one."""
        left: int = getattr(self.now, name)
        if left > 0:
            setattr(self.now, name, left - 1)
        return left > 0
