"""Versioned legal texts: terms of service, privacy policy, processor contract, signer's consent (A2, E3, E4).

A text is a file `{kind}/{version}.{language}.md` whose version is the date it came into force. A published
file is never changed: a change is a new version. `{kind}/versions.toml` says of each version whether it is a
substantial change, which has to be accepted again (contract A3), and in a sentence what changed.

The files name the holder only by placeholders, because the holder is configuration; what people read, accept
and find in evidence is the **filled** text, and the hash kept as evidence is that of the filled text's exact
UTF-8 bytes.
"""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib.resources import files
from types import MappingProxyType

from terms.accounts import Document

LANGUAGES = ("es", "en")
_FILE_NAME = re.compile(r"(?P<version>\d{4}-\d{2}-\d{2})\.(?P<language>[a-z]{2})\.md")
_CHANGES_FILE = "versions.toml"
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
    dpo_name: str = ""


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


@dataclass(frozen=True)
class Change:
    """What a version changed. `summaries` has a sentence per language, for the mails that announce it."""

    version: str
    substantial: bool
    summaries: Mapping[str, str]


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
            if file.name == _CHANGES_FILE:
                continue
            name = _FILE_NAME.fullmatch(file.name)
            if name is None:
                raise ValueError(f"not a text's file name: {kind.value}/{file.name}")
            version, language = name["version"], name["language"]
            text = parse(kind, version, language, file.read_bytes().decode())
            texts[kind, version, language] = text
    return MappingProxyType(texts)


def _load_changes() -> Mapping[Document, tuple[Change, ...]]:
    return MappingProxyType({kind: _changes_of(kind) for kind in Document})


def _changes_of(kind: Document) -> tuple[Change, ...]:
    tables = tomllib.loads(files(__name__).joinpath(kind.value, _CHANGES_FILE).read_text("utf-8"))
    return tuple(
        Change(
            version, bool(tables[version]["substantial"]), {name: tables[version][name] for name in LANGUAGES}
        )
        for version in sorted(tables)
    )


_TEXTS = _load()
_CHANGES = _load_changes()


def versions(kind: Document) -> tuple[str, ...]:
    """Versions of a kind, oldest first."""
    return tuple(sorted({version for of, version, _ in _TEXTS if of is kind}))


def changes(kind: Document) -> tuple[Change, ...]:
    """What each version of a kind changed, oldest first."""
    return _CHANGES[kind]


def binding_version(kind: Document) -> str:
    """The oldest version that is as good as the current one: no later change is substantial.

    Who accepted it, or a later one, need not accept again.
    """
    return next(change.version for change in reversed(changes(kind)) if change.substantial)


def find(kind: Document, version: str, language: str) -> Text | None:
    """One version in one language, not yet filled; `None` when there is no such text."""
    return _TEXTS.get((kind, version, language))


def current(kind: Document, language: str) -> Text:
    """The newest version of a kind, not yet filled. Raises `KeyError` for a language without texts."""
    return _TEXTS[kind, versions(kind)[-1], language]
