"""The caller's language, by `Accept-Language`."""

from typing import Annotated

from fastapi import Depends, Header

LANGUAGES = ("es", "en")


def preferred_language(header: str | None) -> str | None:
    """The language of ours that the header prefers; `None` when it names none (RFC 9110, 12.5.4)."""
    ranked: list[tuple[float, int, str]] = []
    for place, item in enumerate((header or "").split(",")):
        tag, *parameters = (part.strip() for part in item.split(";"))
        weight = _weight(parameters)
        language = tag.split("-")[0].lower()
        if language in LANGUAGES and weight > 0:
            ranked.append((-weight, place, language))
    return min(ranked)[2] if ranked else None


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return float(parameter[2:])
            except ValueError:
                return 0.0
    return 1.0


def _language(accept_language: Annotated[str | None, Header()] = None) -> str | None:
    return preferred_language(accept_language)


PreferredLanguage = Annotated[str | None, Depends(_language)]
