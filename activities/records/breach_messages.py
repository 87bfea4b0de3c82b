"""What `BreachRecords` is told and answers. Ids, instants and numbers only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from terms.breaches import BreachState


@dataclass(frozen=True)
class BreachPlan:
    """A breach as it stands: what people have asked for, and until when things have to be done."""

    breach_id: str
    drill: bool
    aware_at: datetime
    responsible_id: str
    substitute_id: str
    newest: int
    """Number of the newest assessment; 0 before the first."""
    notify: int
    """Up to which one somebody wants the controllers told."""
    told: int | None
    unlikely: bool
    """Two persons say that a risk to people is unlikely."""
    authority_filed_at: datetime | None
    close_asked: bool
    controllers_due: datetime
    authority_due: datetime
    to_reach: int = 0
    """Controllers whose notice came back and for whom something is still to be done."""
    unreached: int = 0
    """Controllers that their newest notice did not reach, and whom nobody told of as much another way."""
    unreached_of: int = 0
    """Of which assessment they have to be told."""
    untold: int = 0
    """Controllers that know nothing yet, by mail or another way."""
    behind: int = 0
    """Controllers that were found when the others had been told, and no mail has left for yet."""
    unmeasured: bool = False
    """The incident names more than the controllers were counted by."""
    gone: Sequence[str] = ()
    """Who of those in charge can act no more."""
    stand_ins: Sequence[str] = ()
    """Who is warned in their place."""


@dataclass(frozen=True)
class BreachPage:
    """One page of the controllers to tell of an assessment, after the business `after`."""

    breach_id: str
    number: int
    after: str | None = None


@dataclass(frozen=True)
class BreachNotice:
    """Every controller is to know an assessment."""

    breach_id: str
    number: int


@dataclass(frozen=True)
class BreachTold:
    """Where the next page begins; `None` after the last."""

    next: str | None
    unreached: int = 0
    """How many of the page both addresses refused."""


@dataclass(frozen=True)
class BreachRecord:
    """The state that a breach takes; `told` is which assessment all controllers know."""

    breach_id: str
    state: BreachState
    at: datetime
    told: int | None = None
