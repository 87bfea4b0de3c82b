"""A person is found in an envelope's own texts as their name is written, and as no other word (art. 17)."""

import unicodedata

import pytest

from activities.subjects.texts import Texts, naming, naming_any, redact_texts, texts_naming
from models import Act, Document, Envelope, Field, Signer


def texts(**said: object) -> Texts:
    """An envelope that says this."""
    given: dict[str, object] = {"title": "Contrato", "message": "", "custom": {}, "external_id": None}
    return Texts(Envelope(language="en", **(given | said)))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Ana Ruiz", True),
        ("ANA  RUIZ: anexo", True),
        ("para ana@example.com", True),
        ("<Ana@Example.com>", True),
        ("Mariana Ruiz", False),
        ("Ana Ruizcaballero", False),
        ("Ana", False),
        ("xana@example.com", False),
        ("ana@example.community", False),
        ("ana@example.com.", True),
        ("juan.ana@example.com", False),
        ("ana+x@example.com", False),
        ("contrato_ana_ruiz.pdf", True),
        ("contrato-Ana.Ruiz-2026.pdf", True),
        ("Ana RUIZ2", False),
        ("ana@example.com.mx", False),
    ],
)
def test_whole_names_and_addresses_alone(text: str, named: bool) -> None:
    person = naming("ana@example.com", "Ana Ruiz")
    assert texts_naming(texts(title=text), person) == (["title"] if named else [])


def test_a_name_too_short_to_mean_somebody_is_left() -> None:
    assert texts_naming(texts(title="Li: contrato"), naming("li@example.com", "Li")) == []


def test_of_several_names_the_longer_one_goes_as_a_whole() -> None:
    person = naming_any(["ana@example.com", "a@example.org"], ["Ana Ruiz", "Ana Ruiz Vidal"])
    made = texts(title="Ana Ruiz Vidal, antes Ana Ruiz", message="a@example.org")
    redact_texts(made, person)
    assert made.envelope.title == "(erased), antes (erased)"
    assert made.envelope.message == "(erased)"


def test_signs_in_a_name_are_signs() -> None:
    assert texts_naming(texts(title="Contrato, de obra", message="\n\n"), naming(None, None)) == []
    person = naming("a.b@example.com", "J. (Pepe) Ruiz+")
    assert texts_naming(texts(message="Hola J. (Pepe) Ruiz+"), person) == ["message"]
    assert texts_naming(texts(message="aXb@example.com"), person) == []


def test_every_text_is_redacted_and_nothing_else() -> None:
    made = texts(
        title="Ana Ruiz y Luis Gil",
        custom={"Ana Ruiz": ["ana@example.com", 3, None, {"to": "Luis Gil"}]},
        external_id="ref-ana@example.com",
    )
    person = naming("ana@example.com", "Ana Ruiz")
    assert texts_naming(made, person) == ["title", "metadata", "external_id"]
    redact_texts(made, person)
    assert texts_naming(made, person) == []
    assert made.envelope.title == "(erased) y Luis Gil"
    assert made.envelope.custom == {"(erased)": ["(erased)", 3, None, {"to": "Luis Gil"}]}
    assert made.envelope.external_id == "ref-(erased)"


def test_a_name_is_found_without_its_accents_and_with_accents_written_apart() -> None:
    person = naming("l@example.com", "Lucía Peña")
    for written in ("lucia_pena", "LUCÍA PEÑA", unicodedata.normalize("NFD", "Lucía Peña")):
        assert texts_naming(texts(title=written), person) == ["title"]
    assert texts_naming(texts(title="Lucía Pana"), person) == []


def test_words_of_others_are_redacted_within_their_length_and_their_evidence_is_told() -> None:
    envelope = Envelope(
        language="en", title="Contract", message="", custom={}, external_id=None, reason="Ana Ruiz left"
    )
    made = Texts(
        envelope,
        documents=[Document(name="Ana Ruiz" * 3 + ".pdf"), Document(name="x" * 246 + " Ana Ruiz")],
        fields=[Field(label="Signature of Ana Ruiz")],
        others=[Signer(decline_reason="Not with Ana Ruiz"), Signer(decline_reason=None)],
        acts=[Act(words="Ana Ruiz left", details={"who": "Ana Ruiz"})],
        evidence=[{"reason": "Ana Ruiz left"}, ["x", None]],
    )
    person = naming("ana@example.com", "Ana Ruiz")
    before = ["reason", "decline_reason", "acts", "field_label", "document_name", "evidence"]
    assert texts_naming(made, person) == before
    redact_texts(made, person)
    assert texts_naming(made, person) == ["evidence"]
    assert envelope.reason == "(erased) left"
    assert [len(document.name) <= 255 for document in made.documents] == [True, True]
    assert (made.acts[0].words, made.acts[0].details) == ("(erased) left", {"who": "(erased)"})
