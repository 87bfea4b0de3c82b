"""Visible marks: where they stand, what they say, and that any name can be written."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from activities.signing.geometry import PageFrame
from activities.signing.mark import FOLDER, Look, field_text, set_pages
from activities.signing.request import FieldKind, FilledField, Place, VisibleMark
from activities.signing.signing import sign_now
from activities.signing.trial import throw_away_signer
from terms.signatures import Box, default_mark
from tests.activities.signing.kit import request
from tests.activities.signing.papers import Sheet, paper

NOON = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)
MARK = VisibleMark("Ana García", "env_01K9TEST", NOON, "Europe/Madrid")
BOX = Box(0.55, 0.1, 0.4, 0.12)
SHEETS = [
    Sheet(rotation, (-50, 20, 450, 720), crop)
    for rotation in (0, 90, 180, 270)
    for crop in (None, (0, 100, 400, 600))
]
ROTATIONS = st.sampled_from([0, 90, 180, 270])
FRACTIONS = st.floats(0, 1)


def shown(pdf: bytes, page: int) -> Image.Image:
    """A page as a reader sees it, form fields included."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    image = document[page].render(scale=2).to_pil().convert("L")
    document.close()
    return image


def ink(image: Image.Image) -> tuple[float, float, float, float]:
    """The part of an image that is not white: left, top, right, bottom as fractions."""
    box = image.point(lambda value: 255 if value < 250 else 0).getbbox()
    assert box is not None, "nothing is shown"
    return box[0] / image.width, box[1] / image.height, box[2] / image.width, box[3] / image.height


@pytest.mark.parametrize("sheet", SHEETS, ids=str)
def test_a_mark_stands_upright_at_its_place_on_the_page_as_shown(sheet: Sheet) -> None:
    field = FilledField(Place("fld_1", FieldKind.SIGNATURE, 1, BOX))
    asked = replace(request(), mark=MARK, fields=[field])
    signed = sign_now(paper([sheet], text=""), asked, throw_away_signer()).data
    left, top, right, bottom = ink(shown(signed, 0))
    assert left == pytest.approx(BOX.x, abs=0.01), "the line at its left edge"
    assert top == pytest.approx(BOX.y, abs=0.015)
    assert right <= BOX.x + BOX.width + 0.01
    assert bottom == pytest.approx(BOX.y + BOX.height, abs=0.015)


@given(rotation=ROTATIONS, x=FRACTIONS, y=FRACTIONS, width=FRACTIONS, height=FRACTIONS)
def test_rectangles_lie_within_the_page_and_keep_their_size(
    rotation: int, x: float, y: float, width: float, height: float
) -> None:
    frame = PageFrame(None, (10, 20, 410, 620), rotation)  # type: ignore[arg-type]
    box = Box(x, y, width * (1 - x), height * (1 - y))
    left, bottom, right, top = frame.rectangle(box)
    assert 10 - 1e-6 <= left <= right <= 410 + 1e-6
    assert 20 - 1e-6 <= bottom <= top <= 620 + 1e-6
    across, down = (600, 400) if rotation in (90, 270) else (400, 600)
    assert frame.size(box) == pytest.approx((box.width * across, box.height * down), abs=1e-6)


def test_default_marks_do_not_overlap() -> None:
    boxes = [default_mark(slot) for slot in range(50)]
    for index, first in enumerate(boxes):
        assert first.x >= 0
        assert first.x + first.width <= 1
        assert first.y >= 0
        assert first.y + first.height <= 1
        for second in boxes[index + 1 :]:
            apart = (
                first.x + first.width <= second.x
                or second.x + second.width <= first.x
                or first.y + first.height <= second.y
                or second.y + second.height <= first.y
            )
            assert apart, (first, second)


@pytest.mark.parametrize(
    "name",
    [
        "María José Ñúñez",
        "Łukasz Żółć",
        "Ωμέγα Παπαδόπουλος",
        "Иван Йорданов",
        "王小明",
        "田中さくら",
        "김철수",
        "محمد علي",
        "דוד לוי",
        "राम शर्मा",
        "สมชาย",
        "Գրիգոր",
        "გიორგი",
        "அருண்",
        "Nguyễn Thị Ánh",
    ],
)
def test_every_letter_of_a_name_is_in_the_fonts(name: str) -> None:
    missing = set(name) - {chr(code) for code in covered()}
    assert not missing


@cache
def covered() -> frozenset[int]:
    """The characters for which the fonts of the marks have a glyph."""
    files = [file for file in (FOLDER / "fonts").iterdir() if file.suffix in (".ttf", ".otf")]
    assert len(files) > 20
    return frozenset(code for file in files for code in TTFont(file, lazy=True).getBestCmap())


def test_names_of_several_scripts_come_out_as_text() -> None:
    name = "Ana Ωμέγα Иван 王小明 김철수"
    document = pypdfium2.PdfDocument(set_pages([Look("text", 300, 20, text=name)], None))
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    assert text.strip() == name


def test_a_mark_shows_the_local_time_with_its_zone() -> None:
    document = pypdfium2.PdfDocument(
        sign_now(paper([Sheet()], text=" "), replace(request(), mark=MARK), throw_away_signer()).data
    )
    document.init_forms()
    document[0].flatten()
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    assert "Firmado por Ana García" in text
    assert "01/07/2026 12:00:00 Europe/Madrid (UTC+02:00)" in text
    assert "env_01K9TEST" in text


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (FieldKind.DATE, "", "01/07/2026"),
        (FieldKind.NAME, "somebody else", "Ana García"),
        (FieldKind.INITIALS, "", "AG"),
        (FieldKind.TEXT, "Directora", "Directora"),
    ],
)
def test_who_and_when_come_from_the_signature_itself(kind: FieldKind, value: str, text: str) -> None:
    assert field_text(MARK, FilledField(Place("fld_1", kind, 1, BOX), value)) == text


def test_a_drawn_signature_is_shown_as_drawn() -> None:
    drawing = Image.new("RGBA", (300, 100), (0, 0, 0, 0))
    ImageDraw.Draw(drawing).rectangle((0, 0, 300, 100), fill=(255, 0, 0, 255))
    png = io.BytesIO()
    drawing.save(png, "PNG")
    asked = replace(request(), mark=replace(MARK, drawing=png.getvalue()))
    document = pypdfium2.PdfDocument(sign_now(paper([Sheet()]), asked, throw_away_signer()).data)
    document.init_forms()
    image = document[0].render(scale=2).to_pil().convert("RGB")
    document.close()
    assert (255, 0, 0) in {colour for _, colour in image.getcolors(1_000_000) or []}
