"""Which bills are paid, when the service is limited for want of payment, and the end of grace (S7–S9)."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal

from terms.calendar import Month, local_date, start_of_day
from terms.interest import interest_at, late_interest, rate_table
from terms.money import Amount, taxed, total
from terms.payments import is_waived
from terms.plan_phases import phase_of_month
from terms.subscription_billing import grace_after, grace_end, paid_period
from terms.subscription_ending import End
from terms.timeline_bills import Bill, bills
from terms.timeline_values import Charge, ChargeKind, Claim, Scenario

NEVER = datetime.max.replace(tzinfo=UTC)
"""What waits for a decision comes at no instant that is known."""


@dataclass(frozen=True)
class Default:
    """A contract that the holder ends at `at` because a month stayed unpaid to the end of its grace (S8)."""

    at: datetime
    claim: Claim


@dataclass(frozen=True)
class Overdue:
    """A time in which a bill was owed after day 5, its end exclusive; `grace_end` can be `NEVER`."""

    start: datetime
    end: datetime
    grace_end: datetime


@dataclass(frozen=True)
class Settlement:
    """The charges with their payments, the times in which one was overdue, and how it ended if unpaid."""

    charges: tuple[Charge, ...]
    overdue: tuple[Overdue, ...]
    default: Default | None


@dataclass(frozen=True)
class _Owed:
    """A bill with what becomes of it. `grace_end` is when the holder ends the contract over it."""

    bill: Bill
    paid_at: datetime | None
    forgiven_at: datetime | None
    grace_end: datetime

    @property
    def is_paid(self) -> bool:
        """Whether it is paid before its grace ends."""
        return self.paid_at is not None and self.paid_at < self.grace_end

    @property
    def settled_at(self) -> datetime | None:
        """When it is owed no more, if that comes before its grace ends."""
        ends = (self.paid_at, self.forgiven_at)
        return min((at for at in ends if at is not None and at < self.grace_end), default=None)


def settle(scenario: Scenario, end: End | None) -> Settlement:
    """Goes through the bills month by month until one is never paid (contract S7, S8).

    While a month is unpaid no further month is charged: the next one is paid at the earliest when it is, and
    is not charged at all where its service was over by then.
    """
    charges: list[Charge] = []
    overdue: list[Overdue] = []
    free_from = scenario.selected_at
    for bill in bills(scenario, end):
        left = _left(scenario, bill, free_from)
        if left is None:
            continue
        owed = _owed(scenario, left, end, free_from)
        settled_at = bill.window.end if bill.at_once else owed.settled_at
        void = not bill.at_once and _voided(settled_at, end)
        if void or settled_at is None:
            charges += _charges(scenario, left)
            ended_at = end.at if void and end is not None else owed.grace_end
            overdue += _overdue(owed, ended_at)
            default = (
                None if void or ended_at == NEVER else Default(ended_at, _claim(scenario, left, ended_at))
            )
            return Settlement(tuple(charges), tuple(overdue), default)
        charges += _charges(scenario, left, owed)
        overdue += _overdue(owed, settled_at)
        free_from = max(free_from, settled_at)
    return Settlement(tuple(charges), tuple(overdue), None)


def _left(scenario: Scenario, bill: Bill, free_from: datetime) -> Bill | None:
    """The bill less fees of periods that passed whole while an earlier month was owed: they had no service.

    Only a longer grace than that of S8 lets it come so far.
    """
    if bill.at_once:
        return bill
    items = tuple(item for item in bill.items if not _is_over(scenario, bill.month, item.kind, free_from))
    return replace(bill, items=items) if items else None


def _is_over(scenario: Scenario, month: Month, kind: ChargeKind, free_from: datetime) -> bool:
    if kind in (ChargeKind.FIRST, ChargeKind.USAGE):
        return False
    phase = phase_of_month(scenario.phases, month, scenario.zone)
    extra = kind is ChargeKind.EXTRA_MONTH
    last = month if extra else paid_period(phase.plan, phase.selected_on, month).last
    return free_from >= start_of_day(last.plus(1).first_day, scenario.zone)


def _owed(scenario: Scenario, bill: Bill, end: End | None, free_from: datetime) -> _Owed:
    opens = max(bill.window.start, free_from)
    paid_at = scenario.payments.get(bill.month, opens)
    forgiven_at = scenario.forgiven.get(bill.month)
    return _Owed(
        bill,
        None if paid_at is None else max(paid_at, opens),
        None if forgiven_at is None else max(forgiven_at, opens),
        _grace_end(scenario, bill.month, end, free_from),
    )


def _grace_end(scenario: Scenario, month: Month, end: End | None, free_from: datetime) -> datetime:
    """When the holder ends the contract over a month's debt: the grace of S8, or what somebody decided.

    Grace never ends before the month could be paid at all. What waits for a decision waits no longer than
    until the downloads after an agreed end are over: then nothing is left to decide.
    """
    by_rule = grace_end(month, scenario.zone)
    if free_from >= by_rule:
        by_rule = grace_after(free_from, scenario.zone)
    decided = scenario.grace_until.get(month, by_rule)
    if decided is None:
        return NEVER if end is None else max(by_rule, end.downloads_end)
    return max(by_rule, decided)


def _voided(settled_at: datetime | None, end: End | None) -> bool:
    """Whether a withdrawal comes before the payment, or with it: then it is not made (contract S14)."""
    return end is not None and end.voids_debts and (settled_at is None or settled_at >= end.at)


def _overdue(owed: _Owed, settled_at: datetime) -> list[Overdue]:
    begin = owed.bill.window.end
    return [Overdue(begin, settled_at, owed.grace_end)] if begin < settled_at else []


def _charges(scenario: Scenario, bill: Bill, owed: _Owed | None = None) -> list[Charge]:
    """The charges of a bill; without what became of it they stay unpaid."""
    paid_at = forgiven_at = None
    if bill.at_once:
        paid_at = bill.window.end
    elif owed is not None:
        paid_at = owed.paid_at if owed.is_paid else None
        forgiven_at = None if owed.is_paid else owed.forgiven_at
    waived = paid_at is not None and is_waived(gross_of(scenario, bill))
    return [
        Charge(bill.month, item.kind, bill.window, amount, paid_at, waived, forgiven_at)
        for item, amount in zip(bill.items, _amounts(scenario, bill), strict=True)
    ]


def _amounts(scenario: Scenario, bill: Bill) -> list[Amount]:
    return [taxed(item.net, scenario.vat_rate_of(bill.month)) for item in bill.items]


def gross_of(scenario: Scenario, bill: Bill) -> Decimal:
    """What a bill comes to, VAT included."""
    return total(amount.gross for amount in _amounts(scenario, bill))


def _claim(scenario: Scenario, bill: Bill, ended_at: datetime) -> Claim:
    """The month's debt with interest from day 6 to the end of the contract (contract S8, S9)."""
    principal = gross_of(scenario, bill)
    since = local_date(bill.window.end, scenario.zone)
    until = local_date(ended_at, scenario.zone)
    return Claim(principal, _interest(scenario, principal, since, until), (until - since).days)


def _interest(scenario: Scenario, principal: Decimal, since: date, until: date) -> Decimal:
    if scenario.interest_rate is not None:
        return interest_at(principal, scenario.interest_rate, (until - since).days)
    return late_interest(principal, rate_table(scenario.customer), since, until, projected=True)
