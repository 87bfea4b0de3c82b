"""Versioned legal texts: terms of service, privacy policy, processor contract, signer's consent (A2, E3, E4).

A text is a file `{kind}/{version}.{language}.md` whose version is the date it came into force. A published
file is never changed: a change is a new version. The files name the holder only by placeholders, because the
holder is configuration; what people read, accept and find in evidence is the **filled** text, and the hash
kept as evidence is that of the filled text's exact UTF-8 bytes.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib.resources import files
from types import MappingProxyType

from terms.accounts import Document

LANGUAGES = ("es", "en")
_FILE_NAME = re.compile(r"(?P<version>\d{4}-\d{2}-\d{2})\.(?P<language>[a-z]{2})\.md")
_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True)
class Holder:
    """The company that runs the service, as its texts name it; comes from configuration."""

    name: str
    tax_id: str
    address: str
    email: str
    dpo_email: str
    registry: str
    service_url: str


@dataclass(frozen=True)
class Text:
    """One text in one language. `title` and `body` are Markdown; `sha256` covers both (see `markdown`)."""

    kind: Document
    version: str
    language: str
    title: str
    body: str

    @property
    def markdown(self) -> str:
        """The whole text: the title as first heading, an empty line, the body."""
        return f"# {self.title}\n\n{self.body}"

    @property
    def sha256(self) -> str:
        """SHA-256 (hex) of the whole text's UTF-8 bytes. Evidence keeps that of the filled text."""
        return hashlib.sha256(self.markdown.encode()).hexdigest()

    def filled(self, holder: Holder) -> "Text":
        """The text as people see it: every placeholder replaced by the holder's data.

        A list entry whose datum the holder has not got (such as registry data) is left out with its label.
        Raises `KeyError` for a placeholder the holder has no field for.
        """
        data = {f"holder_{field.name}": str(getattr(holder, field.name)) for field in fields(holder)}
        lines = (_filled_line(line, data) for line in self.body.splitlines(keepends=True))
        body = "".join(line for line in lines if line is not None)
        return Text(self.kind, self.version, self.language, self.title, body)


def _filled_line(line: str, data: Mapping[str, str]) -> str | None:
    names = _PLACEHOLDER.findall(line)
    if line.startswith("- ") and len(names) == 1 and not data[names[0]]:
        return None
    return _PLACEHOLDER.sub(lambda found: data[found.group(1)], line)


def parse(kind: Document, version: str, language: str, markdown: str) -> Text:
    """A text from its Markdown, which starts with its title as `# …` and an empty line.

    Raises `ValueError` when it does not.
    """
    heading, separator, body = markdown.partition("\n\n")
    if not separator or not heading.startswith("# "):
        raise ValueError(f"{kind} {version} ({language}) does not start with a title")
    return Text(kind, version, language, heading.removeprefix("# "), body)


def _load() -> Mapping[tuple[Document, str, str], Text]:
    texts: dict[tuple[Document, str, str], Text] = {}
    for kind in Document:
        for file in files(__name__).joinpath(kind.value).iterdir():
            name = _FILE_NAME.fullmatch(file.name)
            if name is None:
                raise ValueError(f"not a text's file name: {kind.value}/{file.name}")
            version, language = name["version"], name["language"]
            text = parse(kind, version, language, file.read_bytes().decode())
            texts[kind, version, language] = text
    return MappingProxyType(texts)


_TEXTS = _load()


def versions(kind: Document) -> tuple[str, ...]:
    """Versions of a kind, oldest first."""
    return tuple(sorted({version for of, version, _ in _TEXTS if of is kind}))


def find(kind: Document, version: str, language: str) -> Text | None:
    """One version in one language, not yet filled; `None` when there is no such text."""
    return _TEXTS.get((kind, version, language))


def current(kind: Document, language: str) -> Text:
    """The newest version of a kind, not yet filled. Raises `KeyError` for a language without texts."""
    return _TEXTS[kind, versions(kind)[-1], language]
