"""Which plan is in force when, by the changes that were agreed (contract S1, S15)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from terms.calendar import HOLDER_ZONE, Month, local_date, start_of_day
from terms.plans import Plan
from terms.subscription_changes import ChangeKind, PlanChange, change_of_plan


@dataclass(frozen=True)
class AgreedChange:
    """A change to `plan`, agreed at an instant and priced by its day; `paid_at` tells when its difference was
    paid, where there was one and it was paid later.
    """

    at: datetime
    plan: Plan
    paid_at: datetime | None = None


@dataclass(frozen=True)
class Phase:
    """A plan from an instant (UTC) on, until the next phase begins.

    Its paid periods are counted from `selected_on`. `change` is what the change to it means, `agreed` the
    change itself; the first phase has neither.
    """

    plan: Plan
    begins_at: datetime
    selected_on: date
    change: PlanChange | None = None
    agreed: AgreedChange | None = None

    @property
    def is_scheduled(self) -> bool:
        """Whether it began with a month, as a downgrade does, and not at the instant it was agreed."""
        return self.change is not None and self.change.kind is ChangeKind.DOWNGRADE


def phases(
    plan: Plan, selected_at: datetime, changes: Iterable[AgreedChange], zone: str = HOLDER_ZONE
) -> tuple[Phase, ...]:
    """The plans of a contract in order. A change that has not begun gives way to a later one."""
    made = [Phase(plan, selected_at, local_date(selected_at, zone))]
    for agreed in sorted(changes, key=lambda change: change.at):
        begun = [phase for phase in made if phase.begins_at <= agreed.at]
        if begun:
            made = [*begun, _next(begun[-1], agreed, zone)]
    return tuple(made)


def phase_at(made: Sequence[Phase], at: datetime) -> Phase:
    """The phase of an instant from the selection on."""
    return [phase for phase in made if phase.begins_at <= at][-1]


def phase_of_month(made: Sequence[Phase], month: Month, zone: str = HOLDER_ZONE) -> Phase:
    """The phase by which a month is billed: the one in force when it opens.

    An upgrade on day 1 comes after that, because its difference counts on what the month's fee has paid.
    """
    opens = start_of_day(month.first_day, zone)
    open_ = [p for p in made if p.begins_at < opens or (p.begins_at == opens and p.is_scheduled)]
    return open_[-1] if open_ else made[0]


def _next(before: Phase, agreed: AgreedChange, zone: str) -> Phase:
    on = local_date(agreed.at, zone)
    change = change_of_plan(before.plan, agreed.plan, before.selected_on, on)
    upgrade = change.kind is ChangeKind.UPGRADE
    begins_at = agreed.at if upgrade else start_of_day(change.begins_on, zone)
    keeps = upgrade and change.keeps_period
    return Phase(agreed.plan, begins_at, before.selected_on if keeps else change.begins_on, change, agreed)
