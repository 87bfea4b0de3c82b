"""Late interest (contract S9): simple, actual/365, at the legal rates of each day.

The rates are dated tables that the operator extends when the State publishes the next ones; a day beyond a
table has no known rate, and a claim is never made with a guessed one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from terms.money import to_cents
from terms.plans import CustomerKind
from terms.rates import Rate, RateTable

YEAR_DAYS = 365
COMMERCIAL_MARGIN = Decimal(8)
"""Points above the ECB's main refinancing rate (Ley 3/2004, art. 7.2)."""


def _refinancing(since: date, percent: str, source: str) -> Rate:
    """The commercial rate of a half-year from the ECB's main refinancing rate before its first day."""
    return Rate(since, Decimal(percent) + COMMERCIAL_MARGIN, source)


COMMERCIAL = RateTable(
    (
        _refinancing(date(2023, 1, 1), "2.50", "ECB main refinancing rate of December 2022 + 8"),
        _refinancing(date(2023, 7, 1), "4.00", "Resolución de 28 de junio de 2023 (Tesoro)"),
        _refinancing(date(2024, 1, 1), "4.50", "ECB main refinancing rate of December 2023 + 8"),
        _refinancing(date(2024, 7, 1), "4.25", "ECB main refinancing rate of June 2024 + 8"),
        _refinancing(date(2025, 1, 1), "3.15", "ECB main refinancing rate of December 2024 + 8"),
        _refinancing(date(2025, 7, 1), "2.15", "ECB main refinancing rate of June 2025 + 8"),
        _refinancing(date(2026, 1, 1), "2.15", "Resolución de 23 de diciembre de 2025 (BOE-A-2025-27201)"),
    ),
    known_through=date(2026, 6, 30),
)
"""Companies: Ley 3/2004, art. 7; published each half-year in the BOE by the Secretaría General del Tesoro."""

LEGAL = RateTable(
    (
        Rate(
            date(2016, 1, 1),
            Decimal("3.00"),
            "Ley 48/2015, disposición adicional 34.ª, y los presupuestos posteriores",
        ),
        Rate(
            date(2023, 1, 1),
            Decimal("3.25"),
            "Ley 31/2022, disposición adicional 42.ª, prorrogada desde entonces",
        ),
    ),
    known_through=date(2026, 12, 31),
)
"""Consumers: the legal interest of money (Ley 24/1984, art. 1), set by each year's budget law."""


def rate_table(customer: CustomerKind) -> RateTable:
    """The table that applies to a customer (contract S9)."""
    return COMMERCIAL if customer is CustomerKind.COMPANY else LEGAL


def interest_at(principal: Decimal, percent: Decimal, days: int) -> Decimal:
    """Simple interest for so many days at one yearly rate, actual/365, half up to the cent (contract S9)."""
    return to_cents(principal * percent * days / (100 * YEAR_DAYS))


def late_interest(
    principal: Decimal,
    table: RateTable,
    first_day: date,
    end_day: date,
    *,
    projected: bool = False,
) -> Decimal:
    """Interest on euros from `first_day` to `end_day`, the latter excluded, each day at its own rate.

    Only the sum is rounded. Raises `RateUnknown` where the table does not reach, unless `projected`.
    """
    if end_day <= first_day:
        return to_cents(Decimal(0))
    table.on(end_day - timedelta(days=1), projected=projected)
    weighted = sum(
        (table.on(begin, projected=projected).percent * (end - begin).days)
        for begin, end in _stretches(table.rates, first_day, end_day)
    )
    return to_cents(principal * weighted / (100 * YEAR_DAYS))


@dataclass(frozen=True)
class Stretch:
    """Days at one rate, both included."""

    first_day: date
    last_day: date
    rate: Rate

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last_day - self.first_day).days + 1


def stretches(table: RateTable, first_day: date, end_day: date) -> tuple[Stretch, ...]:
    """What the interest from `first_day` to `end_day`, the latter excluded, is made of.

    Raises `RateUnknown` where the table does not reach.
    """
    if end_day <= first_day:
        return ()
    table.on(end_day - timedelta(days=1))
    return tuple(
        Stretch(begin, end - timedelta(days=1), table.on(begin))
        for begin, end in _stretches(table.rates, first_day, end_day)
    )


def _stretches(rates: Sequence[Rate], first_day: date, end_day: date) -> Sequence[tuple[date, date]]:
    """The time from `first_day` to `end_day` cut where the rate changes."""
    cuts = [first_day, *(rate.since for rate in rates if first_day < rate.since < end_day), end_day]
    return list(pairwise(cuts))
