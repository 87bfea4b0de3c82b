"""Pages as pictures, as every reader of the service sees them (PDFium)."""

import io
import math
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2 as pdfium
from PIL import Image

from activities.documents.errors import PageNotRendered
from terms.uploads import RENDER_MAX_PIXELS

WIDTH_MAX = 4000
PALETTE = 256
HAIR = 1e-4


@contextmanager
def opened(pdf: bytes, *, with_forms: bool = True) -> Iterator[pdfium.PdfDocument]:
    """The document in PDFium; raises `PageNotRendered` when it does not open."""
    try:
        document = pdfium.PdfDocument(pdf)
    except pdfium.PdfiumError as failure:
        raise PageNotRendered("the document does not open") from failure
    try:
        if with_forms:
            document.init_forms()
        yield document
    finally:
        document.close()


def render_page(pdf: bytes, number: int, width: int) -> bytes:
    """Page `number`, from 1, as a PNG `width` pixels wide, or as wide as `RENDER_MAX_PIXELS` allows."""
    with opened(pdf) as document:
        if not 1 <= number <= len(document):
            raise PageNotRendered(f"there is no page {number}")
        return _png(picture(document, number - 1, width))


def picture(document: pdfium.PdfDocument, index: int, width: int) -> Image.Image:
    """Page `index`, from 0, form fields and annotations drawn, on white."""
    try:
        page = document[index]
        page_width, page_height = page.get_size()
        scale = _scale(page_width, page_height, width)
        bitmap = page.render(scale=scale, may_draw_forms=True, rev_byteorder=True)
        image: Image.Image = bitmap.to_pil()
    except (pdfium.PdfiumError, ValueError) as failure:
        raise PageNotRendered(f"page {index + 1} cannot be drawn") from failure
    return image


def _scale(page_width: float, page_height: float, width: int) -> float:
    if not (page_width > 0 and page_height > 0):
        raise PageNotRendered("the page has no area")
    # PDFium rounds up: a hair less than asked for gives exactly that
    wanted = (min(max(width, 1), WIDTH_MAX) - HAIR) / page_width
    return min(wanted, math.sqrt(RENDER_MAX_PIXELS / (page_width * page_height)))


def _png(image: Image.Image) -> bytes:
    """Small and fast: most pages are grey or have few colours, and then say so."""
    image = image.convert("RGB")
    if _is_grey(image):
        image = image.convert("L")
    elif image.getcolors(PALETTE) is not None:
        # exact for so few colours, which the faster octree is not
        image = image.quantize(PALETTE, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=4)
    return out.getvalue()


def _is_grey(image: Image.Image) -> bool:
    red, green, blue = (band.tobytes() for band in image.split())
    return red == green == blue
