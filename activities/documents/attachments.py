"""Finds files embedded in a document."""

from dataclasses import dataclass, field

import pikepdf

from activities.documents.survey import Entries
from terms.uploads import Finding


@dataclass
class Attachments:
    """A visitor that notes embedded files. They are kept: the scanner has looked into them, and invoices and
    archives (PDF/A-3) carry their data so."""

    findings: set[Finding] = field(default_factory=set)

    def visit(self, container: pikepdf.Object, entries: Entries) -> None:
        """Notes file specifications that hold their file."""
        del container
        if any(key == "/EF" and isinstance(value, pikepdf.Dictionary) for key, value in entries):
            self.findings.add(Finding.EMBEDDED_FILES)
