"""The security measures of Annex 2 of the processor contract, by version of its text (contract M, P2)."""

import re
from dataclasses import dataclass

from terms import texts
from terms.accounts import Document

_ANNEX = re.compile(r"^## (?:Anexo|Annex) 2\.[^\n]*\n(?P<body>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_MEASURE = re.compile(r"^(?P<number>\d+)\. (?P<text>.+)$", re.MULTILINE)


@dataclass(frozen=True)
class SecurityMeasure:
    """One measure as the contract describes it; `rule` is its id, such as `M1`."""

    rule: str
    text: str


def security_measures(version: str, language: str) -> tuple[SecurityMeasure, ...]:
    """The measures agreed in one version. Raises `KeyError` where there is no such text."""
    text = texts.find(Document.PROCESSOR, version, language)
    if text is None:
        raise KeyError(f"no processor contract {version} ({language})")
    annex = _ANNEX.search(text.body)
    found = _MEASURE.finditer(annex["body"]) if annex else ()
    return tuple(SecurityMeasure(f"M{one['number']}", one["text"].replace("**", "").strip()) for one in found)


def version_on(day: str) -> str | None:
    """The newest version in force on a day (`YYYY-MM-DD`); `None` before the first."""
    return max((version for version in texts.versions(Document.PROCESSOR) if version <= day), default=None)
