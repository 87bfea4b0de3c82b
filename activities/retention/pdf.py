"""The certificate of a purge as PDF/A, before it is sealed."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final

import typst

from activities.evidence.glyphs import FONT_FOLDER, printable
from activities.invoices.wording import day
from activities.mail.wording import instant_words
from terms.calendar import local_date
from terms.texts import Holder

PDF_STANDARD: Final = "a-2b"


@cache
def words(language: str) -> dict[str, Any]:
    """The words of a language, `es` or `en`."""
    read: dict[str, Any] = json.loads(files(__package__).joinpath("words", f"{language}.json").read_text())
    return read


def certificate_pdf(facts: Mapping[str, Any], holder: Holder, zone: str) -> bytes:
    """The facts laid out in their language; dates are in `zone`. CPU work: not for an event loop."""
    made = typst.compile(
        str(files(__package__).joinpath("certificate.typ")),
        format="pdf",
        font_paths=[str(FONT_FOLDER)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(printable(_data(facts, holder, zone), own_only=True))},
        pdf_standards=PDF_STANDARD,
        timestamp=int(datetime.fromisoformat(facts["issued_at"]).timestamp()),
    )
    if not isinstance(made, bytes):
        raise TypeError("typst returned no single PDF")
    return made


def _data(facts: Mapping[str, Any], holder: Holder, zone: str) -> dict[str, Any]:
    language = facts["language"]
    said = words(language)

    def at(name: str) -> str:
        return instant_words(datetime.fromisoformat(facts[name]), zone, language) if facts[name] else ""

    backups = local_date(datetime.fromisoformat(facts["backups_until"]), zone)
    return {
        "language": language,
        "title": said["title"],
        "intro": said["intro"],
        "holder": f"{holder.name} · {holder.tax_id}",
        "facts": [
            [said["certificate"], facts["certificate"]],
            [said["business"], facts["business"]],
            [said["stage"], said["stages"][facts["stage"]]],
            [said["rule"], said["rule_text"].format(**facts)],
            [said["blocked"], at("blocked_at")],
            [said["due"], at("due_at")],
            [said["holds"], str(len(facts["holds"]))],
            [said["begun"], at("begun_at")],
            [said["issued"], at("issued_at")],
            [said["key"], said["yes"] if facts["key_destroyed"] else said["no_key"]],
            [said["objects"], str(facts["objects"])],
            [said["histories"], str(facts["histories"])],
            [said["backups"], said["backups_text"].format(day=day(backups, language))],
        ],
        "table": said["table"],
        "rows": said["rows"],
        "counts": [[table, str(count)] for table, count in sorted(facts["rows"].items())],
        "digest": said["digest"],
        "digest_text": said["digest_text"],
        "digest_value": facts["digest"],
    }
