"""A person is found in an envelope's own texts as their name is written, and as no other word (art. 17)."""

import pytest

from activities.subjects.texts import naming, redact_texts, texts_naming
from models import Envelope


def envelope(**texts: object) -> Envelope:
    """An envelope with these texts."""
    given: dict[str, object] = {"title": "Contrato", "message": "", "custom": {}, "external_id": None}
    return Envelope(language="en", **(given | texts))


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
        ("ana@example.com.mx", False),
    ],
)
def test_whole_names_and_addresses_alone(text: str, named: bool) -> None:
    person = naming("ana@example.com", "Ana Ruiz")
    assert texts_naming(envelope(title=text), person) == (["title"] if named else [])


def test_a_name_too_short_to_mean_somebody_is_left() -> None:
    assert texts_naming(envelope(title="Li: contrato"), naming("li@example.com", "Li")) == []


def test_signs_in_a_name_are_signs() -> None:
    person = naming("a.b@example.com", "J. (Pepe) Ruiz+")
    assert texts_naming(envelope(message="Hola J. (Pepe) Ruiz+"), person) == ["message"]
    assert texts_naming(envelope(message="aXb@example.com"), person) == []


def test_every_text_is_redacted_and_nothing_else() -> None:
    made = envelope(
        title="Ana Ruiz y Luis Gil",
        custom={"Ana Ruiz": ["ana@example.com", 3, None, {"to": "Luis Gil"}]},
        external_id="ref-ana@example.com",
    )
    person = naming("ana@example.com", "Ana Ruiz")
    assert texts_naming(made, person) == ["title", "metadata", "external_id"]
    redact_texts(made, person)
    assert texts_naming(made, person) == []
    assert made.title == "(erased) y Luis Gil"
    assert made.custom == {"(erased)": ["(erased)", 3, None, {"to": "Luis Gil"}]}
    assert made.external_id == "ref-(erased)"
