"""The rates of late interest that were published after this release, which the operator adds (contract S9).

A TOML text continues the tables of `terms.interest`, each half-year or year in an entry of its own:

    [[companies]]
    since = 2026-07-01
    through = 2026-12-31
    refinancing = "2.15"    # the ECB's main refinancing rate; the 8 points of the law are added
    source = "Resolución de …, BOE-A-…"

    [[consumers]]
    since = 2027-01-01
    through = 2027-12-31
    percent = "3.25"        # the legal interest of money
    source = "Ley …"
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from terms.interest import COMMERCIAL, COMMERCIAL_MARGIN, LEGAL
from terms.money import parse_decimal
from terms.plans import CustomerKind
from terms.rates import Rate, RateTable

HIGHEST_PERCENT = Decimal(50)
"""No rate of the law comes near it: a larger one is a slip of the pen."""


@dataclass(frozen=True)
class LateRates:
    """The tables that claims are reckoned by."""

    companies: RateTable = COMMERCIAL
    consumers: RateTable = LEGAL

    def of(self, customer: CustomerKind) -> RateTable:
        """The table that applies to a customer (contract S9)."""
        return self.companies if customer is CustomerKind.COMPANY else self.consumers


def late_rates(text: str) -> LateRates:
    """The tables of this release, continued by an operator's text. Raises `ValueError` for a wrong one."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"not TOML: {error}") from error
    if unknown := given.keys() - {"companies", "consumers"}:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    return LateRates(
        _continued(COMMERCIAL, given.get("companies", []), "refinancing", COMMERCIAL_MARGIN),
        _continued(LEGAL, given.get("consumers", []), "percent", Decimal(0)),
    )


def _continued(
    table: RateTable, entries: Sequence[Mapping[str, Any]], number: str, margin: Decimal
) -> RateTable:
    """The table with entries that follow on it day by day. What this release knows itself is left out."""
    rates, known_through = list(table.rates), table.known_through
    for entry in entries:
        since, through, rate = _entry(entry, number, margin)
        if known_through is not None and through <= known_through:
            continue
        if known_through is not None and since != known_through + timedelta(days=1):
            raise ValueError(f"{since}: the rates known before end on {known_through}")
        rates.append(rate)
        known_through = through
    return RateTable(tuple(rates), known_through)


def _entry(entry: Mapping[str, Any], number: str, margin: Decimal) -> tuple[date, date, Rate]:
    wanted = {"since", "through", number, "source"}
    if entry.keys() != wanted:
        raise ValueError(f"an entry has {', '.join(sorted(wanted))}, not {', '.join(sorted(entry))}")
    since, through, source = entry["since"], entry["through"], entry["source"]
    if type(since) is not date or type(through) is not date or through < since:
        raise ValueError(f"not the first and last day of a rate: {since}, {through}")
    if not isinstance(source, str) or not source.strip():
        raise ValueError(f"{since}: a rate names where it was published")
    try:
        percent = parse_decimal(entry[number])
    except TypeError as error:
        raise ValueError(f"{since}: {error}") from error
    if not 0 <= percent <= HIGHEST_PERCENT:
        raise ValueError(f"{since}: no rate of the law is {percent} %")
    return since, through, Rate(since, percent + margin, source)
