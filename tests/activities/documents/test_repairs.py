"""Damaged and odd documents are mended before anyone sees them, look the same, and take signatures."""

from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from activities.documents.examiner import Examiner
from activities.documents.looks import same_looks, samples
from activities.signing.trial import trial_sign
from terms.uploads import Change
from tests.activities.documents.papers import annotation, opened, paper, raw, saved, stream, text_field

KIDS = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>"
BLACK_BOX = stream(b"100 100 200 200 re f")
PLAIN = raw({1: CATALOG, 2: KIDS, 3: PAGE, 4: BLACK_BOX})


def _hybrid() -> bytes:
    """A table whose trailer names a cross-reference stream as well (ISO 32000-1 §7.5.8.4)."""
    listed = bytes([0, 0, 0, 0, 0, 255])
    section = stream(listed, b"/Type /XRef /Size 6 /W [1 4 1] /Index [5 1]")
    data = raw({1: CATALOG, 2: KIDS, 3: PAGE, 4: BLACK_BOX, 5: section})
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R /XRefStm %d" % data.index(b"5 0 obj"))


def _missing_end(pdf: bytes) -> bytes:
    return pdf[: pdf.index(b"xref")]


DAMAGED = {
    "junk before it": b"\r\nHTTP/1.1 200 OK\r\n\r\n" + PLAIN,
    "junk after it": PLAIN + b"\n</body></html>" * 200,
    "no table": _missing_end(PLAIN),
    "a wrong startxref": PLAIN.replace(b"startxref\n", b"startxref\n9"),
    "wrong offsets": PLAIN.replace(b"%PDF-1.7\n", b"%PDF-1.7\n% one line more\n"),
    "a wrong stream length": PLAIN.replace(b"/Length 20", b"/Length 3"),
    "no size in the trailer": PLAIN.replace(b"/Size 5", b""),
    "cut off in the table": PLAIN[: PLAIN.index(b"trailer") - 30],
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED.keys())
async def test_damage_is_mended_and_told(examiner: Examiner, data: bytes) -> None:
    accepted = await examiner.examine(data)
    assert accepted.changes == [Change.REPAIRED]
    assert [(page.width, page.height) for page in accepted.pages] == [(595, 842)]
    assert same_looks(samples(PLAIN), samples(accepted.pdf))
    with opened(accepted.pdf) as pdf:
        assert pdf.check_pdf_syntax() == []
    trial_sign(accepted.pdf)


ODD = {
    "cross-reference streams": paper(object_stream_mode=pikepdf.ObjectStreamMode.generate),
    "both kinds of cross-reference": _hybrid(),
    "linearised": paper(linearize=True),
    "version 1.0": PLAIN.replace(b"1.7", b"1.0", 1),
    "version 2.0": PLAIN.replace(b"1.7", b"2.0", 1),
}


@pytest.mark.parametrize("data", ODD.values(), ids=ODD.keys())
async def test_odd_but_proper_structures_take_signatures(examiner: Examiner, data: bytes) -> None:
    accepted = await examiner.examine(data)
    assert accepted.page_count == 1
    assert same_looks(samples(data), samples(accepted.pdf))
    trial_sign(accepted.pdf)


def _direct_annotation(pdf: pikepdf.Pdf) -> None:
    square = Dictionary(Type=Name.Annot, Subtype=Name.Square, Rect=Array([9, 9, 99, 99]))
    pdf.pages[0].obj.Annots = Array([square, None, 7])


def _same_names(pdf: pikepdf.Pdf) -> None:
    for value in ("Ana", "Eva"):
        text_field(pdf, "person.name", V=String(value))


