"""In test mode every page says so, whatever the page is like, and the document can still be signed."""

import io

import pikepdf
import pytest
from pikepdf import Array
from PIL import Image, ImageChops

from activities.documents.examiner import Examiner
from terms.uploads import Change
from tests.activities.documents.papers import Work, paper

WIDTH = 600


def _turned(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Rotate = 90


def _cropped(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].CropBox = Array([100, 200, 500, 700])


def _off_origin(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].MediaBox = Array([-300, -400, 295, 442])


def _left_open(pdf: pikepdf.Pdf) -> None:
    """Content that scales the page away and never undoes it."""
    pdf.pages[0].Contents = pdf.make_stream(b"q 0.01 0 0 0.01 5000 5000 cm q 1 0 0 1 9 9 cm")


def _enlarged(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].UserUnit = 2


WORKS: list[Work] = [lambda _: None, _turned, _cropped, _off_origin, _left_open, _enlarged]


def red(png: bytes) -> Image.Image:
    """Where a page is reddish: white there, black elsewhere."""
    channels = Image.open(io.BytesIO(png)).convert("RGB").split()
    difference = ImageChops.subtract(channels[0], channels[1])
    return difference.point(lambda shade: 255 if shade > 20 else 0)


@pytest.mark.parametrize("work", WORKS)
async def test_every_kind_of_page_is_marked_across_and_along_its_edge(examiner: Examiner, work: Work) -> None:
    examination = await examiner.examine_test(paper(work))
    assert Change.WATERMARKED in examination.changes
    page = red(await examiner.render_page(examination.pdf, 1, WIDTH))
    width, height = page.size
    left, top, right, bottom = page.getbbox() or (0, 0, 0, 0)
    assert right - left > 0.6 * width
    assert bottom - top > 0.6 * height
    centre = page.crop((width // 3, height // 3, 2 * width // 3, 2 * height // 3))
    assert centre.getbbox() is not None
    edge = page.crop((0, 0, width, height // 20))
    assert edge.getbbox() is not None


async def test_all_pages_are_marked_and_keep_their_content(examiner: Examiner) -> None:
    plain = await examiner.examine(paper(pages=12))
    marked = await examiner.examine_test(paper(pages=12))
    assert marked.page_count == 12
    assert marked.pages == plain.pages
    for number in (1, 7, 12):
        page = await examiner.render_page(marked.pdf, number, WIDTH)
        assert red(page).getbbox() is not None
        before = Image.open(io.BytesIO(await examiner.render_page(plain.pdf, number, WIDTH))).convert("L")
        dark = before.point(lambda shade: 255 if shade < 60 else 0)
        after = Image.open(io.BytesIO(page)).convert("L").point(lambda shade: 255 if shade < 160 else 0)
        assert ImageChops.subtract(dark, after).getbbox() is None, "what was written can still be read"


async def test_the_mark_cannot_be_taken_off_like_an_annotation(examiner: Examiner) -> None:
    marked = await examiner.examine_test(paper())
    with pikepdf.open(io.BytesIO(marked.pdf)) as pdf:
        assert "/Annots" not in pdf.pages[0].obj
        assert "/OCProperties" not in pdf.Root
