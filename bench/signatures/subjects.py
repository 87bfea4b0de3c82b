"""What is signed: 20 pages of text and incompressible images, of a given size."""

import io
import os

import pikepdf
from pikepdf import Dictionary, Name

PAGES = 20
PAGE_OVERHEAD = 300


def document(size: int) -> bytes:
    """A PDF of about `size` bytes."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    for number in range(PAGES):
        page = pdf.add_blank_page(page_size=(595, 842))
        text = f"BT /F1 12 Tf 50 780 Td (Page {number + 1}) Tj ET"
        image = pdf.make_stream(
            os.urandom(max(size // PAGES - PAGE_OVERHEAD, 1)),
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=1,
            Height=1,
            BitsPerComponent=8,
            ColorSpace=Name.DeviceGray,
        )
        page.obj.Contents = pdf.make_stream(text.encode())
        page.obj.Resources = Dictionary(Font=Dictionary(F1=font), XObject=Dictionary(Im=image))
    buffer = io.BytesIO()
    pdf.save(buffer)
    return buffer.getvalue()