def _state_without_name(pdf: pikepdf.Pdf) -> None:
    look = pdf.make_stream(b"0 0 9 9 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    text_field(pdf, "box", FT=Name.Btn, AP=Dictionary(N=Dictionary(Yes=look)))


def _field_without_type(pdf: pikepdf.Pdf) -> None:
    del text_field(pdf)["/FT"]


def _broken_form(pdf: pikepdf.Pdf) -> None:
    annotation(pdf)
    pdf.Root.AcroForm = Array([1, 2])


def _direct_field(pdf: pikepdf.Pdf) -> None:
    text_field(pdf)
    pdf.Root.AcroForm.Fields = Array([Dictionary(FT=Name.Tx, T=String("a")), 7, None])


UNTIDY = [
    _direct_annotation,
    _same_names,
    _state_without_name,
    _field_without_type,
    _broken_form,
    _direct_field,
]


@pytest.mark.parametrize("work", UNTIDY, ids=lambda work: work.__name__.strip("_"))
async def test_untidy_documents_take_signatures(examiner: Examiner, work: Callable) -> None:
    data = paper(work)
    accepted = await examiner.examine(data)
    assert same_looks(samples(data), samples(accepted.pdf))
    trial_sign(accepted.pdf)


async def test_fields_of_one_name_get_their_own(examiner: Examiner) -> None:
    accepted = await examiner.examine(paper(_same_names))
    assert Change.REPAIRED in accepted.changes
    with opened(accepted.pdf) as pdf:
        fields = list(pdf.Root.AcroForm.Fields)
        assert [str(field.T) for field in fields] == ["person_name", "person_name (2)"]
        assert [str(field.V) for field in fields] == ["Ana", "Eva"]


BOXES = {
    "no area": (Dictionary(MediaBox=Array([0, 0, 0, 0])), (612, 792)),
    "no numbers": (Dictionary(MediaBox=Array([0, 0, Name.A, 7])), (612, 792)),
    "corners in another order": (Dictionary(MediaBox=Array([300, 400, 0, 0])), (300, 400)),
    "a crop box elsewhere": (Dictionary(CropBox=Array([2000, 2000, 3000, 3000])), (595, 842)),
    "a crop box partly outside": (Dictionary(CropBox=Array([-50, 42, 295, 900])), (295, 800)),
    "turned": (Dictionary(Rotate=90), (842, 595)),
    "turned and cropped": (Dictionary(Rotate=270, CropBox=Array([0, 0, 100, 300])), (300, 100)),
    "turned a little": (Dictionary(Rotate=45), (595, 842)),
}


@pytest.mark.parametrize(("boxes", "size"), BOXES.values(), ids=BOXES.keys())
async def test_pages_have_the_size_that_readers_see(
    examiner: Examiner, boxes: Dictionary, size: tuple[int, int]
) -> None:
    def work(pdf: pikepdf.Pdf) -> None:
        for key, value in boxes.items():
            pdf.pages[0].obj[key] = value

    accepted = await examiner.examine(paper(work))
    assert [(page.width, page.height) for page in accepted.pages] == [size]


async def test_drawings_that_list_one_another_are_disentangled(examiner: Examiner) -> None:
    """As some programs write them: each lists all before it. Following all ways would take 2^40 steps."""

    def work(pdf: pikepdf.Pdf) -> None:
        drawings = Dictionary()
        for number in range(40):
            box = b"%d 100 8 300 re f" % (number * 14)
            drawing = pdf.make_stream(box, Type=Name.XObject, Subtype=Name.Form)
            drawing.BBox = Array([0, 0, 595, 842])
            drawing.Resources = Dictionary(XObject=Dictionary(drawings))
            drawings[f"/X{number}"] = drawing
        page = pdf.pages[0].obj
        page.Resources.XObject = drawings
        page.Contents = pdf.make_stream(b" ".join(b"/X%d Do" % number for number in range(40)))

    data = paper(work)
    accepted = await examiner.examine(data)
    assert accepted.changes == [Change.REPAIRED]
    assert same_looks(samples(data), samples(accepted.pdf))


async def test_what_qpdf_cannot_read_is_rescued(examiner: Examiner) -> None:
    data = PLAIN.replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt (none)")
    accepted = await examiner.examine(data)
    assert accepted.changes in ([Change.REPAIRED], [Change.REBUILT])
    assert same_looks(samples(PLAIN), samples(accepted.pdf))


async def test_unusual_documents_that_are_in_order_stay_byte_for_byte(examiner: Examiner) -> None:
    with pikepdf.new() as pdf:
        for number in range(30):
            pdf.add_blank_page(page_size=(100 + number, 200))
        data = saved(pdf)
    accepted = await examiner.examine(data)
    assert accepted.pdf == data
    assert accepted.page_count == 30
