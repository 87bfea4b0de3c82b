"""What becomes of a subscription, dated and to the cent: chapter S of the contract applied to a scenario.

Where the contract is silent, these readings hold:

- a payment at the very instant at which day 5 ends comes in time, one at that at which grace ends does not;
- a charge that a withdrawal, or the end of grace, comes before is never paid; what is claimed is the debt of
  the month that was not paid, and no use that had not been billed by then (S8, S14);
- use of the last month of service is billed after its end, and can fall into non-payment like any other (S6);
- a late notice within a prepaid period, when the end of the month is asked for, costs nothing more (S11);
- a cancellation that non-payment overtakes before it shows has no date any more (S12);
- a bill of nothing is not made; one too small for the gateway to take is waived, whatever the card does;
- what an upgrade left of an earlier plan's price and no charge has used is given back when the service ends
  by notice (S15);
- a hold puts off the end over a debt; a period that passes whole meanwhile had no service and is not charged,
  and a month whose own grace ends before it can be paid has 30 days from when it can (S7, S8);
- where the holder decides case by case, the contract goes on unpaid until somebody has (S8);
- a debt given up is not owed from then on: the service is back, and nothing is claimed (S8).
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from terms.payments import is_waived
from terms.plans import CustomerKind
from terms.retention import purge_dates
from terms.subscription import DownloadReason
from terms.subscription_course import Course, course_of
from terms.subscription_ending import End, withdrawal_end
from terms.subscription_refunds import refund_at
from terms.timeline_bills import agreed_end, bills
from terms.timeline_settlement import gross_of
from terms.timeline_values import Deadline, PlanFrom, Refund, Scenario, StandingFrom, Timeline


def timeline(scenario: Scenario) -> Timeline:
    """Charges, states, refunds, claim, deadlines and purge dates of a scenario (contract S1–S18).

    What lies beyond the horizon follows from the months that open before it, taking later ones as paid.
    """
    course = course_of(_with_waivers(scenario))
    standings = tuple(course.standings())
    default = course.settlement.default
    return Timeline(
        charges=course.settlement.charges,
        states=tuple(begun for begun in standings if begun.at < scenario.until),
        refunds=tuple(_refunds(course, standings)),
        claim=None if default is None else default.claim,
        deadlines=dict(_deadlines(course, standings)),
        purge=None if course.blocked_at is None else purge_dates(course.blocked_at, scenario.zone),
        plans=tuple(plan for plan in _plans(course) if plan.at < scenario.until),
    )


def _with_waivers(scenario: Scenario) -> Scenario:
    """The same, with no payment to wait for where a bill is waived when its time comes."""
    waived = {
        bill.month
        for bill in bills(scenario, agreed_end(scenario))
        if not bill.at_once and bill.month in scenario.payments and is_waived(gross_of(scenario, bill))
    }
    owed = {month: at for month, at in scenario.payments.items() if month not in waived}
    return replace(scenario, payments=owed) if waived else scenario


def _plans(course: Course) -> Iterator[PlanFrom]:
    """The plans that come into force before the service ends (contract S15)."""
    ends_at = course.blocked_at if course.end is None else course.end.at
    for phase in course.scenario.phases:
        if phase.change is None or phase.agreed is None:
            continue
        if ends_at is None or phase.begins_at < ends_at:
            yield PlanFrom(phase.begins_at, phase.agreed.at, phase.change.kind, phase.plan)


def _took_effect(course: Course, standings: tuple[StandingFrom, ...]) -> End | None:
    """The agreed end, unless the contract ended unpaid without ever coming to it (contract S12)."""
    reasons = {begun.standing.reason for begun in standings}
    return course.end if course.end is not None and course.end.reason in reasons else None


def _refunds(course: Course, standings: tuple[StandingFrom, ...]) -> Iterator[Refund]:
    """After a withdrawal all that was paid (S14); after a notice what was paid for nothing (S13, S15)."""
    end = _took_effect(course, standings)
    if end is None:
        return
    gross = refund_at(course, end)
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
