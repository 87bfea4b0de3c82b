"""Lays the certificate out as PDF/A. User text reaches the layout as JSON only, never as code."""

import io
import json
from datetime import datetime
from importlib.resources import files
from typing import Any, Final

import segno
import typst

from activities.evidence.glyphs import FONT_FOLDER, printable

PDF_STANDARD: Final = "a-2b"
_QR_ERROR_CORRECTION = "m"


def compose(data: dict[str, Any], at: datetime) -> bytes:
    """The certificate as PDF/A-2b; `at` becomes the PDF's creation date. CPU work: not for an event loop.

    Characters are first checked against all fonts of this machine. Should one of them lack a glyph after
    all, only our own fonts are relied upon and the rest is written by code, so that any name gets through.
    """
    try:
        return _compile(data, at, own_fonts_only=False)
    except typst.TypstError as failure:
        if "could not be displayed" not in str(failure):
            raise
        return _compile(data, at, own_fonts_only=True)


def _compile(data: dict[str, Any], at: datetime, *, own_fonts_only: bool) -> bytes:
    compiled = typst.compile(
        str(files(__package__).joinpath("certificate.typ")),
        format="pdf",
        font_paths=[str(FONT_FOLDER)],
        ignore_system_fonts=own_fonts_only,
        sys_inputs={
            "data": json.dumps(printable(data, own_only=own_fonts_only), ensure_ascii=False),
            "qr": _qr_code(data["qr"]),
        },
        pdf_standards=PDF_STANDARD,
        timestamp=int(at.timestamp()),
    )
    if not isinstance(compiled, bytes):
        raise TypeError("typst returned no single PDF")
    return compiled


def _qr_code(content: str) -> str:
    drawn = io.BytesIO()
    segno.make(content, error=_QR_ERROR_CORRECTION, micro=False).save(
        drawn, kind="svg", border=0, dark="#16202c"
    )
    return drawn.getvalue().decode()
