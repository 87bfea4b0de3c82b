"""What the fields of a signature look like: typst sets them, one page for each field."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import typst

from activities.signing.request import FieldKind, FilledField, VisibleMark
from terms.signatures import initials

FOLDER = Path(__file__).parent
DRAWING = "drawing.png"
LEAST_SIZE = 1.0
"""Points; typst refuses pages without size."""

_SIGNED_BY = {"es": "Firmado por", "en": "Signed by"}
_DATE = {"es": "%d/%m/%Y", "en": "%Y-%m-%d"}


@dataclass(frozen=True)
class Look:
    """One page for typst, in points. `shape` is signature, initials, checkbox or text."""

    shape: str
    width: float
    height: float
    text: str = ""
    ticked: bool = False
    typed: str = ""
    drawing: str | None = None
    lines: tuple[str, ...] = ()


def look(mark: VisibleMark, field: FilledField, size: tuple[float, float]) -> Look:
    """How `field`, of `size` points as shown, looks when filled by the signer of `mark`."""
    width, height = (max(side, LEAST_SIZE) for side in size)
    kind = field.place.kind
    if kind is FieldKind.SIGNATURE:
        drawing = DRAWING if mark.drawing else None
        return Look(
            "signature", width, height, typed=mark.typed or mark.name, drawing=drawing, lines=_lines(mark)
        )
    if kind is FieldKind.CHECKBOX:
        return Look("checkbox", width, height, ticked=field.value is True)
    shape = "initials" if kind is FieldKind.INITIALS else "text"
    return Look(shape, width, height, text=field_text(mark, field))


def field_text(mark: VisibleMark, field: FilledField) -> str:
    """The text of a field: who and when come from the signature itself, the rest from the signer."""
    match field.place.kind:
        case FieldKind.DATE:
            return f"{mark.signed_at.astimezone(ZoneInfo(mark.zone)):{_DATE[mark.language]}}"
        case FieldKind.NAME:
            return mark.name
        case FieldKind.INITIALS:
            return str(field.value or initials(mark.name))
        case _:
            return str(field.value)


def set_pages(looks: Sequence[Look], drawing: bytes | None) -> bytes:
    """A PDF with one page for each look."""
    with tempfile.TemporaryDirectory() as root:
        if drawing:
            (Path(root) / DRAWING).write_bytes(drawing)
        compiled = _compiler().compile(
            (FOLDER / "mark.typ").read_bytes(),
            root=root,
            format="pdf",
            pdf_tags=False,
            sys_inputs={
                "fields": json.dumps([asdict(each) for each in looks]),
                "fonts": json.dumps(_families()),
            },
        )
    if not isinstance(compiled, bytes):
        raise TypeError("typst gave no single PDF")
    return compiled


def _lines(mark: VisibleMark) -> tuple[str, ...]:
    local = mark.signed_at.astimezone(ZoneInfo(mark.zone))
    offset = f"{local:%z}"
    when = f"{local:{_DATE[mark.language]}} {local:%H:%M:%S} {mark.zone} (UTC{offset[:3]}:{offset[3:]})"
    return f"{_SIGNED_BY[mark.language]} {mark.name}", when, mark.envelope_id


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[FOLDER / "fonts"]
    )


@cache
def _families() -> list[str]:
    """All families, the one for Latin, Greek and Cyrillic first, those for Korean and other CJK last."""
    scripts = sorted(name for name in _fonts().families() if name.startswith("Noto Sans "))
    return ["Noto Sans", *scripts, "NanumGothic", "Droid Sans Fallback"]


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(font_paths=_fonts(), ignore_system_fonts=True)
