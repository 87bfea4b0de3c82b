"""Whether a rewritten document still opens, has its pages, and looks as before."""

import pypdfium2 as pdfium
from PIL import Image, ImageChops

from activities.documents.errors import DocumentRefused, PageNotRendered
from activities.documents.examination import PageSize
from activities.documents.rendering import opened, picture
from terms.uploads import PAGE_SIDE_MAX_POINTS, RefusalCause

SAMPLES = 5
SAMPLE_WIDTH = 240
DIFFERENT_SHADE = 64
DIFFERENT_PART = 0.01
"""Part of a sample's pixels that may differ by more than `DIFFERENT_SHADE` of 255: smoothing, no content."""


def page_sizes(pdf: bytes) -> list[PageSize]:
    """The size of each page as shown. Raises `PageNotRendered`; `DocumentRefused` for monstrous pages."""
    with opened(pdf, with_forms=False) as document:
        try:
            sizes = [PageSize(*document.get_page_size(index)) for index in range(len(document))]
        except pdfium.PdfiumError as failure:
            raise PageNotRendered("a page has no size") from failure
    for size in sizes:
        if not (size.width > 0 and size.height > 0):
            raise PageNotRendered("a page has no area")
        if max(size.width, size.height) > PAGE_SIDE_MAX_POINTS:
            raise DocumentRefused(RefusalCause.TOO_COMPLEX, "one of its pages is too large")
    return sizes


def samples(pdf: bytes) -> dict[int, Image.Image] | None:
    """Small pictures of some pages by index, spread over the document; `None` when it does not open."""
    try:
        with opened(pdf) as document:
            return {index: picture(document, index, SAMPLE_WIDTH) for index in _spread(len(document))}
    except PageNotRendered:
        return None


def same_looks(before: dict[int, Image.Image] | None, after: dict[int, Image.Image] | None) -> bool:
    """Whether all samples look alike. What could not be shown before has nothing to differ from."""
    if after is None:
        return False
    if before is None:
        return True
    return before.keys() == after.keys() and all(_alike(before[index], after[index]) for index in before)


def _alike(one: Image.Image, other: Image.Image) -> bool:
    if one.size != other.size:
        return False
    difference = ImageChops.difference(one.convert("L"), other.convert("L")).histogram()
    return sum(difference[DIFFERENT_SHADE:]) <= DIFFERENT_PART * one.width * one.height


def _spread(pages: int) -> list[int]:
    if pages <= SAMPLES:
        return list(range(pages))
    return sorted({round(step * (pages - 1) / (SAMPLES - 1)) for step in range(SAMPLES)})
