"""Tax identifiers: what is right is kept in one form, what cannot be right is refused (contract A2, A6)."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.es import cif, dni, nie
from stdnum.eu import vat

from terms.plans import CustomerKind
from terms.tax_ids import EU_VAT_COUNTRIES, TaxIdFault, TaxIdRefused, normal_tax_id, vat_number

COMPANY, CONSUMER = CustomerKind.COMPANY, CustomerKind.CONSUMER
SEPARATORS = st.sampled_from(["", " ", "-", ".", "/"])


def fault(number: str | None, country: str, customer: CustomerKind = COMPANY) -> TaxIdFault | str | None:
    """What is said of an identifier: its fault, or its normal form."""
    try:
        return normal_tax_id(number, country, customer)
    except TaxIdRefused as refused:
        return refused.fault


@pytest.mark.parametrize(
    ("number", "country", "customer", "expected"),
    [
        ("b-12345674", "ES", COMPANY, "B12345674"),
        ("ES B12345674", "ES", COMPANY, "B12345674"),
        ("B12345675", "ES", COMPANY, TaxIdFault.WRONG_CHECK_DIGIT),
        ("12345678-z", "ES", COMPANY, "12345678Z"),
        ("12345678Z", "ES", CONSUMER, "12345678Z"),
        ("X1234567L", "ES", CONSUMER, "X1234567L"),
        ("K1234567L", "ES", CONSUMER, "K1234567L"),
        ("12345678A", "ES", CONSUMER, TaxIdFault.WRONG_CHECK_DIGIT),  # pragma: allowlist secret
        ("B12345674", "ES", CONSUMER, TaxIdFault.NOT_OF_A_PERSON),
        (None, "ES", CONSUMER, None),
        ("  ", "ES", CONSUMER, None),
        (None, "ES", COMPANY, TaxIdFault.MISSING),
        (None, "FR", COMPANY, TaxIdFault.MISSING),
        ("094259216", "GR", COMPANY, "EL094259216"),
        ("el 094259216", "GR", COMPANY, "EL094259216"),
        ("136 695 976", "DE", COMPANY, "DE136695976"),
        ("DE136695978", "DE", COMPANY, TaxIdFault.WRONG_CHECK_DIGIT),  # pragma: allowlist secret
        ("B12345674", "DE", COMPANY, TaxIdFault.MALFORMED),
        ("12-3456789", "US", COMPANY, "12-3456789"),
        ("x", "US", COMPANY, TaxIdFault.MALFORMED),
        ("<script>", "US", COMPANY, TaxIdFault.MALFORMED),
        ("9" * 33, "US", COMPANY, TaxIdFault.MALFORMED),
    ],
)
def test_cases(number: str | None, country: str, customer: CustomerKind, expected: object) -> None:
    assert fault(number, country, customer) == expected


@given(st.integers(0, 99_999_999), SEPARATORS)
def test_every_dni_is_taken_with_its_letter_alone(number: int, separator: str) -> None:
    digits = f"{number:08d}"
    letter = dni.calc_check_digit(digits)
    assert fault(f"{digits}{separator}{letter.lower()}", "ES", CONSUMER) == digits + letter
    for other in set(string.ascii_uppercase) - {letter}:
        assert isinstance(fault(digits + other, "ES", CONSUMER), TaxIdFault)


@given(st.sampled_from("XYZ"), st.integers(0, 9_999_999))
def test_every_nie_is_taken(first: str, number: int) -> None:
    nie_number = f"{first}{number:07d}"
    whole = nie_number + nie.calc_check_digit(nie_number)
    assert fault(whole, "ES", CONSUMER) == whole == fault(whole, "ES", COMPANY)


@given(st.sampled_from("ABCDEFGHJUV"), st.integers(0, 9_999_999))
def test_every_cif_is_a_companys(first: str, number: int) -> None:
    digits = f"{first}{number:07d}"
    valid = [digits + check for check in cif.calc_check_digits(digits) if cif.is_valid(digits + check)]
    assert valid
    assert {fault(whole, "ES", COMPANY) for whole in valid} == set(valid)
    assert {fault(whole, "ES", CONSUMER) for whole in valid} == {TaxIdFault.NOT_OF_A_PERSON}


COUNTRIES = [f"{a}{b}" for a in string.ascii_uppercase for b in string.ascii_uppercase]


@given(st.text(max_size=50), st.sampled_from(COUNTRIES), st.sampled_from(CustomerKind))
def test_whatever_is_typed_has_an_answer_and_normal_forms_stay_as_they_are(
    number: str, country: str, customer: CustomerKind
) -> None:
    said = fault(number, country, customer)
    if isinstance(said, TaxIdFault) or said is None:
        return
    assert len(said) <= 32
    assert fault(said, country, customer) == said


@pytest.mark.parametrize(
    ("number", "country"),
    [
        ("ATU13585627", "AT"),
        ("NL4495445B01", "NL"),
        ("FR40303265045", "FR"),
        ("IE6433435F", "IE"),
        ("EL094259216", "GR"),
    ],
)
def test_vat_numbers_are_kept_as_vies_knows_them(number: str, country: str) -> None:
    normal = normal_tax_id(number, country, COMPANY)
    assert normal is not None
    assert vat.is_valid(normal)
    prefix, rest = vat_number(normal, country)
    assert prefix + rest == normal
    assert country in EU_VAT_COUNTRIES


@pytest.mark.parametrize(
    ("tax_id", "country", "number"),
    [
        ("B12345674", "ES", "ESB12345674"),
        ("ESB12345674", "ES", "ESB12345674"),
        ("KK123456789", "FR", "FRKK123456789"),
        ("FRFR123456789", "FR", "FRFR123456789"),
        ("123456789", "GR", "EL123456789"),
        ("GR123456789", "GR", "EL123456789"),
        ("FR83404833048", "MC", "FR83404833048"),
    ],
)
def test_a_vat_number_begins_with_its_countrys_prefix(tax_id: str, country: str, number: str) -> None:
    assert "".join(vat_number(tax_id, country)) == number


def test_vies_is_not_asked_beyond_the_union() -> None:
    assert not any(country in EU_VAT_COUNTRIES for country in ("GB", "CH", "US", "XI", "XX"))
