"""Words as outlines for a page's content: no font goes into the document, and nobody can select them."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any, cast

from fontTools.pens.qu2cuPen import Qu2CuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

FONT = files("activities.evidence").joinpath("fonts", "IBMPlexSans-SemiBold.ttf")
_OPERATORS = {"moveTo": "m", "lineTo": "l", "curveTo": "c", "closePath": "h"}
_SMOOTHNESS = 1.0
"""How far, in units of the font, an outline may lie beside the glyph's own."""
Point = tuple[float, float]


@cache
def outlined(words: str) -> tuple[str, float]:
    """Path operators of `words` on one line, one unit high and from the origin on, and how wide they are."""
    with TTFont(str(FONT)) as font:
        glyphs, names = font.getGlyphSet(), font.getBestCmap() or {}
        unit = int(cast("Any", font["head"]).unitsPerEm)
        left, written = 0.0, []
        for sign in words:
            glyph = glyphs[names[ord(sign)]]
            recorded = DecomposingRecordingPen(glyphs)
            glyph.draw(Qu2CuPen(recorded, _SMOOTHNESS, all_cubic=True))
            written += [_operator(name, points, left) for name, points in recorded.value]
            left += glyph.width
        return f"{1 / unit:.6f} 0 0 {1 / unit:.6f} 0 0 cm\n" + "\n".join(written), left / unit


def _operator(name: str, points: Iterable[Point], left: float) -> str:
    numbers = " ".join(f"{x + left:.1f} {y:.1f}" for x, y in points)
    return f"{numbers} {_OPERATORS[name]}"
