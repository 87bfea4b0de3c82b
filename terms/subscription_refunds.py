"""What is given back when a service ends, and of which payments (contract S13–S15).

Where the contract is silent, these readings hold:

- a prepaid period that was changed within is worth what its plan in force costs, since the difference was
  paid; of a fee that was waived or given up nothing is given back;
- money is given back of the fees paid last, as far as they reach, each at the VAT at which it was paid;
- use that was billed is never given back but by a withdrawal.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from terms.calendar import start_of_day
from terms.money import ZERO, taxed, total
from terms.plan_phases import Phase, phase_at
from terms.plans import PlanKind
from terms.subscription import DownloadReason
from terms.subscription_billing import paid_period
from terms.subscription_course import Course, course_of
from terms.subscription_ending import End, unused_part
from terms.timeline_bills import credit_left
from terms.timeline_values import Charge, ChargeKind, Scenario

FEES = frozenset({ChargeKind.FIRST, ChargeKind.RENEWAL, ChargeKind.CHANGE})
"""Charges that pay for a plan ahead."""
REFUND_RULES: Mapping[DownloadReason, str] = {
    DownloadReason.CANCELLED: "S15",
    DownloadReason.HOLDER_ENDED: "S13",
    DownloadReason.WITHDRAWN: "S14",
}
"""By which rule money is given back at an end; at others none is."""


@dataclass(frozen=True)
class ChargedFee:
    """A fee that was paid by a bill, in euros, with its percent of VAT."""

    bill_id: str
    net: Decimal
    vat_rate: Decimal
    gross: Decimal


@dataclass(frozen=True)
class GivenBack:
    """What is given back of a bill, VAT included."""

    bill_id: str
    gross: Decimal


def refund_at(course: Course, end: End) -> Decimal:
    """What is given back at the end of the service, VAT included, whatever the scenario's horizon."""
    if course.scenario.until <= end.at:
        course = course_of(replace(course.scenario, until=end.at + timedelta(days=1)))
    paid = [one for one in course.settlement.charges if one.was_paid]
    if end.reason is DownloadReason.WITHDRAWN:
        return total(one.amount.gross for one in paid)
    return total(part.gross for part in given_back_of(course, end))


def given_back_of(course: Course, end: End) -> tuple[GivenBack, ...]:
    """What is given back of each fee at an end by notice (contract S13, S15)."""
    paid = [one for one in course.settlement.charges if one.was_paid and one.kind in FEES]
    return give_back(owed_back(course, end), [_fee(one, course.scenario) for one in paid])


def owed_back(course: Course, end: End) -> Decimal:
    """Net euros that were paid ahead for nothing, at an end by notice (contract S13, S15).

    A credit that nothing has used and, where the holder ends it, a prepaid plan's unused part.
    """
    if end.reason not in (DownloadReason.CANCELLED, DownloadReason.HOLDER_ENDED):
        return ZERO
    owed = credit_left(course.scenario, end)
    return owed + _unused(course, end) if end.reason is DownloadReason.HOLDER_ENDED else owed


def give_back(net: Decimal, fees: Sequence[ChargedFee]) -> tuple[GivenBack, ...]:
    """Of which fees, in the order in which they were paid, so much is given back: one part of each bill."""
    parts: dict[str, Decimal] = {}
    for fee in reversed(fees):
        part = min(net, fee.net)
        if part <= 0:
            continue
        net -= part
        gross = fee.gross if part == fee.net else min(taxed(part, fee.vat_rate).gross, fee.gross)
        parts[fee.bill_id] = parts.get(fee.bill_id, ZERO) + gross
    return tuple(GivenBack(bill_id, gross) for bill_id, gross in parts.items())


def _fee(charge: Charge, scenario: Scenario) -> ChargedFee:
    """A charge, by a name that stands for its bill."""
    name = f"{charge.kind}:{charge.window.start.isoformat()}"
    return ChargedFee(name, charge.amount.net, scenario.vat_rate_of(charge.period), charge.amount.gross)


def _unused(course: Course, end: End) -> Decimal:
    """The unused part of a prepaid period (contract S13), as far as the period was paid."""
    scenario = course.scenario
    phase = phase_at(scenario.phases, end.at - timedelta(microseconds=1))
    if phase.plan.kind is not PlanKind.PREPAID:
        return ZERO
    unpaid = total(_unpaid(course, phase, end))
    worth = max(phase.plan.fee - unpaid, ZERO)
    return unused_part(worth, phase.plan, phase.selected_on, end)


def _unpaid(course: Course, phase: Phase, end: End) -> Iterator[Decimal]:
    """Fees of the period in which the service ends that nobody paid: waived, or given up."""
    period = paid_period(phase.plan, phase.selected_on, end.last_month)
    since = start_of_day(max(phase.selected_on, period.first.first_day), course.scenario.zone)
    for charge in course.settlement.charges:
        of_period = since <= charge.window.start and charge.period <= period.last
        if charge.kind in FEES and of_period and not charge.was_paid:
            yield charge.amount.net
