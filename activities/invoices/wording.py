"""Words, dates and amounts of invoices in es and en."""

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from terms.calendar import Month
from terms.use import UseOfDays


@cache
def words(language: str) -> dict[str, Any]:
    """The words of a language; Spanish for one without."""
    name = language if language in ("es", "en") else "es"
    read: dict[str, Any] = json.loads(files(__package__).joinpath("words", f"{name}.json").read_text())
    return read


def euros(amount: Decimal, language: str) -> str:
    """Such as `1.234,50 €` or `1,234.50 €`."""
    point = words(language)["decimal"]
    written = f"{amount:,.2f}"
    if point == ",":
        written = written.translate(str.maketrans(",.", ".,"))
    return f"{written} €"


def day(value: date, language: str) -> str:
    """Such as `5 de febrero de 2027`."""
    said = words(language)
    return str(said["date"]).format(day=value.day, name=said["months"][value.month - 1], year=value.year)


def month(value: Month, language: str) -> str:
    """Such as `febrero de 2027`."""
    said = words(language)
    return str(said["month"]).format(name=said["months"][value.number - 1], year=value.year)


def subject(kind: str, plan: str, billed: Month, language: str, use: Sequence[UseOfDays] = ()) -> str:
    """What was charged: the plan and the period; of use, its amount and its days (contract S6)."""
    before = billed.plus(-1)
    form = words(language)["use"]["subject"] if use else words(language)["subjects"][kind]
    return str(form).format(
        use="; ".join(_use(part, language) for part in use),
        plan=plan,
        month=month(billed, language),
        month_before=month(before, language),
        first_day=day(before.first_day, language),
        last_day=day(before.last_day, language),
    )


def _use(part: UseOfDays, language: str) -> str:
    said = words(language)["use"]
    counted = said["one"] if part.envelopes == 1 else said["several"].format(count=part.envelopes)
    days = said["days"].format(first=day(part.first_day, language), last=day(part.last_day, language))
    if part.price is None or not part.charged:
        return f"{counted} {days}"
    priced = said["priced"].format(
        included=part.included, charged=part.charged, price=euros(part.price, language)
    )
    return f"{counted} {days} ({priced})"
