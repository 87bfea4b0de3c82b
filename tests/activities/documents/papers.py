"""PDFs of all kinds, made for the tests."""

import io
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

Work = Callable[[pikepdf.Pdf], object]


def paper(work: Work | None = None, pages: int = 1, **options: Any) -> bytes:
    """A PDF with some text on each page, after `work` was done on it; `options` are for saving it."""
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        for number in range(pages):
            page = pdf.add_blank_page(page_size=(595, 842))
            page.Resources = Dictionary(Font=Dictionary(F1=font))
            page.Contents = pdf.make_stream(b"BT /F1 24 Tf 72 700 Td (Page %d) Tj ET" % (number + 1))
        if work is not None:
            work(pdf)
        return saved(pdf, **options)


def saved(pdf: pikepdf.Pdf, **options: Any) -> bytes:
    """The bytes of `pdf`."""
    out = io.BytesIO()
    pdf.save(out, **{"deterministic_id": "encryption" not in options, **options})
    return out.getvalue()


def opened(data: bytes) -> pikepdf.Pdf:
    """`data` in pikepdf."""
    return pikepdf.open(io.BytesIO(data))


def script() -> Dictionary:
    """A JavaScript action."""
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def annotation(pdf: pikepdf.Pdf, **entries: object) -> Dictionary:
    """A link on the first page."""
    made = pdf.make_indirect(
        Dictionary({"/Type": Name.Annot, "/Subtype": Name.Link, "/Rect": Array([10, 10, 99, 30])})
    )
    for key, value in entries.items():
        made[f"/{key}"] = value
    page = pdf.pages[0].obj
    page.Annots = Array([*page.get("/Annots", Array()).as_list(), made])
    return made


def text_field(pdf: pikepdf.Pdf, name: str = "name", **entries: object) -> Dictionary:
    """A form field with its widget on the first page."""
    field = annotation(pdf, **{"FT": Name.Tx, "T": String(name), **entries})
    field.Subtype = Name.Widget
    if "/AcroForm" not in pdf.Root:
        pdf.Root.AcroForm = Dictionary(Fields=Array())
    pdf.Root.AcroForm.Fields.append(field)
    return field


def raw(objects: dict[int, bytes], trailer: bytes = b"/Root 1 0 R") -> bytes:
    """A PDF written by hand, with a correct cross-reference table."""
    out = bytearray(b"%PDF-1.7\n")
    offsets = {}
    for number, content in objects.items():
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    size = max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 %s \n" % (offsets.get(number, 0), b"n" if number in offsets else b"f")
    out += b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)
    return bytes(out)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """A stream object by hand."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)
