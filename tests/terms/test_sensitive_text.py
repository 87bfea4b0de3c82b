"""No sensitive text leaves over an instant-messaging channel, however it is written (contract W2)."""

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.es import ccc, dni, nie

from terms.sensitive_text import Sensitive, is_social_security_number, sensitive

OWN = "https://firma.example.es"
BANK, CARD, IDENTITY, SOCIAL, HEALTH, LINK = Sensitive
SEPARATORS = st.sampled_from(["", " ", "-", ".", " - ", "\u200b", "\u00a0", "–", "/"])
DIGITS = st.sampled_from(["0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "𝟘𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠𝟡"])
AROUND = st.sampled_from(["Contrato {}", "{}", "«{}»", "Pago a ({}), gracias", "cuenta:{};"])


def grouped(digits: str, size: int, separator: str) -> str:
    return separator.join(digits[start : start + size] for start in range(0, len(digits), size))


@pytest.mark.rule("W2")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Contrato de alquiler, calle Mayor 3, 4.º B, 2026-11-29", ()),
        ("Presupuesto 2026/0184 por 12.345,67 €", ()),
        ("Reunión el 29/11/2026 a las 14:20, teléfono +34 612 345 678", ()),
        ("Contrato de arrendamiento.pdf", ()),
        ("Acta de la junta S.L. y S.A. de Sr. Pérez", ()),
        ("ES91 2100 0418 4502 0005 1332", (BANK,)),
        ("es91-2100-0418-4502-0005-1332", (BANK,)),
        ("a la cuenta GB82WEST12345698765432.", (BANK,)),
        ("cuenta FR14 2004 1010 0505 0001 3M02 606", (BANK,)),
        ("VISA 4111 1111 1111 1111", (CARD,)),
        ("amex 3782-822463-10005", (CARD,)),
        ("DNI 12345678Z", (IDENTITY,)),
        ("12.345.678-Z", (IDENTITY,)),
        ("x-1234567-l", (IDENTITY,)),
        ("CIF B-12345674", (IDENTITY,)),
        ("vence 20261129 a las 9", ()),
        ("Informe sobre el CÁNCER de pulmón", (HEALTH,)),
        ("ca\u0301ncer", (HEALTH,)),
        ("c\u200bá\u200bncer", (HEALTH,)),
        ("c\u0430ncer", (HEALTH,)),
        ("Mental   health plan", (HEALTH,)),
        ("Contrato con la Clínica Sol", (HEALTH,)),
        ("Parte de baja médica", (HEALTH,)),
        ("baja del servicio de Internet", ()),
        ("oncológico", (HEALTH,)),
        ("Saludos cordiales", ()),
        ("Facturas", ()),
        ("https://malo.example/x", (LINK,)),
        ("mira malo.example", (LINK,)),
        ("mira malo。example", (LINK,)),
        ("mira www․malo․com/entrar", (LINK,)),
        ("escribe a yo@malo.example", (LINK,)),
        ("http://10.0.0.1/x", (LINK,)),
        ("entra en 10.0.0.1", (LINK,)),
        ("HTTPS://FIRMA.EXAMPLE.ES/a", ()),
        ("https://firma.example.es@malo.example/", (LINK,)),
        ("https://firma.example.es\\@malo.example/", (LINK,)),
        ("https://firma.example.es:8443/", (LINK,)),
        ("https://firma.example.es.malo.example", (LINK,)),
        ("https://firm\u0430.example.es/x", (LINK,)),
        ("http://firma.example.es/x", (LINK,)),
        ("tel:+34906123456", (LINK,)),
        ("DNI 12345678Z, ES9121000418450200051332, VIH, malo.es", (BANK, IDENTITY, HEALTH, LINK)),
    ],
)
def test_cases(text: str, expected: tuple[Sensitive, ...]) -> None:
    found = sensitive(text, OWN)
    assert set(expected) <= set(found)
    assert bool(expected) == bool(found)
    assert BANK in found or found == expected


