"""What an examination found, and the bytes that are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from terms.uploads import Change, Finding


@dataclass(frozen=True)
class PageSize:
    """A page as shown to a reader, in points: crop box and rotation applied."""

    width: float
    height: float


@dataclass(frozen=True)
class Examination:
    """An accepted document. `pdf` is what is kept and shown to everyone from then on.

    It differs from what was uploaded only where `changes` says so; `findings` are what was found, taken out
    or not. `signature_count` counts the signatures it already carries.
    """

    pdf: bytes
    pages: Sequence[PageSize]
    changes: Sequence[Change]
    findings: Sequence[Finding]
    signature_count: int

    @property
    def page_count(self) -> int:
        """How many pages the document has."""
        return len(self.pages)

    def facts(self) -> dict[str, Any]:
        """Everything but the bytes, as JSON values."""
        return {
            "pages": [[page.width, page.height] for page in self.pages],
            "changes": [change.value for change in self.changes],
            "findings": [finding.value for finding in self.findings],
            "signature_count": self.signature_count,
        }

    @classmethod
    def from_facts(cls, facts: dict[str, Any], pdf: bytes) -> "Examination":
        """The inverse of `facts`; raises `KeyError`, `TypeError` or `ValueError` for anything else."""
        return cls(
            pdf,
            [PageSize(float(width), float(height)) for width, height in facts["pages"]],
            [Change(value) for value in facts["changes"]],
            [Finding(value) for value in facts["findings"]],
            int(facts["signature_count"]),
        )
