"""How a script comes about on the service: what is done when, and the scenario that the contract makes of it.

The contract's scenarios say when a month was paid. The service charges each customer at an hour of its own,
so a month without trouble is paid at the first attempt of its bill, and one with trouble when somebody does
something about it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from deploy.simulate.holder import Decide, Expel
from deploy.simulate.script import CARDS, Move, Script, Way
from terms.calendar import Month, local_date, start_of_day
from terms.payments import Decline, is_waived
from terms.subscription_billing import charge_attempts, grace_end
from terms.subscription_ending import CancelAt
from terms.subscription_holder import HolderAct
from terms.timeline import timeline
from terms.timeline_bills import Bill, agreed_end, bills
from terms.timeline_settlement import gross_of
from terms.timeline_values import Scenario
from terms.vat import Buyer, vat_of


@dataclass(frozen=True)
class Pay:
    """The customer pays what is owed."""

    at: datetime
    month: Month
    way: Way


@dataclass(frozen=True)
class TryToPay:
    """The customer opens the payment page, and the bank does not let the payment pass."""

    at: datetime


@dataclass(frozen=True)
class Cancel:
    """The customer gives notice."""

    at: datetime
    cancel_at: CancelAt


@dataclass(frozen=True)
class TakeBack:
    """The customer takes the notice back."""

    at: datetime


@dataclass(frozen=True)
class Withdraw:
    """The consumer withdraws, in two steps."""

    at: datetime


@dataclass(frozen=True)
class ChangePlan:
    """The customer changes to the plan of this number, counted from 1."""

    at: datetime
    number: int


Doing = Pay | TryToPay | Cancel | TakeBack | Withdraw | Move | ChangePlan | Decide | Expel


@dataclass(frozen=True)
class Spell:
    """The bank answers charges as a test card would, from an instant until another."""

    number: str
    begins: datetime
    ends: datetime


@dataclass(frozen=True)
class Course:
    """The scenario as it will have come about, what the customer does, and what the bank does."""

    scenario: Scenario
    doings: tuple[Doing, ...]
    spells: tuple[Spell, ...]


@dataclass
class _Paying:
    """Goes through the bills in order."""

    script: Script
    subscription_id: str

    def __post_init__(self) -> None:
        self.scenario = self.script.scenario
        self.payments: dict[Month, datetime | None] = {}
        self.vat_rates: dict[Month, Decimal] = {}
        self.spells: list[Spell] = []
        self.paid: list[Pay] = []

    def go(self) -> None:
        """Each bill is paid when nothing earlier is owed; after one that is never paid none comes."""
        zone, free_from = self.scenario.zone, self.scenario.selected_at
        every = list(bills(self.scenario, agreed_end(self.scenario)))
        for number, bill in enumerate(every):
            if bill.at_once:
                self.vat_rates.setdefault(bill.month, self._rate(bill.month))
                continue
            if start_of_day(bill.month.plus(1).first_day, zone) <= free_from:
                continue
            opened_at = max(bill.window.start, free_from)
            self.vat_rates[bill.month] = self._rate(Month.of(local_date(opened_at, zone)))
            due_at = max(charge_attempts(self.subscription_id, bill.month, zone)[0], free_from)
            following = every[number + 1] if number + 1 < len(every) else None
            paid_at = due_at if self._waived(bill) else self._pay(bill, following, opened_at, due_at)
            self.payments[bill.month] = paid_at
            settled_at = paid_at or self.scenario.forgiven.get(bill.month)
            if settled_at is None:
                return
            free_from = settled_at

    def _pay(
        self, bill: Bill, following: Bill | None, opened_at: datetime, due_at: datetime
    ) -> datetime | None:
        wanted = self.scenario.payments.get(bill.month, due_at)
        if wanted is not None and wanted <= due_at:
            return due_at
        over = self.scenario.grace_until.get(bill.month) or grace_end(bill.month, self.scenario.zone)
        over = self.scenario.forgiven.get(bill.month) or over
        decline = self.script.decline_of(bill.month)
        self.spells.append(Spell(CARDS[decline], opened_at, wanted or over + timedelta(days=1)))
        if wanted is None:
            return None
        way = self._way(bill, following, wanted, decline)
        if way is Way.BANK:
            attempts = charge_attempts(self.subscription_id, bill.month, self.scenario.zone)
            return min(at for at in attempts if at >= wanted)
        self.paid.append(Pay(wanted, bill.month, way))
        return wanted

    def _way(self, bill: Bill, following: Bill | None, wanted: datetime, decline: Decline) -> Way:
        """Another card is no help while the bank refuses the next month too, nor is waiting, too late."""
        way = self.script.way_of(bill.month)
        attempts = charge_attempts(self.subscription_id, bill.month, self.scenario.zone)
        if way is Way.BANK and (decline is not Decline.RETRY or wanted > attempts[-1]):
            return Way.PAGE
        if way is Way.CARD and following is not None and following.window.start <= wanted:
            return Way.PAGE
        return way

    def _waived(self, bill: Bill) -> bool:
        scenario = replace(self.scenario, vat_rates=self.vat_rates)
        return is_waived(gross_of(scenario, bill))

    def _rate(self, month: Month) -> Decimal:
        """Percent of VAT read when a month begins, for bills made in it."""
        moved = [
            one for one in self.script.moves if one.at < start_of_day(month.first_day, self.scenario.zone)
        ]
        if not moved:
            return self.scenario.vat_rate
        place = moved[-1]
        there = Buyer(place.country, place.postal_code, self.scenario.customer)
        return vat_of(there, month.first_day).rate


def course_of(script: Script, subscription_id: str) -> Course:
    """What comes about for a subscription; on its id depends the hour of its charges."""
    paying = _Paying(script, subscription_id)
    paying.go()
    scenario = replace(
        script.scenario, payments=paying.payments, vat_rates=paying.vat_rates, interest_rate=None
    )
    became = timeline(scenario)
    really = {charge.period for charge in became.charges if charge.was_paid}
    doings = [pay for pay in paying.paid if pay.month in really]
    every: list[Doing] = [*doings, *_declarations(script), *_of_holder(script), *script.moves]
    last = became.states[-1]
    over = last.at if last.standing.state == "blocked" else None
    possible = [one for one in every if one.at < scenario.until and (over is None or one.at < over)]
    return Course(scenario, tuple(sorted(possible, key=lambda one: one.at)), tuple(paying.spells))


def _of_holder(script: Script) -> Iterator[Decide | Expel]:
    scenario = script.scenario
    if scenario.holder_noticed_at is not None:
        yield Decide(scenario.holder_noticed_at, HolderAct.END)
    if scenario.expelled_at is not None:
        yield Expel(scenario.expelled_at)
    for month, until in scenario.grace_until.items():
        yield Decide(script.held_at[month], HolderAct.HOLD, until, month)
    for month, at in scenario.forgiven.items():
        yield Decide(at, HolderAct.WAIVE, month=month)


def _declarations(script: Script) -> Iterator[Doing]:
    scenario = script.scenario
    for given, back in script.taken_back:
        yield Cancel(given, scenario.cancel_at)
        yield TakeBack(back)
    if scenario.cancelled_at is not None:
        yield Cancel(scenario.cancelled_at, scenario.cancel_at)
    if scenario.withdrawn_at is not None:
        yield Withdraw(scenario.withdrawn_at)
    for number, change in enumerate(scenario.plan_changes, start=1):
        yield ChangePlan(change.at, number)
    yield from (TryToPay(at) for at in script.refused_at)
