"""Money (contract C5): decimal euros, rounded half up to the cent. Never binary floats."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
AMOUNT_MAX = Decimal(1_000_000_000)
"""Euros; no amount of this service comes near it, and below it no rounding loses a cent."""


def to_cents(amount: Decimal) -> Decimal:
    """`amount` in euros, rounded half up to the cent (contract C5)."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def parse_decimal(given: object) -> Decimal:
    """A number given as text, integer or decimal.

    Raises `TypeError` for anything else, floats included, and `ValueError` for a text that is no number.
    """
    if isinstance(given, bool) or not isinstance(given, str | int | Decimal):
        raise TypeError(f"not a decimal number: {given!r}")
    try:
        number = Decimal(given)
    except InvalidOperation:
        raise ValueError(f"not a decimal number: {given!r}") from None
    if not number.is_finite():
        raise ValueError(f"not a decimal number: {given!r}")
    return number


def parse_amount(given: object) -> Decimal:
    """Euros, rounded half up to the cent; raises as `parse_decimal`, and unless from 0 to `AMOUNT_MAX`."""
    amount = parse_decimal(given)
    if not 0 <= amount <= AMOUNT_MAX:
        raise ValueError(f"not an amount of euros: {given!r}")
    return to_cents(amount)


@dataclass(frozen=True)
class Amount:
    """What a charge or a refund comes to, in euros with two decimals; `gross` is `net` plus `vat`."""

    net: Decimal
    vat: Decimal

    @property
    def gross(self) -> Decimal:
        """What is paid."""
        return self.net + self.vat


def taxed(net: Decimal, vat_rate: Decimal) -> Amount:
    """A net amount with VAT at `vat_rate` percent: the net is rounded first, then its VAT (contract C5)."""
    rounded = to_cents(net)
    return Amount(rounded, to_cents(rounded * vat_rate / 100))


def prorated(fee: Decimal, days: int, of_days: int) -> Decimal:
    """The part of `fee` for `days` of `of_days`, rounded half up to the cent (contract S4)."""
    if not 0 <= days <= of_days:
        raise ValueError(f"{days} of {of_days} days is no part of a period")
    return to_cents(fee * days / of_days)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The sum of amounts in euros, `0.00` when there are none."""
    return sum(amounts, ZERO)
