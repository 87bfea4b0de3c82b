"""What has happened to a subscription so far, and the scenario that it makes at an instant (contract S)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from terms.calendar import HOLDER_ZONE, Month, end_of_period, local_date, start_of_day
from terms.plan_phases import AgreedChange, Phase, phase_at, phase_of_month
from terms.plans import CustomerKind, Plan, PlanKind
from terms.subscription import DOWNLOAD_DAYS
from terms.subscription_billing import billing_window, grace_after, grace_end
from terms.subscription_ending import CancelAt
from terms.timeline_values import Scenario

OUTLOOK_MONTHS = 3
"""How far ahead a running subscription looks: beyond every end that is already settled (S10, S11)."""


@dataclass
class Facts:
    """The contract and everything that has happened to it. Months are `YYYY-MM`; instants are in UTC.

    `paid` tells when the bill of a month was paid or waived, `forgiven` when its debt was given up, `usage`
    what was used in a month, net. `grace_until` has the months over whose debt somebody decides, or decided,
    when the contract ends. `vat_rate` is that of what is billed from now on, `vat_rates` those of months that
    were billed.
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
    vat_rates: dict[str, Decimal] = field(default_factory=dict)
    changes: list[AgreedChange] = field(default_factory=list)
    """Changes of plan that took place or are to (S15); `plan` stays the one first contracted."""
    expelled_until: datetime | None = None
    """Until when downloads last after an appeal that was rejected."""
    expulsion_appealed: bool = False
    grace_until: dict[str, datetime | None] = field(default_factory=dict)
    forgiven: dict[str, datetime] = field(default_factory=dict)

    @property
    def first_month(self) -> Month:
        """The month of selection."""
        return Month.of(local_date(self.selected_at, self.zone))

    def phase_at(self, now: datetime) -> Phase:
        """The plan in force at an instant, and from when its periods are counted (contract S15)."""
        return phase_at(self.scenario(now).phases, now)

    def start_of(self, month: Month) -> datetime:
        """The instant (UTC) at which a month begins for the holder."""
        return start_of_day(month.first_day, self.zone)

    def grace_end_of(self, month: Month) -> datetime:
        """When the contract ends over a month's debt as far as that is settled (contract S8)."""
        by_rule = grace_end(month, self.zone)
        return max(by_rule, self.grace_until.get(str(month)) or by_rule)

    def opens_late(self, month: Month, now: datetime) -> bool:
        """Whether a month is opened only at an instant at which its charge should have been tried (S5)."""
        return now >= billing_window(month, self.zone).end

    def give_grace(self, month: Month, now: datetime) -> None:
        """Lets the grace of a month that could not be paid before begin now, unless somebody decides (S8)."""
        self.grace_until.setdefault(str(month), grace_after(now, self.zone))

    def readmit(self, now: datetime) -> None:
        """Undoes an expulsion (contract A8). Months that began meanwhile had no service: nothing is charged.

        Of a prepaid plan a period that began meanwhile is charged, with a grace of its own from now.
        """
        if self.expelled_at is None:
            return
        began = Month.of(local_date(self.expelled_at, self.zone)).plus(1)
        current = Month.of(local_date(now, self.zone))
        missed = [began.plus(n) for n in range(current.minus(began) + 1)]
        unpaid = [month for month in missed if str(month) not in self.paid]
        phases = self.scenario(now).phases
        for month in unpaid:
            if phase_of_month(phases, month, self.zone).plan.kind is PlanKind.PREPAID:
                self.grace_until[str(month)] = grace_after(now, self.zone)
            else:
                self.forgiven[str(month)] = self.start_of(month)
        self.expelled_at = self.expelled_until = None
        self.expulsion_appealed = False

    def scenario(self, now: datetime) -> Scenario:
        """The facts as a scenario: months that have begun are unpaid until they are paid, later ones paid.

        A prepaid plan's end may lie years ahead; the outlook then reaches beyond it.
        """
        current = Month.of(local_date(now, self.zone))
        months = max([self.plan.months, *(change.plan.months for change in self.changes)])
        begun = (self.first_month.plus(n) for n in range(1, current.minus(self.first_month) + 1))
        outlook = current.plus(OUTLOOK_MONTHS + months)
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
            vat_rates={Month.parse(month): rate for month, rate in self.vat_rates.items()},
            plan_changes=tuple(self.changes),
            expelled_until=self._expelled_until(now),
            grace_until={Month.parse(month): until for month, until in self.grace_until.items()},
            forgiven={Month.parse(month): at for month, at in self.forgiven.items()},
        )

    def _expelled_until(self, now: datetime) -> datetime | None:
        """While an appeal waits for its answer downloads go on, as long again as they do after any end."""
        if self.expelled_at is not None and self.expulsion_appealed:
            return end_of_period(now, DOWNLOAD_DAYS, self.zone)
        return self.expelled_until
