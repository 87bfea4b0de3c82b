"""Files embedded in a document: found, and taken out for the scanner to look into each."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf

from activities.documents.errors import DocumentRefused
from activities.documents.survey import Entries, survey
from terms.uploads import Finding, RefusalCause


@dataclass
class Attachments:
    """A visitor that notes embedded files. They are kept: invoices and archives (PDF/A-3) carry their data
    so, and the scanner has looked into them."""

    findings: set[Finding] = field(default_factory=set)
    streams: list[pikepdf.Object] = field(default_factory=list)

    def visit(self, container: pikepdf.Object, entries: Entries) -> None:
        """Notes file specifications that hold their file."""
        del container
        for key, value in entries:
            if key == "/EF" and isinstance(value, pikepdf.Dictionary):
                self.findings.add(Finding.EMBEDDED_FILES)
                self.streams += [held for held in value.values() if isinstance(held, pikepdf.Stream)]


def embedded_files(data: bytes, most_bytes: int) -> Iterator[bytes]:
    """Each embedded file of an examined document, unpacked, once.

    Raises `DocumentRefused` (too complex) when they have more than `most_bytes` together: a scanner would
    not take them.
    """
    room = most_bytes
    seen: set[tuple[int, int]] = set()
    with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
        found = Attachments()
        survey(pdf, [found])
        for stream in found.streams:
            if stream.objgen in seen:
                continue
            seen.add(stream.objgen)
            content = _unpacked(stream)
            room -= len(content)
            if room < 0:
                raise DocumentRefused(RefusalCause.TOO_COMPLEX, "its attached files are too large")
            yield content


def _unpacked(stream: pikepdf.Object) -> bytes:
    """The file's bytes, or as they lie there where the filter is unknown or the data damaged."""
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:
        return stream.read_raw_bytes()
