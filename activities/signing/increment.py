"""An incremental update with room for a signature: the document's own bytes are never rewritten."""

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, field

from pyhanko.pdf_utils.crypt import AuthStatus
from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import PdfSignedData


@dataclass(frozen=True)
class Increment:
    """Bytes to append to a document, with an empty place for a signature.

    `gap` is the place of the hex digits' angle brackets within `data`; `digest` is the SHA-256 of the whole
    new document without that place.
    """

    data: bytes = field(repr=False)
    gap: tuple[int, int]
    digest: bytes

    @property
    def room(self) -> int:
        """Bytes of DER that fit."""
        start, end = self.gap
        return (end - start - 2) // 2

    def filled(self, der: bytes) -> bytes:
        """The bytes to append, with the signature in place; raises `ValueError` when it does not fit."""
        if len(der) > self.room:
            raise ValueError(f"{len(der)} bytes do not fit in the {self.room} reserved")
        start, end = self.gap
        return self.data[: start + 1] + der.hex().encode().ljust(self.room * 2, b"0") + self.data[end - 1 :]


class Tail(io.BytesIO):
    """Collects what is appended to a document of `base` bytes, and tells positions as in the whole."""

    def __init__(self, base: int) -> None:
        super().__init__()
        self._base = base

    def tell(self) -> int:
        """The position in the whole document."""
        return super().tell() + self._base

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Moves to a position of the whole document."""
        shift = self._base if whence == io.SEEK_SET else 0
        return super().seek(offset - shift, whence) + self._base


class AppendingWriter(IncrementalPdfFileWriter):
    """Writes only what it adds, and leaves the document's metadata as its author made it."""

    def appended(self, pdf: bytes) -> Tail:
        """What this writer adds to its document `pdf`, without copying the document itself."""
        tail = Tail(len(pdf))
        if not pdf.endswith((b"\n", b"\r")):
            tail.write(b"\n")
        self.digest_aware_write = True
        self._prep_dom_for_writing()  # type: ignore[no-untyped-call]
        self._write_updated_section(tail)  # type: ignore[no-untyped-call]
        return tail

    def _update_meta(self) -> None:
        """No new date and producer: a signature says better who changed the document, and when."""


def open_writer(pdf: bytes) -> AppendingWriter:
    """A writer on top of a document; lenient, as the world's PDFs need it.

    A document that opens without a password but is encrypted stays so. Raises `PdfError` for other ones.
    """
    reader = open_reader(pdf)
    return AppendingWriter(reader.stream, prev=reader)


def open_reader(pdf: bytes) -> PdfFileReader:
    """A lenient reader; raises `PdfError` for what is no PDF or needs a password."""
    reader = PdfFileReader(io.BytesIO(pdf), strict=False)
    if reader.encrypted and reader.decrypt("").status == AuthStatus.FAILED:
        raise PdfReadError("the document needs a password")
    return reader


def reserve(
    pdf: bytes,
    writer: AppendingWriter,
    placeholder: PdfSignedData,
    field: SigFieldSpec,
    finish: Callable[[Reference], None] | None = None,
) -> Increment:
    """Adds a signature field with an empty signature, and everything else the writer was given.

    `finish` may complete the new field before it is written.
    """
    embedding = PdfCMSEmbedder(field).write_cms(field.sig_field_name, writer)
    field_reference = next(embedding)
    if finish is not None:
        finish(field_reference)
    embedding.send(SigObjSetup(sig_placeholder=placeholder))
    tail = writer.appended(pdf)
    return _hashed(pdf, tail, placeholder)


def _hashed(pdf: bytes, tail: Tail, placeholder: PdfSignedData) -> Increment:
    base = len(pdf)
    start, end = placeholder.contents.offsets
    placeholder.byte_range.fill_offsets(tail, start, end, tail.tell())
    data = tail.getvalue()
    digest = hashlib.sha256(pdf)
    digest.update(memoryview(data)[: start - base])
    digest.update(memoryview(data)[end - base :])
    return Increment(data, (start - base, end - base), digest.digest())