def test_a_wrong_check_digit_is_no_account() -> None:
    assert BANK in sensitive("GB82 WEST 1234 5698 7654 32", OWN)
    assert BANK not in sensitive("GB83 WEST 1234 5698 7654 32", OWN)


def test_the_services_own_link_means_nothing() -> None:
    link = f"{OWN}/sign/X1234567L-4111111111111111"
    assert sensitive(f"Firma: {link}", OWN, [link]) == ()
    assert sensitive(f"Firma: {link}", OWN) == (CARD, IDENTITY)


@pytest.mark.rule("W2")
@given(st.text(string.digits, min_size=10, max_size=10), SEPARATORS, DIGITS, AROUND, st.integers(1, 6))
def test_every_account_is_found(number: str, separator: str, digits: str, around: str, size: int) -> None:
    bank = "21000418"
    code = bank + ccc.calc_check_digits(f"{bank}00{number}") + number
    check = f"{98 - int(f'{code}142800') % 97:02d}"
    shown = grouped(f"ES{check}{code}", size, separator).translate(str.maketrans(string.digits, digits))
    assert BANK in sensitive(around.format(shown), OWN)
    national = grouped(code, size, separator).translate(str.maketrans(string.digits, digits))
    assert BANK in sensitive(around.format(national), OWN)


@pytest.mark.rule("W2")
@given(st.text(string.digits, min_size=12, max_size=18), SEPARATORS, DIGITS, AROUND, st.integers(2, 6))
def test_every_card_is_found(number: str, separator: str, digits: str, around: str, size: int) -> None:
    assume(number[0] != "0")
    whole = number + luhn.calc_check_digit(number)
    shown = grouped(whole, size, separator).translate(str.maketrans(string.digits, digits))
    assert CARD in sensitive(around.format(shown), OWN)


@given(st.integers(0, 99_999_999), st.sampled_from(["", "-", " ", "."]), st.booleans(), AROUND)
def test_every_dni_is_found(number: int, separator: str, dotted: bool, around: str) -> None:
    digits = f"{number:08d}"
    letter = dni.calc_check_digit(digits)
    shown = f"{digits[:2]}.{digits[2:5]}.{digits[5:]}" if dotted else digits
    assert IDENTITY in sensitive(around.format(f"{shown}{separator}{letter}"), OWN)


@given(st.sampled_from("XYZ"), st.integers(0, 9_999_999), st.sampled_from(["", "-", " "]), AROUND)
def test_every_nie_is_found(first: str, number: int, separator: str, around: str) -> None:
    start = f"{first}{number:07d}"
    shown = f"{start[0]}{separator}{start[1:]}{separator}{nie.calc_check_digit(start)}"
    assert IDENTITY in sensitive(around.format(shown), OWN)


@pytest.mark.rule("W2")
@given(st.integers(1, 53), st.integers(0, 99_999_999), st.sampled_from(["", "/", " ", "-"]), AROUND)
def test_every_social_security_number_is_found(
    province: int, number: int, separator: str, around: str
) -> None:
    whole = f"{province}{number:07d}" if number < 10_000_000 else f"{province}{number:08d}"
    check = f"{int(whole) % 97:02d}"
    shown = separator.join((f"{province:02d}", f"{number:08d}", check))
    assert is_social_security_number(f"{province:02d}{number:08d}{check}")
    assert SOCIAL in sensitive(around.format(shown), OWN)


@given(st.integers(1, 53), st.integers(0, 99_999_999), st.integers(1, 96))
def test_a_wrong_check_is_no_social_security_number(province: int, number: int, off: int) -> None:
    whole = f"{province}{number:07d}" if number < 10_000_000 else f"{province}{number:08d}"
    assert not is_social_security_number(f"{province:02d}{number:08d}{(int(whole) + off) % 97:02d}")


@given(st.text(max_size=300))
def test_any_text_gets_an_answer(text: str) -> None:
    found = sensitive(text, OWN)
    assert list(found) == [kind for kind in Sensitive if kind in found]
