"""Templates to subject, HTML and text. Both forms come from one template, so that they say the same."""

import hashlib
import re
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from activities.mail.facts import Letter
from activities.mail.wording import one_line, subject_line
from terms.evidence import canonical_json
from terms.texts import Holder

TEMPLATES = Path(__file__).parent / "templates"
TEXT_WIDTH = 76
_TEST = {"es": "[PRUEBA] ", "en": "[TEST] "}


@dataclass(frozen=True)
class Content:
    """A mail as sent."""

    subject: str
    html: str
    text: str

    @property
    def sha256(self) -> str:
        """SHA-256 (hex) of the canonical JSON of subject, HTML and text: what evidence says was mailed."""
        return hashlib.sha256(canonical_json(asdict(self))).hexdigest()


class MailTemplates:
    """Renders letters. A fact that a template names and nobody gave is an error, never an empty place."""

    def __init__(self, service: str, holder: Holder) -> None:
        """`service` is the name the service goes by in mails; `holder` is who runs it."""
        self._html = _html()
        self._text = _text()
        self._common = {"service": one_line(service), "holder": holder}

    def render(self, letter: Letter) -> Content:
        """The letter in its recipient's language. Raises `jinja2.UndefinedError` for a missing fact."""
        name = f"{letter.recipient.language}/{letter.purpose.value}.j2"
        facts = self._facts(letter)
        text = self._text.get_template(name)
        return Content(
            subject=subject_line(_marked(letter) + _block(text, "subject", facts)),
            html=self._html.get_template(name).render(facts),
            text=text.render(facts).strip() + "\n",
        )

    def _facts(self, letter: Letter) -> dict[str, Any]:
        envelope = asdict(letter.envelope) if letter.envelope else {"envelope_id": "", "test": False}
        return (
            self._common
            | envelope
            | dict(letter.words)
            | {
                "language": letter.recipient.language,
                "role": letter.recipient.role,
                "recipient_name": letter.recipient.name or letter.recipient.address,
                "action_url": letter.action_url,
                "link_until": letter.link_until,
                "controller": letter.controller,
            }
        )


def _marked(letter: Letter) -> str:
    """What begins the subject of a mail about a test, before anything the sender wrote."""
    return _TEST[letter.recipient.language] if letter.envelope and letter.envelope.test else ""


@cache
def _html() -> Environment:
    """One for the process, so that each template is compiled once."""
    return _environment("html", {"b": _strong}, autoescape=True)


@cache
def _text() -> Environment:
    """As `_html`."""
    filters: Mapping[str, Callable[[str], str]] = {"b": str, "wrap": _wrap, "paragraphs": _paragraphs}
    return _environment("txt", filters, autoescape=False)


def _environment(kind: str, filters: Mapping[str, Callable[[str], str]], *, autoescape: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=autoescape,  # noqa: S701 - the text form is not HTML
        undefined=StrictUndefined,
        finalize=_refuse_none,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(filters, squash=_squash)
    environment.globals["layout"] = f"layout.{kind}"
    environment.globals["ui"] = environment.get_template(f"parts.{kind}").module
    return environment


def _block(template: Template, name: str, facts: dict[str, Any]) -> str:
    return "".join(template.blocks[name](template.new_context(facts)))


def _refuse_none(value: object) -> object:
    if value is None:
        raise ValueError("a mail would say None")
    return value


def _strong(text: str) -> Markup:
    """A name set off from the sentence around it, also where it is written from right to left."""
    return Markup("<strong><bdi>{}</bdi></strong>").format(text)


def _squash(text: str) -> str:
    """One line; keeps markup safe where it was."""
    joined = " ".join(str(text).split())
    return Markup(joined) if isinstance(text, Markup) else joined  # noqa: S704 - was escaped already


def _wrap(text: str) -> str:
    return textwrap.fill(text, TEXT_WIDTH, break_long_words=False, break_on_hyphens=False)


def _paragraphs(text: str) -> str:
    """Exactly one empty line between paragraphs."""
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")
