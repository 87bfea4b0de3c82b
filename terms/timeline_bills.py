"""Which months of a scenario are billed, for what and when (contract S4–S6, S10–S14)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from terms.calendar import Month, local_date
from terms.money import ZERO, to_cents
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


def agreed_end(scenario: Scenario) -> End | None:
    """The end of service that somebody brings about, the earliest of all; payment is left aside here."""
    ends = [end for end in (_expulsion(scenario), _withdrawal(scenario), *_notices(scenario)) if end]
    return min(ends, key=lambda end: end.at, default=None)


def _expulsion(scenario: Scenario) -> End | None:
    at = scenario.expelled_at
    return None if at is None else ends_at_once(at, DownloadReason.MISUSE, scenario.zone)


def _withdrawal(scenario: Scenario) -> End | None:
    at = scenario.withdrawn_at
    if at is None or not may_withdraw(scenario.customer, scenario.selected_at, at, scenario.zone):
        return None
    return ends_at_once(at, DownloadReason.WITHDRAWN, scenario.zone)


def _notices(scenario: Scenario) -> Iterator[End]:
    """The holder's end comes first, so that it prevails over a cancellation to the same day (S13)."""
    selected_on = local_date(scenario.selected_at, scenario.zone)
    if scenario.holder_noticed_at is not None:
        yield ends_by_notice(
            scenario.plan,
            selected_on,
            scenario.holder_noticed_at,
            DownloadReason.HOLDER_ENDED,
            cancel_at=CancelAt.MONTH_END,
            zone=scenario.zone,
        )
    if scenario.cancelled_at is not None:
        yield ends_by_notice(
            scenario.plan,
            selected_on,
            scenario.cancelled_at,
            cancel_at=scenario.cancel_at,
            zone=scenario.zone,
        )


def bills(scenario: Scenario, end: End | None) -> Iterator[Bill]:
    """The bills in order: the first at selection, then those whose window opens before the horizon.

    After the service only what was used in its last month is billed (S6), unless nothing more is owed (S14).
    """
    first = Window(scenario.selected_at, scenario.selected_at)
    if scenario.selected_at < scenario.until:
        fee = first_fee(scenario.plan, local_date(scenario.selected_at, scenario.zone))
        yield from _bill(scenario.first_month, first, Item(ChargeKind.FIRST, fee))
    month = scenario.first_month.plus(1)
    while (window := billing_window(month, scenario.zone)).start < scenario.until:
        if end is not None and month > end.last_month:
            if month == end.last_month.plus(1) and not end.voids_debts:
                yield from _bill(month, window, _use(scenario, month))
            return
        yield from _bill(month, window, _fee(scenario, end, month), _use(scenario, month))
        month = month.plus(1)


def _bill(month: Month, window: Window, *items: Item) -> Iterator[Bill]:
    charged = tuple(item for item in items if item.net > 0)
    if charged:
        yield Bill(month, window, charged)


def _fee(scenario: Scenario, end: End | None, month: Month) -> Item:
    plan = scenario.plan
    if end is not None and month == end.extra_month:
        return Item(ChargeKind.EXTRA_MONTH, to_cents(plan.price_of_extra_month))
    selected_on = local_date(scenario.selected_at, scenario.zone)
    due = plan.kind is not PlanKind.PREPAID or paid_period(plan, selected_on, month).first == month
    return Item(ChargeKind.RENEWAL, to_cents(plan.fee) if due else ZERO)


def _use(scenario: Scenario, month: Month) -> Item:
    return Item(ChargeKind.USAGE, to_cents(scenario.usage.get(month.plus(-1), ZERO)))
