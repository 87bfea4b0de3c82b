"""The VAT of the buyer: which country's, at what rate, from which day (contract S2)."""

from datetime import date
from decimal import Decimal

import pytest

from terms.plans import CustomerKind
from terms.rates import RateUnknown
from terms.vat import Buyer, VatTreatment, vat_of
from terms.vat_rates import STANDARD_RATES

DAY = date(2027, 1, 20)
COMPANY, CONSUMER = CustomerKind.COMPANY, CustomerKind.CONSUMER


@pytest.mark.rule("S2")
@pytest.mark.parametrize(
    ("buyer", "treatment", "rate", "country"),
    [
        (Buyer("ES", "03008", COMPANY, True), VatTreatment.DOMESTIC, "21", "ES"),
        (Buyer("es", "03008", CONSUMER), VatTreatment.DOMESTIC, "21", "ES"),
        (Buyer("ES", "35001", COMPANY), VatTreatment.OUTSIDE_TERRITORY, "0", None),
        (Buyer("ES", "38 001", CONSUMER), VatTreatment.OUTSIDE_TERRITORY, "0", None),
        (Buyer("ES", "51001", CONSUMER), VatTreatment.OUTSIDE_TERRITORY, "0", None),
        (Buyer("ES", "52006", COMPANY), VatTreatment.OUTSIDE_TERRITORY, "0", None),
        (Buyer("FR", "75001", COMPANY, True), VatTreatment.REVERSE_CHARGE, "0", None),
        (Buyer("FR", "75001", COMPANY), VatTreatment.DESTINATION, "20", "FR"),
        (Buyer("FR", "97400", CONSUMER), VatTreatment.OUTSIDE_TERRITORY, "0", None),
        (Buyer("DE", "10115", CONSUMER), VatTreatment.DESTINATION, "19", "DE"),
        (Buyer("DE", "78266", CONSUMER), VatTreatment.OUTSIDE_TERRITORY, "0", None),
        (Buyer("IT", "23041", CONSUMER), VatTreatment.OUTSIDE_TERRITORY, "0", None),
        (Buyer("IT", "22061", CONSUMER), VatTreatment.OUTSIDE_TERRITORY, "0", None),
        (Buyer("IT", "23030", CONSUMER), VatTreatment.DESTINATION, "22", "IT"),
        (Buyer("IT", "22060", CONSUMER), VatTreatment.DESTINATION, "22", "IT"),
        (Buyer("FI", "00100", CONSUMER), VatTreatment.DESTINATION, "25.5", "FI"),
        (Buyer("PT", "1000-001", CONSUMER), VatTreatment.DESTINATION, "23", "PT"),
        (Buyer("PT", "9000-001", CONSUMER), VatTreatment.DESTINATION, "22", "PT"),
        (Buyer("PT", "9500-001", CONSUMER), VatTreatment.DESTINATION, "16", "PT"),
        (Buyer("PT", "9500-001", COMPANY, True), VatTreatment.REVERSE_CHARGE, "0", None),
        (Buyer("EL", "10431", CONSUMER), VatTreatment.DESTINATION, "24", "GR"),
        (Buyer("MC", "98000", CONSUMER), VatTreatment.DESTINATION, "20", "FR"),
        (Buyer("GB", "SW1A 1AA", COMPANY, True), VatTreatment.OUTSIDE_EU, "0", None),
        (Buyer("US", "", CONSUMER), VatTreatment.OUTSIDE_EU, "0", None),
    ],
)
def test_vat_of_a_buyer(buyer: Buyer, treatment: VatTreatment, rate: str, country: str | None) -> None:
    decision = vat_of(buyer, DAY)
    assert (decision.treatment, decision.rate, decision.country) == (treatment, Decimal(rate), country)
    assert decision.ground


@pytest.mark.parametrize(
    ("country", "day", "rate"),
    [
        ("EE", date(2025, 6, 30), "22"),
        ("EE", date(2025, 7, 1), "24"),
        ("RO", date(2025, 7, 31), "19"),
        ("RO", date(2025, 8, 1), "21"),
        ("FI", date(2024, 8, 31), "24"),
        ("SK", date(2025, 1, 1), "23"),
        ("LU", date(2023, 12, 31), "16"),
    ],
)
def test_the_rate_is_that_of_the_day(country: str, day: date, rate: str) -> None:
    assert vat_of(Buyer(country, "", CONSUMER), day).rate == Decimal(rate)


def test_all_member_states_have_a_rate_within_the_directive_in_order_of_days() -> None:
    assert len(STANDARD_RATES) == 27
    for table in STANDARD_RATES.values():
        days = [rate.since for rate in table.rates]
        assert days == sorted(set(days))
        assert all(15 <= rate.percent <= 30 and rate.source for rate in table.rates)


@pytest.mark.parametrize("code", ["", "3008", "53001", "00100", "0300A"])
def test_a_spanish_postal_code_decides_and_has_to_be_one(code: str) -> None:
    with pytest.raises(ValueError, match="postal code"):
        vat_of(Buyer("ES", code, CONSUMER), DAY)


def test_a_country_has_to_be_a_code_and_the_day_in_the_table() -> None:
    with pytest.raises(ValueError, match="country"):
        vat_of(Buyer("Spain", "03008", CONSUMER), DAY)
    with pytest.raises(RateUnknown):
        vat_of(Buyer("ES", "03008", CONSUMER), date(2022, 12, 31))
