"""Which months of a scenario are billed, for what and when (contract S4–S6, S10–S15)."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from terms.calendar import Month, local_date
from terms.money import ZERO, to_cents
from terms.plan_phases import phase_at, phase_of_month
from terms.plans import PlanKind
from terms.subscription import DownloadReason
from terms.subscription_billing import Window, billing_window, first_fee, paid_period
from terms.subscription_ending import CancelAt, End, ends_at_once, ends_by_notice, may_withdraw
from terms.timeline_values import ChargeKind, Scenario


@dataclass(frozen=True)
class Item:
    """A net amount of a bill; each is an invoice of its own."""

    kind: ChargeKind
    net: Decimal


@dataclass(frozen=True)
class Bill:
    """Everything that falls due in one month and is paid together."""

    month: Month
    window: Window
    items: tuple[Item, ...]
    at_once: bool = False
    """Whether nothing begins before it is paid: the first one, and that of an upgrade (S3, S15)."""
    credit: Decimal = ZERO
    """Net euros that a change set against the bills that follow."""


def agreed_end(scenario: Scenario) -> End | None:
    """The end of service that somebody brings about, the earliest of all; payment is left aside here."""
    ends = [end for end in (_expulsion(scenario), _withdrawal(scenario), *_notices(scenario)) if end]
    return min(ends, key=lambda end: end.at, default=None)


def _expulsion(scenario: Scenario) -> End | None:
    at = scenario.expelled_at
    if at is None:
        return None
    end = ends_at_once(at, DownloadReason.MISUSE, scenario.zone)
    return replace(end, downloads_end=max(end.downloads_end, scenario.expelled_until or end.downloads_end))


def _withdrawal(scenario: Scenario) -> End | None:
    at = scenario.withdrawn_at
    if at is None or not may_withdraw(scenario.customer, scenario.selected_at, at, scenario.zone):
        return None
    return ends_at_once(at, DownloadReason.WITHDRAWN, scenario.zone)


def _notices(scenario: Scenario) -> Iterator[End]:
    """The holder's end comes first, so that it prevails over a cancellation to the same day (S13)."""
    if scenario.holder_noticed_at is not None:
        reason = DownloadReason.HOLDER_ENDED
        yield noticed_end(scenario, scenario.holder_noticed_at, reason, CancelAt.MONTH_END)
    if scenario.cancelled_at is not None:
        reason = DownloadReason.CANCELLED
        yield noticed_end(scenario, scenario.cancelled_at, reason, scenario.cancel_at)


def noticed_end(
    scenario: Scenario,
    at: datetime,
    reason: DownloadReason = DownloadReason.CANCELLED,
    cancel_at: CancelAt = CancelAt.PERIOD_END,
) -> End:
    """The end that a notice at an instant brings, by the plan then in force and the one that follows."""
    phase, last = phase_at(scenario.phases, at), scenario.phases[-1]
    return ends_by_notice(
        phase.plan,
        phase.selected_on,
        at,
        reason,
        cancel_at=cancel_at,
        next_plan=last.plan if last.is_scheduled and last.begins_at > at else None,
        zone=scenario.zone,
    )


def bills(scenario: Scenario, end: End | None) -> Iterator[Bill]:
    """The bills in order: the first at selection, then those whose window opens before the horizon.

    After the service only what was used in its last month is billed (S6), unless nothing more is owed (S14).
    What an upgrade left of an earlier plan's price is set against the fees and the use that follow (S15).
    """
    return (bill for bill, _ in _billed(scenario, end) if bill.items)


def credit_left(scenario: Scenario, end: End) -> Decimal:
    """What an upgrade left of an earlier plan's price and no charge has used by the end, in net euros."""
    whole = replace(scenario, until=max(scenario.until, end.at + timedelta(days=1)))
    return [left for _, left in _billed(whole, end)][-1]


def _billed(scenario: Scenario, end: End | None) -> Iterator[tuple[Bill, Decimal]]:
    """Each bill after what is set against it, with the credit that is left then; some are of nothing."""
    left = ZERO
    for bill in _full_bills(scenario, end):
        left += bill.credit
        if bill.at_once:
            yield bill, left
            continue
        items, left = _less(bill.items, left)
        yield replace(bill, items=items), left


def _full_bills(scenario: Scenario, end: End | None) -> Iterator[Bill]:
    """Bills at their full price, those of changes among those of months by their instant; some of nothing."""
    changes = deque(_changes(scenario, end))
    for bill in _months(scenario, end):
        while changes and changes[0].window.start < bill.window.start:
            yield changes.popleft()
        yield bill
    yield from changes


def _months(scenario: Scenario, end: End | None) -> Iterator[Bill]:
    if scenario.selected_at >= scenario.until:
        return
    fee = first_fee(scenario.plan, local_date(scenario.selected_at, scenario.zone))
    first = Window(scenario.selected_at, scenario.selected_at)
    yield Bill(scenario.first_month, first, _charged(Item(ChargeKind.FIRST, fee)), at_once=True)
    month = scenario.first_month.plus(1)
    while (window := billing_window(month, scenario.zone)).start < scenario.until:
        if end is not None and month > end.last_month:
            if month == end.last_month.plus(1) and not end.voids_debts:
                yield Bill(month, window, _charged(_use(scenario, month)))
            return
        yield Bill(month, window, _charged(_fee(scenario, end, month), _use(scenario, month)))
        month = month.plus(1)


def _changes(scenario: Scenario, end: End | None) -> Iterator[Bill]:
    """The difference of each upgrade, paid as it begins (contract S15); one of nothing may leave a credit."""
    until = scenario.until if end is None else min(scenario.until, end.at)
    for phase in scenario.phases:
        if phase.change is None or phase.agreed is None or phase.is_scheduled or phase.begins_at >= until:
            continue
        at = phase.agreed.paid_at or phase.begins_at
        month = Month.of(phase.change.begins_on)
        items = _charged(Item(ChargeKind.CHANGE, phase.change.due))
        yield Bill(month, Window(phase.begins_at, at), items, at_once=True, credit=phase.change.credit)


def _charged(*items: Item) -> tuple[Item, ...]:
    return tuple(item for item in items if item.net > 0)


def _less(items: tuple[Item, ...], credit: Decimal) -> tuple[tuple[Item, ...], Decimal]:
    """What is charged after a credit, and what is left of it."""
    charged: list[Item] = []
    for item in items:
        used = min(item.net, credit)
        credit -= used
        charged.append(replace(item, net=item.net - used))
    return _charged(*charged), credit


def _fee(scenario: Scenario, end: End | None, month: Month) -> Item:
    phase = phase_of_month(scenario.phases, month, scenario.zone)
    plan = phase.plan
    if end is not None and month == end.extra_month:
        return Item(ChargeKind.EXTRA_MONTH, to_cents(plan.price_of_a_month))
    due = plan.kind is not PlanKind.PREPAID or paid_period(plan, phase.selected_on, month).first == month
    return Item(ChargeKind.RENEWAL, to_cents(plan.fee) if due else ZERO)


def _use(scenario: Scenario, month: Month) -> Item:
    return Item(ChargeKind.USAGE, to_cents(scenario.usage.get(month.plus(-1), ZERO)))
