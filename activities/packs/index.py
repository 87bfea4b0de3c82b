"""The sealed index of a pack of evidence: each file by its hash."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from activities.mail.wording import instant_words
from activities.papers.pdf import Paper, Section, paper_pdf
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
    sections = [
        Section(name, facts=[("SHA-256", str(one["sha256"])), (said["size"], str(one["size"]))], level=2)
        for name, one in listing.items()
    ]
    author = f"{holder.name} · {holder.tax_id}"
    return paper_pdf(Paper(said["title"], language, author, said["intro"], facts, sections), at)
