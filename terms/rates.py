"""Dated tables of rates in percent, which the operator extends when the next one is published."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


class RateUnknown(Exception):
    """No rate has been entered for a day."""


@dataclass(frozen=True)
class Rate:
    """A rate in percent, from a day on, and where it was published."""

    since: date
    percent: Decimal
    source: str


@dataclass(frozen=True)
class RateTable:
    """Rates in order of their days. The last holds through `known_through`, `None` for until it changes."""

    rates: tuple[Rate, ...]
    known_through: date | None = None

    def on(self, day: date, *, projected: bool = False) -> Rate:
        """The rate of a day; `projected` lets the last one stand for days not known yet.

        Raises `RateUnknown` for a day outside the table.
        """
        reached = [rate for rate in self.rates if rate.since <= day]
        beyond = self.known_through is not None and day > self.known_through
        if not reached or (beyond and not projected):
            raise RateUnknown(f"no rate has been entered for {day}")
        return reached[-1]
