"""The words of the certificate in Spanish and English, and how instants are written in it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

LANGUAGES = ("es", "en")
_DATE = {"es": "%d/%m/%Y", "en": "%Y-%m-%d"}


@cache
def words(language: str) -> Mapping[str, Any]:
    """All words of a language. Raises `KeyError` for a language without words."""
    if language not in LANGUAGES:
        raise KeyError(language)
    found: Mapping[str, Any] = json.loads(
        files(__package__).joinpath("words", f"{language}.json").read_bytes()
    )
    return found


class Clockface:
    """Writes instants to the second in the holder's zone and in UTC, both said."""

    def __init__(self, language: str, zone: str) -> None:
        self._date = _DATE[language]
        self._zone = ZoneInfo(zone)

    def both(self, at: datetime) -> str:
        """Such as `22/11/2026 14:03:22 CET (13:03:22 UTC)`; the UTC date too where it differs."""
        local, utc = at.astimezone(self._zone), at.astimezone(UTC)
        form = "%H:%M:%S" if local.date() == utc.date() else f"{self._date} %H:%M:%S"
        return f"{self.local(at)} ({utc.strftime(form)} UTC)"

    def local(self, at: datetime) -> str:
        """In the holder's zone, with the zone's abbreviation."""
        return at.astimezone(self._zone).strftime(f"{self._date} %H:%M:%S %Z")

    def utc(self, at: datetime) -> str:
        """In UTC."""
        return at.astimezone(UTC).strftime(f"{self._date} %H:%M:%S UTC")
