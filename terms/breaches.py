"""Personal-data breaches: what is told to whom, and when at the latest (contract P8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from terms.roles import Permission, StaffRole, staff_permissions

NOTICE_AHEAD = timedelta(hours=6)
"""So long before the deadline what is known goes out by itself: a mail provider may be away for hours."""
LAST_CALL = timedelta(hours=1)
"""So long before the deadline people are called about controllers to whom no mail has left."""
FIRST_TRY = timedelta(minutes=15)
"""So long mails to controllers found later may take before people are called about them."""


class BreachState(StrEnum):
    """Where a breach stands."""

    ASSESSING = "assessing"
    """No controller has been told yet."""
    NOTIFIED = "notified"
    """Every controller was told what was known; further information may follow in stages."""
    UNLIKELY = "unlikely"
    """Closed without notice: a risk to people is unlikely, by the decision of two persons."""
    CLOSED = "closed"


ENDED = frozenset({BreachState.UNLIKELY, BreachState.CLOSED})


def sent_at_latest(due_at: datetime) -> datetime:
    """When the notices go out if nobody has sent them before; they say what is known then."""
    return due_at - NOTICE_AHEAD


def called_at(due_at: datetime) -> datetime:
    """When people learn of controllers that know nothing yet, so that they tell them another way."""
    return due_at - LAST_CALL


def called_of_late_at(due_at: datetime, begun_at: datetime) -> datetime:
    """The same for controllers that were found when the others had been told; often their deadline is over
    by then. `begun_at` is when they began to be told.
    """
    return max(called_at(due_at), begun_at + FIRST_TRY)


def may_approve(proposer: str, approver: str) -> bool:
    """Whether somebody can be the second person of "a risk is unlikely"."""
    return proposer != approver


def may_be_in_charge(roles: Iterable[StaffRole]) -> bool:
    """Whether somebody with these roles can do what a breach takes: who is warned has to be able to act."""
    return Permission.INCIDENTS_CHANGE in staff_permissions(frozenset(roles))


def may_close(
    state: BreachState,
    *,
    newest: int,
    told: int,
    unreached: int,
    authority_told: bool,
    drill: bool,
    behind: int = 0,
) -> bool:
    """Whether nothing is left to do: all controllers know the newest assessment, and the authority knows.

    `newest` and `told` are numbers of assessments, `unreached` counts controllers that the newest notice did
    not reach and nobody told of as much another way, `behind` those that were found when the others had been
    told. A drill tells no authority.
    """
    all_know = newest > 0 and told >= newest and not unreached and not behind
    return state is BreachState.NOTIFIED and all_know and (authority_told or drill)


class FilingKind(StrEnum):
    """What a notification to the authority is (GDPR art. 33.4)."""

    INITIAL = "initial"
    COMPLETE = "complete"
    ADDITIONAL = "additional"
    """Completes one that was filed."""


class Effect(StrEnum):
    """Which quality of the data was breached."""

    CONFIDENTIALITY = "confidentiality"
    INTEGRITY = "integrity"
    AVAILABILITY = "availability"


class Origin(StrEnum):
    """Where a breach came from."""

    INTERNAL = "internal"
    EXTERNAL = "external"


class Intent(StrEnum):
    """Whether somebody meant it."""

    ACCIDENTAL = "accidental"
    DELIBERATE = "deliberate"


class Severity(StrEnum):
    """How much people may suffer from it."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    VERY_HIGH = "very_high"


@dataclass(frozen=True)
class AuthorityFacts:
    """What the authority's form asks for besides an assessment; what is unknown is left out."""

    began_at: datetime | None = None
    ended_at: datetime | None = None
    """When it was resolved; unset while it goes on, or where that is not known."""
    effects: tuple[Effect, ...] = ()
    origin: Origin | None = None
    intent: Intent | None = None
    severity: Severity | None = None
    encrypted: bool | None = None
    """Whether the data was unreadable to whoever got it."""
    minors: bool | None = None
    special_categories: bool | None = None
    """Whether data of GDPR art. 9 or 10 is concerned."""
    people_informed: bool | None = None
    """Whether the people concerned were told, or will be (art. 34)."""
    other_countries: tuple[str, ...] = ()
    """Other states of the European Economic Area with people concerned (ISO 3166)."""
    delay_reason: str | None = None
    """Why it is notified after 72 hours."""


_NEEDED = ("began_at", "effects", "origin", "intent", "severity", "encrypted", "minors", "special_categories")


def missing_facts(facts: AuthorityFacts, *, assessed: bool, late: bool) -> tuple[str, ...]:
    """What has to follow in a further notification, by name (GDPR art. 33.4)."""
    missing = [name for name in _NEEDED if getattr(facts, name) in (None, ())]
    if not assessed:
        missing.insert(0, "assessment")
    if late and not facts.delay_reason:
        missing.append("delay_reason")
    return tuple(missing)


def filing_kind(reference: str | None, missing: tuple[str, ...]) -> FilingKind:
    """Additional once one was filed; complete where nothing is missing; otherwise the initial one."""
    if reference is not None:
        return FilingKind.ADDITIONAL
    return FilingKind.INITIAL if missing else FilingKind.COMPLETE
