"""What a notice says besides its date: the amount it is about, and what comes next (contract S21)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from terms.money import total
from terms.payments import is_waived
from terms.subscription_course import Course, course_of
from terms.subscription_notices import NoticeKind
from terms.timeline import timeline
from terms.timeline_bills import noticed_end
from terms.timeline_values import ChargeKind, Deadline, Scenario

_RENEWALS = (ChargeKind.RENEWAL, ChargeKind.EXTRA_MONTH)
_OWING = (NoticeKind.LIMITED_UNPAID, NoticeKind.GRACE_ENDING, NoticeKind.END_PUT_OFF)
_BEFORE_RENEWAL = (
    NoticeKind.CONTRACTED,
    NoticeKind.RESTORED,
    NoticeKind.DEBT_WAIVED,
    NoticeKind.CONTINUED,
    NoticeKind.PLAN_CHANGED,
)


@dataclass(frozen=True)
class Particulars:
    """`amount` in euros, VAT included; `then` is the instant that follows, with what is charged there."""

    amount: Decimal | None = None
    then: datetime | None = None
    then_amount: Decimal | None = None


def particulars(kind: NoticeKind, about: datetime, scenario: Scenario, now: datetime) -> Particulars:
    """What a scenario says of a notice about `about`, told at `now`."""
    course = course_of(scenario)
    if kind is NoticeKind.RENEWAL_AHEAD:
        end = noticed_end(scenario, now)
        return Particulars(_charged_at(course, about), end.at)
    if kind in _OWING:
        owed = total(charge.amount.gross for charge in course.due(now))
        return Particulars(owed, timeline(scenario).deadlines.get(Deadline.GRACE_ENDS))
    if kind in _BEFORE_RENEWAL:
        amount = (
            _charged_at(course, scenario.selected_at, first=True) if kind is NoticeKind.CONTRACTED else None
        )
        renewal = _next_renewal(course, now)
        return Particulars(amount, renewal, _charged_at(course, renewal) if renewal else None)
    if kind is NoticeKind.ENDED_UNPAID:
        claim = timeline(scenario).claim
        return Particulars(claim.principal + claim.interest if claim else None)
    if kind is NoticeKind.WITHDRAWN:
        refunds = timeline(scenario).refunds
        return Particulars(
            total(one.gross for one in refunds if not is_waived(one.gross)) or None,
            course.end.downloads_end if course.end else None,
        )
    return Particulars(
        then=course.end.downloads_end if course.end and course.end.downloads_end != about else None
    )


def _next_renewal(course: Course, now: datetime) -> datetime | None:
    """When the fee is charged next; none after an end that is agreed."""
    starts = (one.window.start for one in course.settlement.charges if one.kind in _RENEWALS)
    return min((at for at in starts if at > now), default=None)


def _charged_at(course: Course, at: datetime, *, first: bool = False) -> Decimal | None:
    """Everything that falls due together at an instant, or with the selection."""
    charges = (
        one.amount.gross
        for one in course.settlement.charges
        if (one.kind is ChargeKind.FIRST if first else one.window.start == at)
    )
    owed = total(charges)
    return None if is_waived(owed) else owed
