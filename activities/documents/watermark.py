"""Marks every page of a document made in test mode, so that no copy of it passes for a real one.

The marks are part of the pages' content, put there before anybody sees or signs the document: pictures,
signed versions and prints all carry them.
"""

import io
import math

import pikepdf
from pikepdf import Array, Dictionary, Name

from activities.documents.outlines import outlined
from activities.documents.page_boxes import shown_box

DIAGONAL_WORDS = "PRUEBA · TEST"
EDGE_WORDS = "Documento de prueba, sin validez · Test document, not valid"
DIAGONAL_SHARE = 0.8
"""Part of the page's diagonal that the words take."""
EDGE_SHARE = 0.7
"""Part of the page's width that the line along its upper edge takes."""
_COLOUR = "0.78 0.13 0.13"
_STATE = Dictionary({"/Type": Name.ExtGState, "/ca": 0.18, "/CA": 0.5})
_EDGE_STATE = Dictionary({"/Type": Name.ExtGState, "/ca": 0.75})


def watermark(data: bytes) -> bytes:
    """The document with its pages marked. Raises `pikepdf.PdfError` for what is no sound PDF."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        stamps: dict[tuple[float, float], pikepdf.Object] = {}
        for page in pdf.pages:
            box, size = shown_box(page)
            if size not in stamps:
                stamps[size] = _stamp(pdf, *size)
            _close_graphics_states(pdf, page)
            page.add_overlay(stamps[size], pikepdf.Rectangle(*box))
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, fix_metadata_version=False)
        return out.getvalue()


def warm_up() -> None:
    """Draws the words ahead of the first job, which has no files to read them from."""
    outlined(DIAGONAL_WORDS)
    outlined(EDGE_WORDS)


def _stamp(pdf: pikepdf.Pdf, width: float, height: float) -> pikepdf.Object:
    """What is laid over a page that is shown `width` by `height` points large."""
    stamp = pdf.make_stream(
        "\n".join(
            (
                "/Artifact <</Type /Pagination /Subtype /Watermark>> BDC",
                _diagonal(width, height),
                _edge(width, height),
                "EMC",
            )
        ).encode()
    )
    stamp[Name.Type], stamp[Name.Subtype] = Name.XObject, Name.Form
    stamp[Name.BBox] = Array([0, 0, width, height])
    stamp[Name.Resources] = Dictionary(ExtGState=Dictionary(Diagonal=_STATE, Edge=_EDGE_STATE))
    stamp[Name.Group] = Dictionary(Type=Name.Group, S=Name.Transparency)
    return stamp


def _diagonal(width: float, height: float) -> str:
    path, length = outlined(DIAGONAL_WORDS)
    diagonal = math.hypot(width, height)
    size = diagonal * DIAGONAL_SHARE / length
    cos, sin = width / diagonal, height / diagonal
    matrix = f"{cos:.5f} {sin:.5f} {-sin:.5f} {cos:.5f} {width / 2:.2f} {height / 2:.2f} cm"
    centred = f"{size:.4f} 0 0 {size:.4f} {-size * length / 2:.2f} {-size * 0.35:.2f} cm"
    line = f"{_COLOUR} rg {_COLOUR} RG 12 w"
    return f"q /Diagonal gs {matrix}\n{centred}\n{line}\n{path}\nB\nQ"


def _edge(width: float, height: float) -> str:
    path, length = outlined(EDGE_WORDS)
    size = width * EDGE_SHARE / length
    place = f"{size:.4f} 0 0 {size:.4f} {width * (1 - EDGE_SHARE) / 2:.2f} {height - size * 1.3:.2f} cm"
    return f"q /Edge gs {place}\n{_COLOUR} rg\n{path}\nf\nQ"


def _close_graphics_states(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """Ends what the page's content leaves open, so that the marks are drawn on the page as it lies."""
    depth = 0
    for instruction in pikepdf.parse_content_stream(page, "q Q"):
        depth += 1 if str(instruction.operator) == "q" else -1 if depth > 0 else 0
    if depth > 0:
        page.contents_add(pdf.make_stream(b"\n" + b"Q " * depth))
