"""Gives each page the area that viewers give it where its own is impossible.

What a reader sees and where a signature goes are computed by different programs; they agree only on pages
whose boxes make sense.
"""

import math
from decimal import Decimal

import pikepdf

LETTER = (0, 0, 612, 792)
"""What PDFium and others show where a page has no area of its own."""
Rectangle = tuple[float, float, float, float]


def mend_page_boxes(pdf: pikepdf.Pdf) -> bool:
    """Replaces impossible media boxes, drops crop boxes that show nothing and odd turns; whether any was."""
    mended = False
    for page in pdf.pages:
        mended |= _mend(page)
    return mended


def shown_box(page: pikepdf.Page) -> tuple[Rectangle, tuple[float, float]]:
    """The area of a sound page that is shown, in its own coordinates, and how wide and high it is shown."""
    media = _rectangle(_inherited(page.obj, "/MediaBox")) or LETTER
    crop = _rectangle(_inherited(page.obj, "/CropBox")) or media
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    width, height = right - left, top - bottom
    turn = _inherited(page.obj, "/Rotate")
    lies = isinstance(turn, int) and turn % 180 == 90
    return (left, bottom, right, top), (height, width) if lies else (width, height)


def _mend(page: pikepdf.Page) -> bool:
    mended = False
    media = _rectangle(_inherited(page.obj, "/MediaBox"))
    if media is None:
        page.obj["/MediaBox"] = pikepdf.Array(LETTER)
        media, mended = LETTER, True
    crop = _inherited(page.obj, "/CropBox")
    if crop is not None and not _overlap(media, _rectangle(crop)):
        page.obj["/CropBox"] = pikepdf.Array([Decimal(str(round(side, 4))) for side in media])
        mended = True
    turn = _inherited(page.obj, "/Rotate")
    if turn is not None and not (isinstance(turn, int) and turn % 90 == 0):
        page.obj["/Rotate"] = 0
        mended = True
    return mended


def _overlap(media: Rectangle, crop: Rectangle | None) -> bool:
    return crop is not None and (
        min(media[2], crop[2]) > max(media[0], crop[0]) and min(media[3], crop[3]) > max(media[1], crop[1])
    )


def _rectangle(value: object) -> Rectangle | None:
    """The box with its corners in order; `None` for anything without area."""
    if not isinstance(value, pikepdf.Array) or len(value) != 4:
        return None
    corners = value.as_list()
    if not all(isinstance(corner, int | Decimal) for corner in corners):
        return None
    x0, y0, x1, y1 = (float(str(corner)) for corner in corners)
    left, bottom, right, top = min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
    sound = math.isfinite(right - left) and right > left and top > bottom
    return (left, bottom, right, top) if sound else None


def _inherited(page: pikepdf.Object, key: str) -> object:
    """The page's own value or that of the nearest branch above it."""
    node: object = page
    seen: set[tuple[int, int]] = set()
    while isinstance(node, pikepdf.Dictionary) and node.objgen not in seen:
        value = node.get(key)
        if value is not None:
            return value
        seen.add(node.objgen)
        node = node.get("/Parent")
    return None
