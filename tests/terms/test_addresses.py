"""Addresses: each country's parts and postal codes (contract A2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terms.addresses import AddressFault, address_faults

MISSING, MALFORMED = AddressFault.MISSING, AddressFault.MALFORMED


def faults(
    country: str, code: str = "", region: str = "", street: str = "Calle 1", city: str = "X"
) -> object:
    """What is wrong with an address."""
    return address_faults(country, {"street": street, "city": city, "postal_code": code, "region": region})


@pytest.mark.parametrize(
    ("country", "code", "region", "expected"),
    [
        ("ES", "03001", "", {}),
        ("ES", "52080", "", {}),
        ("ES", "53001", "", {"postal_code": MALFORMED}),
        ("ES", "00001", "", {"postal_code": MALFORMED}),
        ("ES", "3001", "", {"postal_code": MALFORMED}),
        ("ES", "²3001", "", {"postal_code": MALFORMED}),
        ("ES", "", "", {"postal_code": MISSING}),
        ("PT", "4000-001", "", {}),
        ("PT", "4000", "", {"postal_code": MALFORMED}),
        ("IE", "", "", {}),
        ("GB", "sw1a 1aa", "", {}),
        ("US", "10001", "NY", {}),
        ("US", "10001", "", {"region": MISSING}),
        ("XX", "1", "", {"country": AddressFault.UNKNOWN_COUNTRY}),
    ],
)
def test_cases(country: str, code: str, region: str, expected: object) -> None:
    assert faults(country, code, region) == expected


def test_street_and_city_are_asked_for() -> None:
    assert faults("ES", "03001", street=" ", city="") == {"street": MISSING, "city": MISSING}


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=2), st.text(max_size=16))
def test_whatever_is_typed_has_an_answer(country: str, code: str) -> None:
    assert faults(country, code) is not None
