"""Requests of data subjects: which rights, until when what is done, and how a request ends (contract P6, P7).

A request is filed when it reaches the holder. It is passed on to each controller whose envelopes name the
person; where the holder is the controller itself, it answers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from terms.deadlines import DeadlineKind, due_at, warnings
from terms.mail import looks_for_returned
from terms.working_days import WorkingCalendar

CONFIRM_WITHIN = timedelta(days=5)
"""How long the mailed link works that shows that the address is the person's."""
CONFIRM_REMINDER = timedelta(days=2)
"""When they are reminded of it."""
PASS_ON_AHEAD = timedelta(hours=12)
"""So long before the deadline what is known goes to the controllers, while people still read their mail."""
ANSWERED_KEPT = timedelta(days=3 * 365)
"""How long what a request said is kept once it has ended: as long as an infringement can be pursued
(Spanish data-protection act LOPDGDD, art. 72).
"""


ANSWERED_AGAIN_WITHIN = timedelta(days=90)
"""So long after it was found that the person did not get an answer it can be given again by mail."""


class Right(StrEnum):
    """What a person may ask for."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    OBJECTION = "objection"
    RESTRICTION = "restriction"
    PORTABILITY = "portability"
    NO_AUTOMATED_DECISION = "no_automated_decision"


ARTICLES: Mapping[Right, str] = MappingProxyType(
    {
        Right.ACCESS: "15",
        Right.RECTIFICATION: "16",
        Right.ERASURE: "17",
        Right.RESTRICTION: "18",
        Right.PORTABILITY: "20",
        Right.OBJECTION: "21",
        Right.NO_AUTOMATED_DECISION: "22",
    }
)
"""Of the GDPR."""


class RequestChannel(StrEnum):
    """How a request came."""

    FORM = "form"
    EMAIL = "email"
    LETTER = "letter"
    PHONE = "phone"
    IN_PERSON = "in_person"


class RequesterIdentity(StrEnum):
    """Whether it is shown that the request is the person's own."""

    PENDING = "pending"
    MAILBOX = "mailbox"
    """Whoever reads the mail of the address under which the data is kept confirmed it."""
    DOCUMENTS = "documents"
    """The dpo is convinced by documents."""
    REFUSED = "refused"
    """The dpo is not."""


SHOWN = frozenset({RequesterIdentity.MAILBOX, RequesterIdentity.DOCUMENTS})


class RequestState(StrEnum):
    """Where a request stands."""

    RECEIVED = "received"
    """Not passed on yet: the person has still to be identified."""
    IN_HAND = "in_hand"
    """Passed on; somebody has still to answer."""
    RESOLVED = "resolved"
    UNANSWERED = "unanswered"
    """Over: some controller has told nothing in all the time that the law gives."""
    LAPSED = "lapsed"
    """Never confirmed, and nothing here is of that address."""
    WITHDRAWN = "withdrawn"
    """Whoever reads the address's mail did not ask for it."""


ENDED = frozenset(RequestState) - {RequestState.RECEIVED, RequestState.IN_HAND}
FORGOTTEN = frozenset({RequestState.LAPSED, RequestState.WITHDRAWN})
"""Nobody's request: what was said in it is not kept."""


class RequestOutcome(StrEnum):
    """How a controller decided."""

    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"


class Step(StrEnum):
    """What is told by date, once each."""

    REMIND_PERSON = "remind_person"
    REMIND_CONTROLLERS = "remind_controllers"
    HALF = "half"
    THREE_QUARTERS = "three_quarters"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Dates:
    """The dates of a request, all counted from its filing; each is the first instant that is too late."""

    received_at: datetime
    pass_on_due: datetime
    answer_due: datetime
    longest_due: datetime
    """With the one extension (GDPR art. 12.3)."""


@dataclass(frozen=True)
class Facts:
    """What the rules need to know of a request."""

    dates: Dates
    by_form: bool
    identity: RequesterIdentity
    confirm_until: datetime | None
    """When the mailed link ends; none where nobody is asked to confirm."""
    withdrawn: bool
    passed_on_at: datetime | None
    controllers: int
    unanswered: int
    """Controllers that have told no answer."""
    own_open: bool
    """The holder is a controller too, and has still to answer."""
    extended: bool
    """The holder has taken the longest time for its own answer."""

    @property
    def own_due(self) -> datetime:
        """When the holder's own answer is due."""
        return self.dates.longest_due if self.extended else self.dates.answer_due


def dates_of(received_at: datetime, calendar: WorkingCalendar, zone: str) -> Dates:
    """The dates of a request filed then; raises `ValueError` for an instant without a time zone."""
    return Dates(
        received_at,
        due_at(DeadlineKind.REQUEST_TO_CONTROLLER, received_at, calendar, zone),
        due_at(DeadlineKind.REQUEST_RESOLUTION, received_at, calendar, zone),
        due_at(DeadlineKind.REQUEST_EXTENDED_RESOLUTION, received_at, calendar, zone),
    )


def passed_on_at_latest(dates: Dates) -> datetime:
    """When the controllers are told whatever is known then, the person identified or not."""
    return dates.pass_on_due - PASS_ON_AHEAD


