"""Makes any text printable in a PDF/A: no glyph may be missing, nothing may hide, nothing may be lost."""

import re
import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst
from fontTools.ttLib import TTFont

FONT_FOLDER = Path(str(files(__package__).joinpath("fonts")))
_LONG_RUN = re.compile(r"\S{25,}")
_WHOLE = re.compile(r"[0-9a-f]{64}|[a-z]{3}_[0-9A-Z]{26}")
_BREAK_AFTER = 12
_SEPARATORS = frozenset("/?&=._@-:;,")
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
_ZERO_WIDTH_SPACE = "\u200b"


@cache
def covered(*, own_only: bool) -> frozenset[int]:
    """Code points that our fonts have, or those of this machine too unless `own_only`."""
    fonts = typst.Fonts(include_system_fonts=not own_only, font_paths=[str(FONT_FOLDER)]).fonts()
    points: set[int] = set()
    for font in fonts:
        if font.path is not None:
            with TTFont(font.path, fontNumber=font.index, lazy=True) as read:
                points.update(read.getBestCmap() or {})
    return frozenset(points)


def printable(value: Any, *, own_only: bool = False) -> Any:
    """`value` (JSON) with every text in it printable.

    A character without a glyph, or one that shows nothing (controls, direction marks), is written by its
    code, as `[U+202E]`; very long words get places to break.
    """
    if isinstance(value, str):
        return _printable_text(value, covered(own_only=own_only))
    if isinstance(value, dict):
        return {name: printable(item, own_only=own_only) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [printable(item, own_only=own_only) for item in value]
    return value


def _printable_text(text: str, points: frozenset[int]) -> str:
    spaced = re.sub(r"[\n\r\t\u00a0\u2028\u2029]+", " ", unicodedata.normalize("NFC", text))
    shown = "".join(letter if _has_glyph(letter, points) else f"[U+{ord(letter):04X}]" for letter in spaced)
    return _LONG_RUN.sub(lambda run: _breakable(run.group()), shown)


def _has_glyph(letter: str, points: frozenset[int]) -> bool:
    return ord(letter) in points and unicodedata.category(letter) not in _INVISIBLE


def _breakable(run: str) -> str:
    """Places to break after separators and at least every dozen characters.

    Hashes and ids stay whole, so that they can be copied: the layout gives them room.
    """
    if _WHOLE.fullmatch(run):
        return run
    pieces = [""]
    for letter in run:
        pieces[-1] += letter
        if letter in _SEPARATORS or len(pieces[-1]) == _BREAK_AFTER:
            pieces.append("")
    return _ZERO_WIDTH_SPACE.join(piece for piece in pieces if piece)
