"""How mails write dates, and how they tame what users wrote: no control characters, no reversed text."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

SUBJECT_MAX = 180
_MONTHS = {
    "es": (
        "enero", "febrero", "marzo", "abril", "mayo", "junio",
        "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
_BIDI_CONTROLS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]")
_ADDRESS_PARTS = ("line1", "street", "line2", "postal_code", "city", "town", "province", "region", "country")


def one_line(text: str) -> str:
    """User text for a subject, a sender's name or a sentence: one line that shows in the order it is stored.

    Line breaks and control characters become spaces (nothing can start another header), and controls of
    writing direction go, so that a name cannot make its neighbours read backwards.
    """
    without_bidi = _BIDI_CONTROLS.sub("", text)
    spaced = (
        " " if unicodedata.category(sign) in ("Cc", "Zl", "Zp", "Cs") else sign for sign in without_bidi
    )
    return " ".join("".join(spaced).split())


def many_lines(text: str) -> list[str]:
    """A user's message as tame lines; runs of empty lines become one, none at the ends."""
    lines = [one_line(line) for line in re.split(r"\r\n|[\n\r\v\f\x85\u2028\u2029]", text)]
    joined = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    return joined.split("\n") if joined else []


def subject_line(text: str) -> str:
    """A subject on one line of at most `SUBJECT_MAX` characters."""
    line = one_line(text)
    return line if len(line) <= SUBJECT_MAX else line[: SUBJECT_MAX - 1].rstrip() + "…"


def instant_words(at: datetime, zone: str, language: str) -> str:
    """An instant as people read it, with its zone, such as `22 December 2026, 18:05 (Europe/Madrid)`.

    Local midnight, where deadlines end (contract C2), is written as 24:00 of the day that ends.
    """
    local = at.astimezone(ZoneInfo(zone))
    clock = local.strftime("%H:%M")
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        local, clock = local - timedelta(days=1), "24:00"
    return f"{_day_words(local, language)}, {clock} ({zone.replace('_', ' ')})"


def beginning_words(at: datetime, zone: str, language: str) -> str:
    """An instant at which something begins: a day by its date, another one as `instant_words` has it."""
    local = at.astimezone(ZoneInfo(zone))
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return _day_words(local, language)
    return instant_words(at, zone, language)


def _day_words(local: datetime, language: str) -> str:
    month = _MONTHS[language][local.month - 1]
    return (
        f"{local.day} de {month} de {local.year}" if language == "es" else f"{local.day} {month} {local.year}"
    )


def address_words(address: Mapping[str, Any]) -> str:
    """A postal address on one line, its known parts in the usual order, then any others."""
    names = [name for name in _ADDRESS_PARTS if name in address]
    names += sorted(name for name in address if name not in _ADDRESS_PARTS)
    parts = (one_line(str(address[name])) for name in names if address[name])
    return ", ".join(part for part in parts if part)
