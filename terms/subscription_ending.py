"""How a subscription ends: notice, withdrawal, the holder's end and misuse (contract S10–S14, A8)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from terms.calendar import HOLDER_ZONE, Month, end_of_period, local_date, start_of_day
from terms.money import ZERO, prorated
from terms.plans import CustomerKind, Plan, PlanKind
from terms.subscription import DOWNLOAD_DAYS, NOTICE_DAYS, REFUND_DAYS, WITHDRAWAL_DAYS, DownloadReason
from terms.subscription_billing import first_period, paid_period


class CancelAt(StrEnum):
    """To which end a prepaid plan is cancelled; other plans know only that of the month (contract S11)."""

    PERIOD_END = "period_end"
    MONTH_END = "month_end"


@dataclass(frozen=True)
class End:
    """The end of the service: when (UTC) and why; until when what is stored can be downloaded.

    `last_month` is the last one with service; `extra_month` the one that a late notice adds to a prepaid
    period, paid apart.
    """

    at: datetime
    reason: DownloadReason
    downloads_end: datetime
    last_month: Month
    extra_month: Month | None = None

    @property
    def is_immediate(self) -> bool:
        """Whether it comes before anything else, unpaid months included."""
        return self.reason in (DownloadReason.WITHDRAWN, DownloadReason.MISUSE)

    @property
    def voids_debts(self) -> bool:
        """Whether nothing more is owed from then on (contract S14)."""
        return self.reason is DownloadReason.WITHDRAWN


def last_notice_day(month: Month) -> date:
    """The last day on which a notice still ends the service with `month` (contract S10)."""
    return month.last_day - timedelta(days=NOTICE_DAYS)


def ends_by_notice(
    plan: Plan,
    selected_on: date,
    noticed_at: datetime,
    reason: DownloadReason = DownloadReason.CANCELLED,
    *,
    cancel_at: CancelAt = CancelAt.PERIOD_END,
    next_plan: Plan | None = None,
    zone: str = HOLDER_ZONE,
) -> End:
    """The end that a notice of the customer (S10, S11) or of the holder (S13) brings about.

    In time, it is the end of the month, or of a prepaid plan's paid period unless the end of the month is
    asked for; later, the end of the month after. That month is paid apart where it lies beyond the paid
    period and would be the first of another prepaid one; `next_plan` is the plan then in force where a change
    was agreed (S15). Raises `ValueError` for a notice before the selection.
    """
    noticed_on = local_date(noticed_at, zone)
    current = Month.of(noticed_on)
    period = paid_period(plan, selected_on, current)
    measured = current if cancel_at is CancelAt.MONTH_END else period.last
    last = measured if noticed_on <= last_notice_day(measured) else measured.plus(1)
    then = next_plan or plan
    extra = last if then.kind is PlanKind.PREPAID and last > period.last else None
    after = last.plus(1).first_day
    downloads_end = start_of_day(after + timedelta(days=DOWNLOAD_DAYS), zone)
    return End(start_of_day(after, zone), reason, downloads_end, last, extra)


def ends_at_once(at: datetime, reason: DownloadReason, zone: str = HOLDER_ZONE) -> End:
    """The end by withdrawal (S14) or expulsion (A8) at an instant; 30 days of downloads follow (Annex 1)."""
    last_month = Month.of(local_date(at - timedelta(microseconds=1), zone))
    return End(at, reason, end_of_period(at, DOWNLOAD_DAYS, zone), last_month)


def withdrawal_end(selected_at: datetime, zone: str = HOLDER_ZONE) -> datetime:
    """Exclusive instant (UTC) until which a consumer may withdraw (contract S14)."""
    return end_of_period(selected_at, WITHDRAWAL_DAYS, zone)


def may_withdraw(
    customer: CustomerKind, selected_at: datetime, now: datetime, zone: str = HOLDER_ZONE
) -> bool:
    """Whether the customer may withdraw at `now`: consumers, 14 days from the selection (contract S14)."""
    return customer is CustomerKind.CONSUMER and selected_at <= now < withdrawal_end(selected_at, zone)


def refund_due(withdrawn_at: datetime, zone: str = HOLDER_ZONE) -> datetime:
    """Exclusive instant (UTC) until which a withdrawal's refund has to be made (contract S14)."""
    return end_of_period(withdrawn_at, REFUND_DAYS, zone)


def may_take_back(effective_at: datetime, now: datetime) -> bool:
    """Whether a cancellation can still be taken back: until it takes effect (contract S10)."""
    return now < effective_at


def unused_period(plan: Plan, selected_on: date, end: End) -> Month | None:
    """The month in which the fee was charged of which a part is given back when the holder ends it (S13)."""
    if plan.kind is not PlanKind.PREPAID or end.extra_month is not None:
        return None
    period = paid_period(plan, selected_on, end.last_month)
    return period.first if end.last_month < period.last else None


def unused_part(fee: Decimal, plan: Plan, selected_on: date, end: End) -> Decimal:
    """What is refunded of a prepaid period's fee when the holder ends it (contract S13), in the same money.

    By days: those after the end, of all those of the period, which begins with the day of selection or, when
    renewed, with day 1. A month added by a late notice is used whole.
    """
    if plan.kind is not PlanKind.PREPAID or end.extra_month is not None:
        return ZERO
    period = paid_period(plan, selected_on, end.last_month)
    begin = selected_on if period == first_period(plan, selected_on) else period.first.first_day
    last = period.last.last_day
    return prorated(fee, (last - end.last_month.last_day).days, (last - begin).days + 1)