def is_to_pass_on(facts: Facts, now: datetime) -> bool:
    """Whether the controllers are told now: at once when identity is decided, else at the latest moment.

    A form that nobody confirmed and that concerns no controller goes to nobody.
    """
    if facts.passed_on_at is not None or facts.withdrawn:
        return False
    if facts.identity is not RequesterIdentity.PENDING:
        return True
    nobodys = facts.by_form and facts.controllers == 0
    return not nobodys and now >= passed_on_at_latest(facts.dates)


def has_own_part(*, user_known: bool, controllers: int, by_form: bool, identity: RequesterIdentity) -> bool:
    """Whether the holder answers as controller: its own user asks, or nobody else could answer.

    What came by the form is a request only once somebody has confirmed it.
    """
    asked = not by_form or identity is not RequesterIdentity.PENDING
    return asked and (user_known or controllers == 0)


def state_of(facts: Facts, now: datetime) -> RequestState:
    """The state that a request has by what is known of it."""
    if facts.passed_on_at is None:
        return _state_before(facts, now)
    if facts.own_open or (facts.unanswered and now < facts.dates.longest_due):
        return RequestState.IN_HAND
    return RequestState.UNANSWERED if facts.unanswered else RequestState.RESOLVED


def steps_due(facts: Facts, now: datetime) -> frozenset[Step]:
    """What should have been told by now. Later steps of the same kind make earlier ones needless."""
    return frozenset(step for step, at in _told(facts) if at <= now)


def next_date(facts: Facts, now: datetime, *, returned: bool = True) -> datetime | None:
    """When to look again. None: only people can move it, as with an answer of the holder that is late.

    `returned`: whether it is looked for notices that came back, too.
    """
    dates = [at for _, at in _told(facts)]
    if facts.passed_on_at is None:
        dates.append(passed_on_at_latest(facts.dates))
        if facts.confirm_until is not None:
            dates.append(facts.confirm_until)
    elif facts.unanswered:
        dates.append(facts.dates.longest_due)
        dates += looks_for_returned(facts.passed_on_at) if returned else ()
    return min((at for at in dates if at > now), default=None)


def next_due(facts: Facts, now: datetime) -> datetime | None:
    """The earliest date by which the law wants something done that is not done yet; it may be over."""
    dates, dues = facts.dates, []
    if facts.passed_on_at is None and not facts.withdrawn:
        dues.append(dates.pass_on_due)
    elif facts.unanswered:
        dues.append(dates.answer_due if now < dates.answer_due else dates.longest_due)
    if facts.own_open:
        dues.append(facts.own_due)
    return min(dues, default=None)


def look_at(told: Iterable[datetime], unreached: Iterable[datetime], now: datetime) -> datetime | None:
    """When it is next to be looked at what the person was told: it may come back, and what did may be said
    again. `told` and `unreached` are when each answer was taken, or found not to have arrived.
    """
    dates = [look for at in told for look in looks_for_returned(at)]
    dates += [at + ANSWERED_AGAIN_WITHIN for at in unreached]
    return min((at for at in dates if at > now), default=None)


def may_answer_again(unreached_at: datetime | None, now: datetime) -> bool:
    """Whether an answer can be given anew: the person did not get the last one."""
    return unreached_at is not None and now < unreached_at + ANSWERED_AGAIN_WITHIN


def may_withdraw(state: RequestState, identity: RequesterIdentity) -> bool:
    """Whether the mailbox can still say that it was not its request."""
    return state is RequestState.RECEIVED and identity is RequesterIdentity.PENDING


def may_answer(outcome: RequestOutcome, identity: RequesterIdentity) -> bool:
    """Whether the holder may answer so: it grants nothing to somebody who is not identified."""
    return outcome is RequestOutcome.REFUSED or identity in SHOWN


def may_extend(dates: Dates, *, own_open: bool, extended: bool, now: datetime) -> bool:
    """Whether the holder may still take two months more, once, by telling so within the first month."""
    return own_open and not extended and now < dates.answer_due


def _state_before(facts: Facts, now: datetime) -> RequestState:
    if facts.withdrawn:
        return RequestState.WITHDRAWN
    over = facts.confirm_until is not None and now >= facts.confirm_until
    if over and facts.by_form and facts.identity is RequesterIdentity.PENDING and facts.controllers == 0:
        return RequestState.LAPSED
    return RequestState.RECEIVED


def _told(facts: Facts) -> list[tuple[Step, datetime]]:
    """Steps that the request is to have, with their dates."""
    dates, found = facts.dates, []
    if (
        facts.identity is RequesterIdentity.PENDING
        and facts.confirm_until is not None
        and not facts.withdrawn
    ):
        found.append((Step.REMIND_PERSON, facts.confirm_until - CONFIRM_WITHIN + CONFIRM_REMINDER))
    remind_at = warnings(dates.received_at, dates.answer_due)[1]
    if facts.unanswered and facts.passed_on_at is not None and facts.passed_on_at < remind_at:
        found.append((Step.REMIND_CONTROLLERS, remind_at))
    if facts.own_open:
        half, three_quarters = warnings(dates.received_at, facts.own_due)
        found += [
            (Step.HALF, half),
            (Step.THREE_QUARTERS, three_quarters),
            (Step.OVERDUE, facts.own_due),
        ]
    return found
