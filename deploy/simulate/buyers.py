"""A business whose VAT is that of a scenario."""

from datetime import date
from decimal import Decimal
from typing import Any

from terms.plans import CustomerKind
from terms.vat import Buyer, vat_of

COMPANY_TAX_ID, PERSON_TAX_ID = "B12345674", "12345678Z"
_PLACES = (
    ("ES", "03001", "Alicante"),
    ("ES", "35001", "Las Palmas de Gran Canaria"),
    ("FR", "75001", "Paris"),
    ("DE", "10115", "Berlin"),
    ("IT", "00118", "Roma"),
    ("FI", "00100", "Helsinki"),
    ("SE", "111 22", "Stockholm"),
    ("PT", "1000-001", "Lisboa"),
)


def buyer_with(rate: Decimal, customer: CustomerKind, on: date) -> Buyer:
    """A buyer who is charged so much percent on a day; raises `ValueError` when there is none."""
    for country, postal_code, _ in _PLACES:
        buyer = Buyer(country, postal_code, customer)
        domestic = country == "ES" or customer is CustomerKind.CONSUMER
        if domestic and vat_of(buyer, on).rate == rate:
            return buyer
    raise ValueError(f"no {customer} is known who is charged {rate} % of VAT: try 21 or 0")


def address_of(country: str, postal_code: str) -> dict[str, Any]:
    """A postal address there."""
    cities = {(one, code): city for one, code, city in _PLACES}
    return {
        "street": "Calle Mayor 1",
        "postal_code": postal_code,
        "city": cities.get((country, postal_code), "Alicante"),
    }
