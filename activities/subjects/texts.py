"""Titles, messages and metadata of envelopes that name an erased person: told, or redacted (GDPR art. 17)."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from activities.subjects.destroying import ERASED_NAME
from models import Envelope

SHORTEST_NAME = 4
"""Shorter names are words of other meanings too."""
_TITLE_MAX = 200


def naming(email: str, name: str | None) -> re.Pattern[str]:
    """Finds the person's address and full name in any case and spacing, and in no longer address or name."""
    needles = [rf"(?<![\w.+]){re.escape(email)}(?![\w-]|\.\w)"]
    words = (name or "").split()
    if len(" ".join(words)) >= SHORTEST_NAME:
        spaced = r"\s+".join(re.escape(word) for word in words)
        needles.append(rf"(?<!\w){spaced}(?!\w)")
    return re.compile("|".join(needles), re.IGNORECASE)


def texts_naming(envelope: Envelope, person: re.Pattern[str]) -> Sequence[str]:
    """Which of the envelope's own texts name the person."""
    return [field for field, value in _texts(envelope).items() if any(map(person.search, _words(value)))]


def redact_texts(envelope: Envelope, person: re.Pattern[str]) -> None:
    """Puts the word for what is erased in the place of the person wherever the envelope's texts name them."""
    instead = ERASED_NAME[envelope.language]

    def redacted(text: str) -> str:
        return person.sub(instead, text)

    envelope.title = redacted(envelope.title)[:_TITLE_MAX]
    envelope.message = redacted(envelope.message)
    envelope.custom = _over(envelope.custom, redacted)
    if envelope.external_id is not None:
        envelope.external_id = redacted(envelope.external_id)[:_TITLE_MAX]


def _texts(envelope: Envelope) -> dict[str, Any]:
    return {
        "title": envelope.title,
        "message": envelope.message,
        "metadata": envelope.custom,
        "external_id": envelope.external_id,
    }


def _over(value: Any, change: Callable[[str], str]) -> Any:
    """The value with every text in it changed, names of members too."""
    match value:
        case str():
            return change(value)
        case dict():
            return {change(name): _over(member, change) for name, member in value.items()}
        case list():
            return [_over(member, change) for member in value]
        case _:
            return value


def _words(value: Any) -> list[str]:
    """Every text in a value."""
    found: list[str] = []

    def note(text: str) -> str:
        found.append(text)
        return text

    _over(value, note)
    return found
