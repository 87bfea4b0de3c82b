"""What has happened to a subscription so far, and the scenario that it makes at an instant (contract S)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from terms.calendar import HOLDER_ZONE, Month, local_date, start_of_day
from terms.plans import CustomerKind, Plan
from terms.subscription_ending import CancelAt
from terms.timeline_values import Scenario

OUTLOOK_MONTHS = 3
"""How far ahead a running subscription looks: beyond every end that is already settled (S10, S11)."""


@dataclass
class Facts:
    """The contract and everything that has happened to it. Months are `YYYY-MM`; instants are in UTC.

    `paid` tells when the bill of a month was paid, `usage` what was used in a month, net.
    """

    plan: Plan
    customer: CustomerKind
    vat_rate: Decimal
    selected_at: datetime
    zone: str = HOLDER_ZONE
    paid: dict[str, datetime] = field(default_factory=dict)
    usage: dict[str, Decimal] = field(default_factory=dict)
    cancelled_at: datetime | None = None
    cancel_at: CancelAt = CancelAt.PERIOD_END
    withdrawn_at: datetime | None = None
    holder_noticed_at: datetime | None = None
    expelled_at: datetime | None = None

    @property
    def first_month(self) -> Month:
        """The month of selection."""
        return Month.of(local_date(self.selected_at, self.zone))

    def start_of(self, month: Month) -> datetime:
        """The instant (UTC) at which a month begins for the holder."""
        return start_of_day(month.first_day, self.zone)

    def scenario(self, now: datetime) -> Scenario:
        """The facts as a scenario: months that have begun are unpaid until they are paid, later ones paid.

        A prepaid plan's end may lie years ahead; the outlook then reaches beyond it.
        """
        current = Month.of(local_date(now, self.zone))
        begun = (self.first_month.plus(n) for n in range(1, current.minus(self.first_month) + 1))
        outlook = current.plus(OUTLOOK_MONTHS + self.plan.months)
        return Scenario(
            plan=self.plan,
            customer=self.customer,
            vat_rate=self.vat_rate,
            selected_at=self.selected_at,
            until=start_of_day(outlook.first_day, self.zone) + timedelta(days=1),
            zone=self.zone,
            payments={month: self.paid.get(str(month)) for month in begun},
            usage={Month.parse(month): net for month, net in self.usage.items()},
            cancelled_at=self.cancelled_at,
            cancel_at=self.cancel_at,
            withdrawn_at=self.withdrawn_at,
            holder_noticed_at=self.holder_noticed_at,
            expelled_at=self.expelled_at,
        )
