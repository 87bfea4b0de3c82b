"""PDFs to sign, made with pikepdf."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name


@dataclass(frozen=True)
class Sheet:
    """One page: its rotation in degrees, its media box, and a crop box where it has one."""

    rotate: int = 0
    media: tuple[float, float, float, float] = (0, 0, 595, 842)
    crop: tuple[float, float, float, float] | None = None


def paper(sheets: Sequence[Sheet] = (Sheet(), Sheet()), text: str = "Contrato") -> bytes:
    """A PDF with a page for each sheet, each with `text` and its number, or blank."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    for number, sheet in enumerate(sheets, start=1):
        left, bottom, *_ = sheet.crop or sheet.media
        words = f"{text} {number}" if text else ""
        content = f"BT /F1 14 Tf {left + 40} {bottom + 60} Td ({words}) Tj ET".encode()
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array(list(sheet.media)),
            Rotate=sheet.rotate,
            Contents=pdf.make_stream(content),
            Resources=Dictionary(Font=Dictionary(F1=font)),
        )
        if sheet.crop:
            page.CropBox = Array(list(sheet.crop))
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    return saved(pdf)


def saved(pdf: pikepdf.Pdf) -> bytes:
    """The bytes of a PDF, its content in clear so that tests can alter it."""
    buffer = io.BytesIO()
    pdf.save(buffer, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return buffer.getvalue()
