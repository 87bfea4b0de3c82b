"""The sealed index of a pack of evidence: each file by its hash, and what its figures mean."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from activities.mail.wording import instant_words
from activities.papers.pdf import Paper, Section, paper_pdf
from terms.evidence_packs import MEASURES_TOLD_YEARS
from terms.measures import RHYTHMS, Measure
from terms.texts import Holder


@cache
def words(language: str) -> dict[str, Any]:
    """The words of a language, `es` or `en`."""
    read: dict[str, Any] = json.loads(files(__package__).joinpath("words", f"{language}.json").read_text())
    return read


def index_pdf(
    pack_id: str,
    business_id: str,
    listing: Mapping[str, Mapping[str, object]],
    holder: Holder,
    at: datetime,
    language: str,
    zone: str,
) -> bytes:
    """The index before it is sealed. CPU work: not for an event loop."""
    said = words(language)
    facts = [
        (said["pack"], pack_id),
        (said["business"], business_id),
        (said["made_at"], instant_words(at, zone, language)),
        (said["dpo"], f"{holder.dpo_name} {holder.dpo_email}".strip()),
    ]
    sections = [Section(said["files"]), *(_file(name, one, said) for name, one in listing.items())]
    author = f"{holder.name} · {holder.tax_id}"
    paper = Paper(said["title"], language, author, said["intro"], facts, [*sections, *_meanings(said)])
    return paper_pdf(paper, at)


def _file(name: str, one: Mapping[str, object], said: Mapping[str, Any]) -> Section:
    """A file's hash, under what it holds."""
    lead = next((words for start, words in said["holds"].items() if name.startswith(start)), "")
    facts = [("SHA-256", str(one["sha256"])), (said["size"], str(one["size"]))]
    return Section(name, lead, facts, level=2)


def _meanings(said: Mapping[str, Any]) -> Sequence[Section]:
    """What the entries of `measures.json` and their figures mean, and how often each measure is due."""
    lead = said["figures_lead"].format(years=MEASURES_TOLD_YEARS)
    measures = [(said["measures"][one.value], _rhythm(one, said)) for one in Measure]
    return (
        Section(said["figures_title"], lead, list(said["figures"].items())),
        Section(said["measures_title"], facts=measures),
    )


def _rhythm(measure: Measure, said: Mapping[str, Any]) -> str:
    return f"{measure.value} · {RHYTHMS[measure].rule} · {said['rhythms'][measure.value]}"
