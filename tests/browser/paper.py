"""The sample document of the browser tests, drawn once and rendered to page images of any width."""

from functools import cache
from io import BytesIO
from pathlib import Path

import pypdfium2
import typst

_SOURCE = Path(__file__).with_name("contract.typ")


@cache
def contract_pdf() -> bytes:
    """Two pages of A4 in Spanish, with lines where the fields of `views` lie."""
    return typst.compile(str(_SOURCE))


@cache
def page_sizes() -> tuple[tuple[float, float], ...]:
    """Width and height of each page in points."""
    return tuple(page.get_size() for page in pypdfium2.PdfDocument(contract_pdf()))


@cache
def page_png(number: int, width: int) -> bytes:
    """Page `number` (from 1) as a PNG `width` pixels wide."""
    page = pypdfium2.PdfDocument(contract_pdf())[number - 1]
    image = page.render(scale=width / page.get_size()[0]).to_pil()
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
