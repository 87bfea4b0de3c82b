"""Series, numbers and parts of invoices (contract S19)."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from terms.invoices import InvoiceKind, VatCategory, given_back, number_in, series_of, vat_category
from terms.vat import VatTreatment


def test_each_year_and_kind_has_its_series() -> None:
    assert series_of(InvoiceKind.ORDINARY, date(2027, 12, 31)) == "F2027"
    assert series_of(InvoiceKind.RECTIFYING, date(2028, 1, 1)) == "R2028"
    assert number_in("F2027", 42) == "F2027-000042"


def test_every_treatment_has_a_category() -> None:
    assert {vat_category(treatment) for treatment in VatTreatment} == set(VatCategory)


@given(st.integers(1, 10**9), st.sampled_from(["0", "4", "10", "21", "25.5", "27"]))
def test_a_part_given_back_adds_up(cents: int, rate: str) -> None:
    gross = Decimal(cents) / 100
    part = given_back(gross, Decimal(rate))
    assert part.net + part.vat == gross
    assert abs(part.net * Decimal(rate) / 100 - part.vat) <= Decimal("0.01")
