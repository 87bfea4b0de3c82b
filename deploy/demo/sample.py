"""The sample contract, and where its two parties sign."""

from dataclasses import dataclass
from pathlib import Path

import typst

from deploy.setup.paths import ROOT

SOURCE = ROOT / "deploy" / "sample" / "contrato.typ"
FONTS = ROOT / "activities" / "evidence" / "fonts"


@dataclass(frozen=True)
class Place:
    """A place to sign, in fractions of the page as shown, from its top left corner; `page` from 1."""

    page: int
    x: float
    y: float
    width: float
    height: float


def sample_contract(folder: Path) -> Path:
    """Typesets the sample into `folder`; returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "contrato.pdf"
    typst.compile(str(SOURCE), output=str(target), font_paths=[str(FONTS)], ignore_system_fonts=True)
    return target


SAMPLE_PLACES = (Place(2, 0.124, 0.573, 0.342, 0.09), Place(2, 0.533, 0.573, 0.342, 0.09))
"""Above the lines of both parties in the sample."""


def places_on_last_page(page_count: int) -> tuple[Place, Place]:
    """Side by side at the foot of the last page, for a document we know nothing of."""
    return Place(page_count, 0.10, 0.84, 0.36, 0.09), Place(page_count, 0.54, 0.84, 0.36, 0.09)
