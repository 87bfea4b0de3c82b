import hashlib
import re
from dataclasses import replace
from importlib.resources import files
from itertools import product

import pytest

from terms import texts
from terms.accounts import Document

HOLDER = texts.Holder(
    name="Firmas del Mar, S.L.",
    tax_id="B12345674",
    address="Calle Mayor 1, 03001 Alicante",
    email="legal@firmas.example",
    dpo_email="dpd@firmas.example",
    registry="Registro Mercantil de Alicante, hoja A-1",
    service_url="https://firmas.example",
)
EVERY = [
    (kind, version, language)
    for kind, language in product(Document, texts.LANGUAGES)
    for version in texts.versions(kind)
]
CONTRACT_NUMBERS = {
    Document.PROCESSOR: {"30", "7", "48", "8", "4", "6"},
    Document.TERMS: {"18", "24", "30", "15", "14"},
}


@pytest.mark.parametrize(("kind", "version", "language"), EVERY)
def test_every_text_is_its_file_byte_for_byte(kind: Document, version: str, language: str) -> None:
    text = texts.find(kind, version, language)
    assert text is not None
    file = files("terms.texts").joinpath(kind.value, f"{version}.{language}.md").read_bytes()
    assert text.markdown.encode() == file
    assert text.sha256 == hashlib.sha256(file).hexdigest()
    assert text.body.endswith("\n")
    assert "\r" not in text.body


@pytest.mark.parametrize(("kind", "version", "language"), EVERY)
def test_filled_text_names_the_holder_and_nothing_is_left_open(
    kind: Document, version: str, language: str
) -> None:
    text = texts.find(kind, version, language)
    assert text is not None
    filled = text.filled(HOLDER)
    assert "{{" not in filled.markdown
    assert HOLDER.name in filled.body
    assert HOLDER.tax_id in filled.body
    assert filled.sha256 != text.sha256
    assert filled == text.filled(HOLDER)


@pytest.mark.parametrize("kind", list(Document))
def test_languages_say_the_same_structure(kind: Document) -> None:
    bodies = [texts.current(kind, language).body for language in texts.LANGUAGES]

    def shape(body: str) -> list[str]:
        return re.findall(r"^(?:#+ |\d+\. |- )", body, flags=re.MULTILINE)

    def placeholders(body: str) -> list[str]:
        return re.findall(r"\{\{\w+\}\}", body)

    assert shape(bodies[0]) == shape(bodies[1])
    assert placeholders(bodies[0]) == placeholders(bodies[1])


@pytest.mark.parametrize("kind", list(CONTRACT_NUMBERS))
@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_periods_of_the_contract_are_in_the_text(kind: Document, language: str) -> None:
    numbers = set(re.findall(r"\b\d+\b", texts.current(kind, language).body))
    assert numbers >= CONTRACT_NUMBERS[kind]


def test_hash_pins_the_holder_too() -> None:
    text = texts.current(Document.SIGNING_CONSENT, "es")
    moved = replace(HOLDER, address="Calle Menor 2, 03002 Alicante")
    assert text.filled(HOLDER).sha256 != text.filled(moved).sha256


def test_entry_without_datum_is_left_out_with_its_label() -> None:
    text = texts.current(Document.TERMS, "es")
    assert "Datos registrales" in text.filled(HOLDER).body
    without = text.filled(replace(HOLDER, registry="")).body
    assert "Datos registrales" not in without
    assert len(without.splitlines()) == len(text.body.splitlines()) - 1


def test_current_is_the_newest_version() -> None:
    for kind in Document:
        assert texts.current(kind, "en").version == max(texts.versions(kind))
    assert texts.find(Document.TERMS, "1999-01-01", "es") is None
    with pytest.raises(KeyError):
        texts.current(Document.TERMS, "fr")


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_consent_claims_a_simple_signature_and_says_how_to_refuse(language: str) -> None:
    body = texts.current(Document.SIGNING_CONSENT, language).body.lower()
    words = {
        "es": (
            "firma electrónica simple",
            "no es una firma electrónica cualificada",
            "rechazar",
            "retirar",
            "dirección ip",
        ),
        "en": (
            "simple electronic signature",
            "not a qualified electronic signature",
            "decline",
            "withdraw",
            "ip address",
        ),
    }[language]
    assert all(word in body for word in words)


@pytest.mark.rule("S20")
@pytest.mark.parametrize(
    ("language", "clause"), [("es", "importe del servicio objeto"), ("en", "price of the service")]
)
def test_the_terms_say_to_what_liability_is_limited(language: str, clause: str) -> None:
    assert clause in texts.current(Document.TERMS, language).body


def test_text_without_title_or_with_unknown_placeholder_is_refused() -> None:
    with pytest.raises(ValueError, match="does not start with a title"):
        texts.parse(Document.TERMS, "2026-01-01", "es", "no title here\n")
    open_text = texts.parse(Document.TERMS, "2026-01-01", "es", "# T\n\nhello {{holder_shoe_size}}\n")
    with pytest.raises(KeyError):
        open_text.filled(HOLDER)


@pytest.mark.parametrize("kind", list(Document))
def test_every_version_says_what_it_changed(kind: Document) -> None:
    assert tuple(change.version for change in texts.changes(kind)) == texts.versions(kind)
    assert texts.changes(kind)[0].substantial, "a first version has to be accepted"
    for change in texts.changes(kind):
        assert set(change.summaries) == set(texts.LANGUAGES)
        assert all(summary.strip() for summary in change.summaries.values())
    assert texts.binding_version(kind) in texts.versions(kind)
