"""Passwords that are soon guessed, although they keep the rules of contract M3.

zxcvbn estimates how many guesses a password takes from lists of leaked passwords, words, dates, keyboard
patterns and letters swapped for digits. Spanish words are ours to add (`terms/words`).
"""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from zxcvbn.matching import RANKED_DICTIONARIES, build_ranked_dict, omnimatch
from zxcvbn.scoring import most_guessable_match_sequence

GUESSES = 10**8
"""Fewer guesses than this make a password common: zxcvbn's scores 0 to 2."""
LENGTH_JUDGED = 72
"""Signs looked at: the time it takes grows with the square of the length, and the rest only adds strength."""
PERSONAL_LENGTH = 4
"""Shorter parts of a name or address are no sign that a password holds them."""
_WORDS = Path(__file__).parent / "words"
_LISTS = ("common", "names", "surnames", "places")


def is_common(password: str) -> bool:
    """Whether somebody who knows what people choose would soon guess it."""
    judged = password[:LENGTH_JUDGED]
    matches = omnimatch(judged, _dictionaries())
    return int(most_guessable_match_sequence(judged, matches)["guesses"]) < GUESSES


def holds_personal(password: str, about: Iterable[str]) -> bool:
    """Whether it holds a part of what is known about its user: their address, their name, their business."""
    plain = _plain(password)
    return any(part in plain for text in about for part in _parts(text))


def _parts(text: str) -> Iterator[str]:
    """Words of a name; of an address what stands before the `@`, whole and by its words."""
    before, _, _ = text.partition("@")
    words = "".join(sign if sign.isalnum() else " " for sign in _plain(before)).split()
    yield from (part for part in (_plain(before), *words) if len(part) >= PERSONAL_LENGTH)


@cache
def _dictionaries() -> dict[str, dict[str, int]]:
    theirs: dict[str, dict[str, int]] = RANKED_DICTIONARIES
    return theirs | {f"spanish_{name}": build_ranked_dict(_entries(name)) for name in _LISTS}


def _entries(name: str) -> list[str]:
    """The words of a list, each also as it is typed without accents, at its own rank."""
    words = (_WORDS / f"{name}.txt").read_text(encoding="utf-8").split()
    return list(dict.fromkeys(form for word in words for form in (word, _plain(word))))


def _plain(text: str) -> str:
    """In lower case, without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
