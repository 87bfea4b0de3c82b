"""Whoever takes a picture of an opened page away shows by it who they are (contract A8, S17)."""

import io

import pytest
from PIL import Image, ImageChops

from activities.documents.name_mark import with_name_mark

WORDS = "Nora Gil · opn_01KB3EJ7Q5E0Y2V4W6C8F0G2MD · 2027-01-20 09:00 UTC"


def page(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("L", (width, height), 255).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("size", [(200, 283), (800, 1131), (2400, 1200), (1000, 100)])
def test_no_part_of_the_page_is_without_the_name(size: tuple[int, int]) -> None:
    """Cut into quarters each way, every piece shows some of it."""
    marked = Image.open(io.BytesIO(with_name_mark(page(*size), WORDS)))
    assert (marked.size, marked.mode) == (size, "RGB")
    changed = ImageChops.difference(marked, Image.new("RGB", size, "white"))
    width, height = size
    parts = 2 if height == 100 else 4
    for column in range(parts):
        for row in range(parts):
            left, top = column * width // parts, row * height // parts
            piece = changed.crop((left, top, left + width // parts, top + height // parts))
            assert piece.getbbox() is not None, f"piece {column}, {row} is clean"


def test_the_page_stays_readable() -> None:
    black = Image.new("RGB", (800, 1131), "black")
    out = io.BytesIO()
    black.save(out, "PNG")
    marked = Image.open(io.BytesIO(with_name_mark(out.getvalue(), WORDS)))
    brightest = max(high for _, high in marked.getextrema())
    assert brightest < 100, "print stays darker than what is written over it"


@pytest.mark.parametrize("words", ["", "ñ" * 400, "\u202e李雷 · محمد"])
def test_any_name_can_be_written(words: str) -> None:
    assert Image.open(io.BytesIO(with_name_mark(page(400, 566), words))).size == (400, 566)
