"""The commitments as the PDF that somebody signs, and where on its last page the signature goes."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

from activities.mail.wording import instant_words
from activities.papers.pdf import Paper, Section, paper_pdf
from terms.texts import Text

A4 = (595.28, 841.89)
"""Points."""
SIGNATURE = {"x": 0.1048, "y": 0.2523, "width": 0.44, "height": 0.1105}
"""Of the last page, where `paper.typ` draws the frame."""
_PART = re.compile(r"^## (?P<title>.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Signing:
    """Who is to sign which text, and when it is sent."""

    name: str
    text: Text
    at: datetime
    zone: str


@cache
def words(language: str) -> Mapping[str, str]:
    """The words of a language, `es` or `en`."""
    read: dict[str, str] = json.loads(files(__package__).joinpath("words", f"{language}.json").read_text())
    return read


def commitment_pdf(signing: Signing, author: str) -> bytes:
    """The text laid out, and a page for the signature. CPU work: not for an event loop."""
    text, said = signing.text, words(signing.text.language)
    intro, *parts = _PART.split(text.body)
    facts = [
        (said["person"], signing.name),
        (said["version"], text.version),
        (said["sent_on"], instant_words(signing.at, signing.zone, text.language)),
        (said["hash"], text.sha256),
    ]
    return paper_pdf(
        Paper(
            title=text.title,
            language=text.language,
            author=author,
            intro=_plain(intro),
            facts=[(said["version"], text.version), (said["hash"], text.sha256)],
            sections=[_section(title, body) for title, body in zip(parts[::2], parts[1::2], strict=True)],
            signature=Section(said["signature"], lead=said["lead"], facts=facts),
        ),
        signing.at,
    )


def _section(title: str, body: str) -> Section:
    items = [line for line in _lines(body) if line.startswith("- ")]
    lead = " ".join(line for line in _lines(body) if not line.startswith("- "))
    return Section(title, lead=_plain(lead), items=[_plain(item.removeprefix("- ")) for item in items])


def _lines(body: str) -> Iterator[str]:
    return (line.strip() for line in body.splitlines() if line.strip())


def _plain(text: str) -> str:
    return text.replace("**", "").strip()
