"""A paper as PDF/A. What people wrote reaches the layout as JSON only, never as code."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.resources import files
from typing import Final

import typst

from activities.evidence.glyphs import FONT_FOLDER, printable

PDF_STANDARD: Final = "a-2b"


@dataclass(frozen=True)
class Section:
    """A part of a paper: text, labelled values, a list, and a table whose first row is its head."""

    title: str
    lead: str = ""
    facts: Sequence[tuple[str, str]] = ()
    items: Sequence[str] = ()
    table: Sequence[Sequence[str]] = ()
    level: int = 1


@dataclass(frozen=True)
class Paper:
    """What a paper says, in the words that are printed."""

    title: str
    language: str
    author: str
    intro: str
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    signature: Section | None = None
    """A page of its own with a frame to sign in."""


def paper_pdf(paper: Paper, at: datetime) -> bytes:
    """The paper laid out; `at` is the PDF's creation date. CPU work: not for an event loop."""
    made = typst.compile(
        str(files(__package__).joinpath("paper.typ")),
        format="pdf",
        font_paths=[str(FONT_FOLDER)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(printable(asdict(paper), own_only=True), ensure_ascii=False)},
        pdf_standards=PDF_STANDARD,
        timestamp=int(at.timestamp()),
    )
    if not isinstance(made, bytes):
        raise TypeError("typst returned no single PDF")
    return made
