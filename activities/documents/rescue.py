"""Other ways to read what qpdf cannot: PDFium is lenient in other places."""

import io
from collections.abc import Callable, Iterator

import pypdfium2 as pdfium

from activities.documents.errors import PageNotRendered
from activities.documents.rendering import opened
from terms.uploads import Change

WITHOUT_ENCRYPTION = 3
"""PDFium's flag FPDF_REMOVE_SECURITY."""

Way = tuple[Change, Callable[[bytes], bytes]]


def written_anew(pdf: bytes) -> bytes:
    """The document as PDFium writes it, with all it could read. Raises `PageNotRendered`."""
    with opened(pdf, with_forms=False) as document:
        return _saved(document)


def pages_only(pdf: bytes) -> bytes:
    """A new document with the old one's pages and nothing else. Raises `PageNotRendered`."""
    with opened(pdf, with_forms=False) as document:
        fresh = pdfium.PdfDocument.new()
        try:
            fresh.import_pages(document)
            return _saved(fresh)
        except pdfium.PdfiumError as failure:
            raise PageNotRendered("its pages cannot be taken out") from failure
        finally:
            fresh.close()


def ways() -> Iterator[Way]:
    """The rescues, the one that keeps most first."""
    yield Change.REPAIRED, written_anew
    yield Change.REBUILT, pages_only


def _saved(document: pdfium.PdfDocument) -> bytes:
    out = io.BytesIO()
    try:
        document.save(out, flags=WITHOUT_ENCRYPTION)
    except pdfium.PdfiumError as failure:
        raise PageNotRendered("it cannot be saved") from failure
    return out.getvalue()
