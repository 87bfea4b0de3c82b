"""Versions of texts that do not exist, for tests of what a change sets off."""

from types import MappingProxyType

import pytest

from terms import clauses, texts
from terms.accounts import Document

SUMMARIES = {"es": "Cambia el plazo.", "en": "The period changes."}


def publish(monkeypatch: pytest.MonkeyPatch, kind: Document, version: str, *, substantial: bool) -> None:
    """Adds a version to the texts of a kind until the test ends; terms are numbered as the current ones."""
    added = {
        (kind, version, language): texts.Text(
            kind, version, language, texts.current(kind, language).title, f"{version} {language}\n"
        )
        for language in texts.LANGUAGES
    }
    change = texts.Change(version, substantial, SUMMARIES)
    monkeypatch.setattr(texts, "_TEXTS", MappingProxyType({**texts._TEXTS, **added}))
    if kind is Document.TERMS:
        for name in ("CLAUSES", "_SANCTIONS"):
            known = getattr(clauses, name)
            numbered = MappingProxyType({**known, version: known[clauses.CURRENT_TERMS]})
            monkeypatch.setattr(clauses, name, numbered)
    changes = {**texts._CHANGES, kind: (*texts.changes(kind), change)}
    monkeypatch.setattr(texts, "_CHANGES", MappingProxyType(changes))
