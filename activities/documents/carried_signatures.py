"""The signatures a document already carries, and what they allow."""

from dataclasses import dataclass, field

import pikepdf

from activities.documents.survey import Entries
from terms.uploads import Finding

NO_CHANGES = 1
"""DocMDP level 1: any further signature breaks the certification (ISO 32000-2 §12.8.2.2)."""


@dataclass
class CarriedSignatures:
    """A visitor that collects filled signature fields. Reader-enabling usage rights are not signatures."""

    findings: set[Finding] = field(default_factory=set)
    _found: dict[bytes, pikepdf.Object] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many there are, time stamps of the document included."""
        return len(self._found)

    @property
    def forbid_more(self) -> bool:
        """Whether one of them certifies that nothing may be added."""
        return any(_certified_level(signature) == NO_CHANGES for signature in self._found.values())

    def visit(self, container: pikepdf.Object, entries: Entries) -> None:
        """Notes a field's signature and the certifying one; and usage rights."""
        del container
        for key, value in entries:
            if key in ("/V", "/DocMDP") and _is_filled(value):
                self._found[bytes(value["/Contents"])] = value
            elif key in ("/UR3", "/UR") and isinstance(value, pikepdf.Dictionary):
                self.findings.add(Finding.USAGE_RIGHTS)


def drop_usage_rights(pdf: pikepdf.Pdf) -> None:
    """Takes out reader-enabling rights: any change of the file makes them void, and viewers complain."""
    permissions = pdf.Root.get("/Perms")
    if not isinstance(permissions, pikepdf.Dictionary):
        return
    for key in ("/UR3", "/UR"):
        if key in permissions:
            del permissions[key]
    if not permissions.keys():
        del pdf.Root["/Perms"]


def _is_filled(value: object) -> bool:
    if not isinstance(value, pikepdf.Dictionary):
        return False
    span, contents = value.get("/ByteRange"), value.get("/Contents")
    return (
        isinstance(span, pikepdf.Array)
        and len(span) >= 4
        and isinstance(contents, pikepdf.String)
        and any(bytes(contents))
    )


def _certified_level(signature: pikepdf.Object) -> int | None:
    references = signature.get("/Reference")
    if not isinstance(references, pikepdf.Array):
        return None
    for reference in references.as_list():
        if isinstance(reference, pikepdf.Dictionary) and reference.get("/TransformMethod") == "/DocMDP":
            parameters = reference.get("/TransformParams")
            level = parameters.get("/P", 2) if isinstance(parameters, pikepdf.Dictionary) else 2
            return level if isinstance(level, int) else None
    return None
