"""From a place on a page as shown to the page's own coordinates: rotation and crop box respected."""

from dataclasses import dataclass

from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject, Reference
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from activities.signing.entries import entry
from terms.signatures import Box

A4 = (0.0, 0.0, 595.276, 841.89)
Rectangle = tuple[float, float, float, float]
"""Lower left and upper right corner, in the page's own units (1/72 inch unless it says otherwise)."""


@dataclass(frozen=True)
class PageFrame:
    """The part of a page that is shown, and by how many degrees clockwise it is turned (0, 90, 180, 270)."""

    reference: Reference | IndirectObject
    shown: Rectangle
    rotation: int

    def rectangle(self, box: Box) -> Rectangle:
        """Where `box` lies in the page's own coordinates."""
        left, bottom, right, top = self.shown
        width, height = right - left, top - bottom
        u0, u1, v0, v1 = box.x, box.x + box.width, box.y, box.y + box.height
        match self.rotation:
            case 90:
                return left + v0 * width, bottom + u0 * height, left + v1 * width, bottom + u1 * height
            case 180:
                return right - u1 * width, bottom + v0 * height, right - u0 * width, bottom + v1 * height
            case 270:
                return right - v1 * width, top - u1 * height, right - v0 * width, top - u0 * height
            case _:
                return left + u0 * width, top - v1 * height, left + u1 * width, top - v0 * height

    def size(self, box: Box) -> tuple[float, float]:
        """Width and height of `box` as shown, in the page's units."""
        left, bottom, right, top = self.rectangle(box)
        width, height = right - left, top - bottom
        return (height, width) if self.rotation in (90, 270) else (width, height)

    def upright(self, width: float, height: float) -> tuple[float, ...]:
        """The matrix that turns content of that size, as shown, against the page's rotation."""
        match self.rotation:
            case 90:
                return 0, 1, -1, 0, height, 0
            case 180:
                return -1, 0, 0, -1, width, height
            case 270:
                return 0, -1, 1, 0, 0, width
            case _:
                return 1, 0, 0, 1, 0, 0


def page_count(writer: IncrementalPdfFileWriter) -> int:
    """How many pages the document has."""
    return int(writer.root["/Pages"]["/Count"])


def page_frame(writer: IncrementalPdfFileWriter, number: int) -> PageFrame:
    """The frame of page `number`, from 1; a number past the end means the last page."""
    reference, _ = writer.find_page_for_modification(min(number, page_count(writer)) - 1)
    page = reference.get_object()
    media = _rectangle(_inherited(page, "/MediaBox")) or A4
    crop = _rectangle(_inherited(page, "/CropBox"))
    rotation = _inherited(page, "/Rotate")
    degrees = int(rotation) % 360 if isinstance(rotation, int | float) else 0
    return PageFrame(reference, _shown(media, crop), degrees if degrees % 90 == 0 else 0)


def _shown(media: Rectangle, crop: Rectangle | None) -> Rectangle:
    """Viewers show the crop box as far as it lies within the media box, and ignore an empty one."""
    if crop is None:
        return media
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    return (left, bottom, right, top) if right > left and top > bottom else media


def _inherited(page: DictionaryObject, key: str) -> object:
    node: object = page
    for _ in range(64):
        if not isinstance(node, DictionaryObject):
            return None
        if key in node:
            return node[key]
        node = entry(node, "/Parent")
    return None


def _rectangle(value: object) -> Rectangle | None:
    if not isinstance(value, list) or len(value) != 4:
        return None
    try:
        x0, y0, x1, y1 = (float(corner) for corner in value)
    except (TypeError, ValueError):
        return None
    rectangle = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    return rectangle if rectangle[2] > rectangle[0] and rectangle[3] > rectangle[1] else None
