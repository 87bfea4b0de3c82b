"""Faults that tests switch on by HTTP: refusals, slowness, lost answers, unruly webhooks."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Times = Annotated[int, Field(ge=0)]


class Faults(BaseModel):
    """What goes wrong, and how many more times. All off by default."""

    model_config = ConfigDict(extra="forbid")

    refuse_next: Times = 0
    """So many next calls that change something are answered with `refuse_status` and have no effect."""
    refuse_status: Annotated[int, Field(ge=400, le=599)] = 503
    delay_seconds: Annotated[float, Field(ge=0)] = 0
    """Every call takes so much longer."""
    lose_answers: Times = 0
    """So many next calls take effect, and their connection is cut without an answer."""
    drop_requests: Times = 0
    """So many next calls have their connection cut without an effect."""
    keys_kept_seconds: Annotated[float, Field(ge=0)] = 24 * 3600
    """So long an idempotency key is remembered; then the same request acts once more, as with Stripe."""
    settle_seconds: Annotated[float, Field(ge=0)] = 0
    """Charges stay `processing` so long before they are final."""
    hold_webhooks: bool = False
    """Events queue up and are not sent."""
    repeat_webhooks: Times = 0
    """Every event is sent so many more times."""
    reverse_webhooks: bool = False
    """Due events come newest first."""


class FaultSwitches:
    """The faults in force. Counted ones wear off with use."""

    def __init__(self) -> None:
        self.now = Faults()

    def use(self, name: str) -> bool:
        """Uses up one of a counted fault; whether there was one."""
        left: int = getattr(self.now, name)
        if left > 0:
            setattr(self.now, name, left - 1)
        return left > 0
