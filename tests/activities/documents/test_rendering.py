"""Pages are drawn as readers see them: cropped, turned, with fields and annotations, within limits."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from activities.documents.errors import PageNotRendered
from activities.documents.examiner import Examiner
from terms.uploads import RENDER_MAX_PIXELS
from tests.activities.documents.papers import annotation, paper, text_field

RED = (255, 0, 0)
WHITE = (255, 255, 255)


async def drawn(examiner: Examiner, pdf: bytes, number: int = 1, width: int = 595) -> Image.Image:
    """The page as a picture."""
    png = await examiner.render_page(pdf, number, width)
    image = Image.open(io.BytesIO(png))
    assert image.format == "PNG"
    return image.convert("RGB")


def _red(pdf: pikepdf.Pdf) -> pikepdf.Object:
    look = pdf.make_stream(b"1 0 0 rg 0 0 100 100 re f", Type=Name.XObject, Subtype=Name.Form)
    look.BBox = Array([0, 0, 100, 100])
    return look


def _red_box_at_top_left(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Contents = pdf.make_stream(b"1 0 0 rg 0 742 100 100 re f")


@pytest.mark.parametrize("width", [1, 100, 595, 1600])
async def test_has_the_width_asked_for(examiner: Examiner, width: int) -> None:
    image = await drawn(examiner, paper(), width=width)
    assert image.width == width
    assert image.height == pytest.approx(width * 842 / 595, abs=1.5)


async def test_shows_each_page(examiner: Examiner) -> None:
    pdf = paper(pages=3)
    pictures = {(await drawn(examiner, pdf, number)).tobytes() for number in (1, 2, 3)}
    assert len(pictures) == 3


@pytest.mark.parametrize("number", [0, -1, 4])
async def test_there_are_no_other_pages(examiner: Examiner, number: int) -> None:
    with pytest.raises(PageNotRendered):
        await examiner.render_page(paper(pages=3), number, 100)


async def test_is_turned_and_cropped_as_shown(examiner: Examiner) -> None:
    def work(pdf: pikepdf.Pdf) -> None:
        _red_box_at_top_left(pdf)
        pdf.pages[0].obj.Rotate = 90
        pdf.pages[0].obj.CropBox = Array([0, 642, 100, 842])

    image = await drawn(examiner, paper(work), width=200)
    assert image.size == (200, 100)
    assert image.getpixel((150, 50)) == RED
    assert image.getpixel((50, 50)) == WHITE


async def test_annotations_and_fields_are_drawn(examiner: Examiner) -> None:
    def work(pdf: pikepdf.Pdf) -> None:
        stamp = annotation(pdf, AP=Dictionary(N=_red(pdf)), F=4)
        stamp.update({"/Subtype": Name.Stamp, "/Rect": Array([100, 100, 200, 200])})
        field = text_field(pdf, V=String("x"), AP=Dictionary(N=_red(pdf)), F=4)
        field.Rect = Array([300, 300, 400, 400])

    image = await drawn(examiner, paper(work))
    assert image.getpixel((150, 842 - 150)) == RED
    assert image.getpixel((350, 842 - 350)) == RED
    assert image.getpixel((250, 842 - 250)) == WHITE


async def test_pictures_are_limited(examiner: Examiner) -> None:
    def work(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.MediaBox = Array([0, 0, 10, 100_000])

    image = await drawn(examiner, paper(work), width=4000)
    assert image.width * image.height <= RENDER_MAX_PIXELS * 1.05


async def test_colours_survive(examiner: Examiner) -> None:
    def work(pdf: pikepdf.Pdf) -> None:
        shading = Dictionary(ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=Array([0, 0, 595, 0]))
        blend = Dictionary(
            FunctionType=2, Domain=Array([0, 1]), C0=Array([1, 0, 0]), C1=Array([0, 0, 1]), N=1
        )
        shading.Function = blend
        page = pdf.pages[0].obj
        page.Resources.Shading = Dictionary(S=shading)
        page.Contents = pdf.make_stream(b"/S sh")

    image = await drawn(examiner, paper(work))
    assert len(image.getcolors(256) or range(257)) > 8
    red, _, blue = image.getpixel((5, 400))
    assert red > 240
    assert blue < 15


@pytest.mark.parametrize("data", [b"", b"no PDF", b"%PDF-1.7\n"])
async def test_what_does_not_open_is_said_so(examiner: Examiner, data: bytes) -> None:
    with pytest.raises(PageNotRendered):
        await examiner.render_page(data, 1, 100)
