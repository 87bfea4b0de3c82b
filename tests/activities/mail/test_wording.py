"""Dates as people read them, and users' words made tame."""

import unicodedata
from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.mail.wording import address_words, instant_words, many_lines, one_line, subject_line

BIDI_CONTROLS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@pytest.mark.parametrize(
    ("at", "zone", "language", "words"),
    [
        ("2026-12-22T23:00Z", "Europe/Madrid", "es", "22 de diciembre de 2026, 24:00 (Europe/Madrid)"),
        ("2026-12-31T23:00Z", "Europe/Madrid", "en", "31 December 2026, 24:00 (Europe/Madrid)"),
        ("2027-03-27T23:00Z", "Europe/Madrid", "en", "27 March 2027, 24:00 (Europe/Madrid)"),
        ("2027-07-01T16:05Z", "Europe/Madrid", "es", "1 de julio de 2027, 18:05 (Europe/Madrid)"),
        ("2027-07-01T16:05Z", "America/New_York", "en", "1 July 2027, 12:05 (America/New York)"),
    ],
)
def test_instants_name_day_hour_and_zone(at: str, zone: str, language: str, words: str) -> None:
    assert instant_words(datetime.fromisoformat(at), zone, language) == words


@given(st.text())
def test_one_line_is_one_line_that_reads_forwards(text: str) -> None:
    tame = one_line(text)
    assert not any(unicodedata.category(sign) in ("Cc", "Zl", "Zp", "Cs") for sign in tame)
    assert not {unicodedata.bidirectional(sign) for sign in tame} & BIDI_CONTROLS
    assert one_line(tame) == tame
    assert len(subject_line(text)) <= 180


@given(st.text())
def test_many_lines_keep_words_and_lose_controls(text: str) -> None:
    lines = many_lines(text)
    assert " ".join(" ".join(lines).split()) == one_line(text)
    assert all(line == one_line(line) for line in lines)
    assert not any(first == second == "" for first, second in pairwise(lines))
    assert not lines or (lines[0] and lines[-1])


def test_letters_of_every_script_stay() -> None:
    assert (
        one_line("Zoë \U0001f469\u200d\U0001f680 محمد שלום 李")
        == "Zoë \U0001f469\u200d\U0001f680 محمد שלום 李"
    )


def test_address_has_its_parts_in_order() -> None:
    address = {"country": "ES", "line1": "Calle Mayor 4", "city": "Alicante", "line2": "", "floor": "3.º\nB"}
    assert address_words(address) == "Calle Mayor 4, Alicante, ES, 3.º B"
    assert address_words({}) == ""
