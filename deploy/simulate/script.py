"""What happens to a simulated customer: a scenario of the contract, and how it comes about."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from terms.calendar import HOLDER_ZONE, Month, local_date, years_later
from terms.payments import Decline
from terms.timeline_json import ScenarioInvalid, scenario_from_json
from terms.timeline_values import Scenario
from terms.vat import Buyer

CARDS: Mapping[Decline, str] = {
    Decline.RETRY: "4000000000000341",
    Decline.NEW_CARD: "4100000000000019",
    Decline.CONFIRM: "4000002760003184",
}
"""Test cards by what their refusals ask for."""
CYCLE_YEARS = 4
"""After so many years the calendar has the same months again, leap days included."""


class Way(StrEnum):
    """How a payment that failed at first is made in the end."""

    PAGE = "page"
    """The customer pays on the gateway's page."""
    CARD = "card"
    """The customer saves another card, which is charged at once."""
    BANK = "bank"
    """The card works again: the next day's attempt passes."""


@dataclass(frozen=True)
class Move:
    """The business is somewhere else from an instant on, and so is its VAT."""

    at: datetime
    country: str
    postal_code: str


@dataclass(frozen=True)
class Script:
    """A scenario with what it does not say: why charges fail, how debts are paid, what was changed meanwhile.

    `scenario.cancelled_at` is the notice that holds in the end; `taken_back` are earlier ones, each with the
    instant at which it was taken back. `refused_at` are instants at which the customer opens the payment page
    and the bank does not let the payment pass. `held_at` are those at which the holder puts off the end over
    a month's debt to the date that `scenario.grace_until` has.
    """

    scenario: Scenario
    declines: Mapping[Month, Decline] = field(default_factory=dict)
    ways: Mapping[Month, Way] = field(default_factory=dict)
    taken_back: tuple[tuple[datetime, datetime], ...] = ()
    refused_at: tuple[datetime, ...] = ()
    moves: tuple[Move, ...] = ()
    held_at: Mapping[Month, datetime] = field(default_factory=dict)
    buyer: Buyer | None = None
    """Where the business is; without it, wherever its VAT is the scenario's."""

    def decline_of(self, month: Month) -> Decline:
        """What the bank says of a month's charge while it fails."""
        return self.declines.get(month, Decline.RETRY)

    def way_of(self, month: Month) -> Way:
        """How a month is paid that was not paid at once."""
        return self.ways.get(month, Way.PAGE)


def script_from_json(given: object) -> Script:
    """The script in a JSON object: the scenario, alone or under `scenario`, and `how` it comes about.

    Raises `ScenarioInvalid`.
    """
    if not isinstance(given, Mapping):
        raise ScenarioInvalid("not an object")
    bare = "scenario" not in given
    scenario = scenario_from_json(given if bare else given["scenario"])
    try:
        return _with_how(scenario, {} if bare else given.get("how") or {})
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ScenarioInvalid(f"how: {error}") from error


def _with_how(scenario: Scenario, how: Mapping[str, Any]) -> Script:
    unknown = set(how) - {"declines", "ways", "taken_back", "refused_at", "moves", "held_at"}
    if unknown:
        raise ValueError(f"{min(unknown)} is not known")
    return Script(
        scenario,
        {Month.parse(month): Decline(word) for month, word in how.get("declines", {}).items()},
        {Month.parse(month): Way(word) for month, word in how.get("ways", {}).items()},
        tuple((_instant(one), _instant(other)) for one, other in how.get("taken_back", ())),
        tuple(_instant(at) for at in how.get("refused_at", ())),
        tuple(Move(_instant(one["at"]), one["country"], one["postal_code"]) for one in how.get("moves", ())),
        {Month.parse(month): _instant(at) for month, at in how.get("held_at", {}).items()},
    )


def _instant(given: str) -> datetime:
    at = datetime.fromisoformat(given)
    if at.tzinfo is None:
        raise ValueError(f"an instant needs an offset: {given!r}")
    return at


def in_the_future(script: Script, now: datetime) -> Script:
    """The same, so many times four years later that it has not begun: clocks can be moved ahead alone."""
    years = 0
    while _later(script.scenario.selected_at, years, script.scenario.zone) <= now:
        years += CYCLE_YEARS
    return _moved(script, years) if years else script


def _moved(script: Script, years: int) -> Script:
    old, zone = script.scenario, script.scenario.zone

    def at(instant: datetime | None) -> datetime | None:
        return None if instant is None else _later(instant, years, zone)

    def month(one: Month) -> Month:
        return one.plus(12 * years)

    scenario = replace(
        old,
        selected_at=_later(old.selected_at, years, zone),
        until=_later(old.until, years, zone),
        payments={month(one): at(paid) for one, paid in old.payments.items()},
        usage={month(one): net for one, net in old.usage.items()},
        cancelled_at=at(old.cancelled_at),
        withdrawn_at=at(old.withdrawn_at),
        holder_noticed_at=at(old.holder_noticed_at),
        expelled_at=at(old.expelled_at),
        plan_changes=tuple(replace(one, at=_later(one.at, years, zone)) for one in old.plan_changes),
        grace_until={month(one): at(until) for one, until in old.grace_until.items()},
        forgiven={month(one): _later(given_up, years, zone) for one, given_up in old.forgiven.items()},
        vat_rates={month(one): rate for one, rate in old.vat_rates.items()},
    )
    return replace(
        script,
        scenario=scenario,
        declines={month(one): kind for one, kind in script.declines.items()},
        ways={month(one): way for one, way in script.ways.items()},
        taken_back=tuple(
            (_later(given, years, zone), _later(back, years, zone)) for given, back in script.taken_back
        ),
        refused_at=tuple(_later(one, years, zone) for one in script.refused_at),
        moves=tuple(replace(one, at=_later(one.at, years, zone)) for one in script.moves),
        held_at={month(one): _later(held, years, zone) for one, held in script.held_at.items()},
    )


def _later(instant: datetime, years: int, zone: str = HOLDER_ZONE) -> datetime:
    """The same wall-clock time on the same date so many years later."""
    local = instant.astimezone(ZoneInfo(zone))
    day = years_later(local_date(instant, zone), years)
    return datetime.combine(day, local.time(), tzinfo=ZoneInfo(zone))
