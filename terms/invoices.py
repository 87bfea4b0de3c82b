"""Invoices (contract S19): series and numbers, and how VAT is named on them.

Source: Real Decreto 1619/2012, arts. 6 (contents) and 15 (rectifying invoices have a series of their own).
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from terms.money import Amount, to_cents
from terms.vat import VatTreatment

NUMBER_DIGITS = 6


class InvoiceKind(StrEnum):
    """An ordinary invoice, or one that rectifies another because money was given back."""

    ORDINARY = "ordinary"
    RECTIFYING = "rectifying"


_LETTERS = {InvoiceKind.ORDINARY: "F", InvoiceKind.RECTIFYING: "R"}


def series_of(kind: InvoiceKind, issued_on: date) -> str:
    """The series: one a year and kind, such as `F2027`. Numbers in it have no gap."""
    return f"{_LETTERS[kind]}{issued_on.year:04d}"


def number_in(series: str, sequence: int) -> str:
    """The invoice's number, such as `F2027-000123`."""
    return f"{series}-{sequence:0{NUMBER_DIGITS}d}"


class VatCategory(StrEnum):
    """Categories of EN 16931 (code list UNCL5305)."""

    STANDARD = "S"
    REVERSE_CHARGE = "AE"
    OUT_OF_SCOPE = "O"


_CATEGORIES = {
    VatTreatment.DOMESTIC: VatCategory.STANDARD,
    VatTreatment.DESTINATION: VatCategory.STANDARD,
    VatTreatment.REVERSE_CHARGE: VatCategory.REVERSE_CHARGE,
    VatTreatment.OUTSIDE_TERRITORY: VatCategory.OUT_OF_SCOPE,
    VatTreatment.OUTSIDE_EU: VatCategory.OUT_OF_SCOPE,
}


def vat_category(treatment: VatTreatment) -> VatCategory:
    """The category that says why a rate applies."""
    return _CATEGORIES[treatment]


def given_back(gross: Decimal, vat_rate: Decimal) -> Amount:
    """A part of what was paid, VAT included, as net (half up to the cent) and VAT; the sum is exact."""
    net = to_cents(gross * 100 / (100 + vat_rate))
    return Amount(net, gross - net)
