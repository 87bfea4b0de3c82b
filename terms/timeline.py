"""What becomes of a subscription, dated and to the cent: chapter S of the contract applied to a scenario.

Where the contract is silent, these readings hold:

- a payment at the very instant at which day 5 ends comes in time, one at that at which grace ends does not;
- a charge that a withdrawal, or the end of grace, comes before is never paid; what is claimed is the debt of
  the month that was not paid, and no use that had not been billed by then (S8, S14);
- use of the last month of service is billed after its end, and can fall into non-payment like any other (S6);
- a late notice within a prepaid period, when the end of the month is asked for, costs nothing more (S11);
- a cancellation that non-payment overtakes before it shows has no date any more (S12);
- a bill of nothing is not made.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from terms.calendar import local_date
from terms.money import taxed, total
from terms.plans import CustomerKind, PlanKind
from terms.retention import purge_dates
from terms.subscription import DownloadReason
from terms.subscription_course import Course, course_of
from terms.subscription_ending import End, unused_part, withdrawal_end
from terms.timeline_values import Deadline, Refund, Scenario, StandingFrom, Timeline


def timeline(scenario: Scenario) -> Timeline:
    """Charges, states, refunds, claim, deadlines and purge dates of a scenario (contract S1–S18).

    What lies beyond the horizon follows from the months that open before it, taking later ones as paid.
    """
    course = course_of(scenario)
    standings = tuple(course.standings())
    default = course.settlement.default
    return Timeline(
        charges=course.settlement.charges,
        states=tuple(begun for begun in standings if begun.at < scenario.until),
        refunds=tuple(_refunds(course, standings)),
        claim=None if default is None else default.claim,
        deadlines=dict(_deadlines(course, standings)),
        purge=None if course.blocked_at is None else purge_dates(course.blocked_at, scenario.zone),
    )


def _took_effect(course: Course, standings: tuple[StandingFrom, ...]) -> End | None:
    """The agreed end, unless the contract ended unpaid without ever coming to it (contract S12)."""
    reasons = {begun.standing.reason for begun in standings}
    return course.end if course.end is not None and course.end.reason in reasons else None


def _refunds(course: Course, standings: tuple[StandingFrom, ...]) -> Iterator[Refund]:
    """After a withdrawal all that was paid (S14); prepaid: the unused part if the holder ends it (S13)."""
    end = _took_effect(course, standings)
    paid = [charge for charge in course.settlement.charges if charge.paid_at is not None]
    if end is None:
        return
    if end.reason is DownloadReason.WITHDRAWN:
        gross = total(charge.amount.gross for charge in paid)
    elif end.reason is DownloadReason.HOLDER_ENDED and course.scenario.plan.kind is PlanKind.PREPAID:
        selected_on = local_date(course.scenario.selected_at, course.scenario.zone)
        unused = unused_part(course.scenario.plan.fee, course.scenario.plan, selected_on, end)
        gross = taxed(unused, course.scenario.vat_rate).gross
    else:
        return
    if gross:
        yield Refund(end.at, gross)


_EFFECTIVE: Mapping[DownloadReason, Deadline] = {
    DownloadReason.CANCELLED: Deadline.CANCELLATION_EFFECTIVE,
    DownloadReason.HOLDER_ENDED: Deadline.HOLDER_END_EFFECTIVE,
}


def _deadlines(course: Course, standings: tuple[StandingFrom, ...]) -> Iterator[tuple[Deadline, datetime]]:
    scenario, end, default = course.scenario, _took_effect(course, standings), course.settlement.default
    if scenario.customer is CustomerKind.CONSUMER:
        yield Deadline.WITHDRAWAL_ENDS, withdrawal_end(scenario.selected_at, scenario.zone)
    if end is not None and end.reason in _EFFECTIVE:
        yield _EFFECTIVE[end.reason], end.at
    if default is not None:
        yield Deadline.GRACE_ENDS, default.at
    elif end is not None:
        yield Deadline.DOWNLOADS_END, end.downloads_end
