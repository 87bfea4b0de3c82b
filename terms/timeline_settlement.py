"""Which bills are paid, when the service is limited for want of payment, and the end of grace (S7–S9)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from terms.calendar import local_date
from terms.interest import interest_at, late_interest, rate_table
from terms.money import taxed, total
from terms.subscription_billing import Window, grace_end
from terms.subscription_ending import End
from terms.timeline_bills import Bill, bills
from terms.timeline_values import Charge, Claim, Scenario


@dataclass(frozen=True)
class Default:
    """A contract that the holder ends at `at` because a month stayed unpaid to the end of its grace (S8)."""

    at: datetime
    claim: Claim


@dataclass(frozen=True)
class Settlement:
    """The charges with their payments, the times in which one was overdue, and how it ended if unpaid."""

    charges: tuple[Charge, ...]
    overdue: tuple[Window, ...]
    default: Default | None


def settle(scenario: Scenario, end: End | None) -> Settlement:
    """Goes through the bills month by month until one is never paid (contract S7, S8).

    While a month is unpaid no further month is charged: the next one is paid at the earliest when it is.
    """
    charges: list[Charge] = []
    overdue: list[Window] = []
    free_from = scenario.selected_at
    for bill in bills(scenario, end):
        paid_at = _paid_at(scenario, bill, free_from)
        void = bill.month != scenario.first_month and _voided(paid_at, end)
        if void or paid_at is None or _is_too_late(scenario, bill, paid_at):
            charges += _charges(scenario, bill, None)
            settled_at = end.at if void and end is not None else grace_end(bill.month, scenario.zone)
            overdue += _overdue(bill, settled_at)
            default = None if void else Default(settled_at, _claim(scenario, bill, settled_at))
            return Settlement(tuple(charges), tuple(overdue), default)
        charges += _charges(scenario, bill, paid_at)
        overdue += _overdue(bill, paid_at)
        free_from = paid_at
    return Settlement(tuple(charges), tuple(overdue), None)


def _paid_at(scenario: Scenario, bill: Bill, free_from: datetime) -> datetime | None:
    """The first charge is authorised at the selection itself, or there would be no contract (contract S3)."""
    if bill.month == scenario.first_month:
        return scenario.selected_at
    paid_at = scenario.payments.get(bill.month, bill.window.start)
    return None if paid_at is None else max(paid_at, bill.window.start, free_from)


def _voided(paid_at: datetime | None, end: End | None) -> bool:
    """Whether a withdrawal comes before the payment, or with it: then it is not made (contract S14)."""
    return end is not None and end.voids_debts and (paid_at is None or paid_at >= end.at)


def _is_too_late(scenario: Scenario, bill: Bill, paid_at: datetime) -> bool:
    return bill.month != scenario.first_month and paid_at >= grace_end(bill.month, scenario.zone)


def _overdue(bill: Bill, settled_at: datetime) -> list[Window]:
    return [Window(bill.window.end, settled_at)] if bill.window.end < settled_at else []


def _charges(scenario: Scenario, bill: Bill, paid_at: datetime | None) -> list[Charge]:
    return [
        Charge(bill.month, item.kind, bill.window, taxed(item.net, scenario.vat_rate), paid_at)
        for item in bill.items
    ]


def _claim(scenario: Scenario, bill: Bill, ended_at: datetime) -> Claim:
    """The month's debt with interest from day 6 to the end of the contract (contract S8, S9)."""
    principal = total(charge.amount.gross for charge in _charges(scenario, bill, None))
    since = local_date(bill.window.end, scenario.zone)
    until = local_date(ended_at, scenario.zone)
    return Claim(principal, _interest(scenario, principal, since, until), (until - since).days)


def _interest(scenario: Scenario, principal: Decimal, since: date, until: date) -> Decimal:
    if scenario.interest_rate is not None:
        return interest_at(principal, scenario.interest_rate, (until - since).days)
    return late_interest(principal, rate_table(scenario.customer), since, until, projected=True)
