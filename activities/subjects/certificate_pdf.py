"""The certificate of a measure about a data subject as PDF/A, before it is sealed."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import typst

from activities.evidence.glyphs import FONT_FOLDER, printable
from activities.invoices.wording import day
from activities.mail.wording import instant_words
from activities.retention.pdf import PDF_STANDARD
from terms.calendar import local_date
from terms.subjects import Elsewhere, MeasureKind
from terms.texts import Holder

LAYOUT = "certificate.typ"
"""The same as that of a purge's certificate."""


@cache
def words(language: str) -> dict[str, Any]:
    """The words of a language, `es` or `en`."""
    read: dict[str, Any] = json.loads(files(__package__).joinpath("words", f"{language}.json").read_text())
    return read


def certificate_pdf(facts: Mapping[str, Any], holder: Holder, zone: str) -> bytes:
    """The facts laid out in their language; dates are in `zone`. CPU work: not for an event loop."""
    made = typst.compile(
        str(files("activities.retention").joinpath(LAYOUT)),
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
    said = words(facts["language"])
    rows = [*_measure(facts, said, zone), *_outcome(facts, said, zone)]
    counts = facts["counts"].items()
    return {
        "language": facts["language"],
        "title": said["title"],
        "intro": said["intro"],
        "holder": f"{holder.name} · {holder.tax_id}",
        "facts": [row for row in rows if row[1]],
        "table": said["table"],
        "rows": said["rows"],
        "counts": [[said["tables"].get(name, name), str(count)] for name, count in sorted(counts)],
        "digest": said["digest"],
        "digest_text": said["digest_text"],
        "digest_value": facts["digest"],
    }


def _measure(facts: Mapping[str, Any], said: Mapping[str, Any], zone: str) -> list[list[str]]:
    def at(name: str) -> str:
        found = facts[name]
        return instant_words(datetime.fromisoformat(found), zone, facts["language"]) if found else ""

    return [
        [said["measure"], facts["measure"]],
        [said["business"], facts["business"]],
        [said["kind"], said["kinds"][facts["kind"]]],
        [said["ground"], said["grounds"].get(facts["ground"], "")],
        [said["asked"], at("asked_at")],
        [said["begun"], at("begun_at")],
        [said["ended"], at("ended_at")],
        [said["issued"], at("issued_at")],
        [said["places"], str(facts["places"])],
        [said["file"], facts["sha256"] or ""],
    ]


def _outcome(facts: Mapping[str, Any], said: Mapping[str, Any], zone: str) -> list[list[str]]:
    """How many envelopes had what done to them, and what is left where."""
    if facts["kind"] == MeasureKind.RECTIFICATION.value:
        return [[said[name], str(facts[name])] for name in ("corrected", "noted")]
    if facts["kind"] != MeasureKind.ERASURE.value:
        return []

    def on(instant: str) -> str:
        return day(local_date(datetime.fromisoformat(instant), zone), facts["language"])

    kept = [
        [
            said["kept"],
            said["kept_until_text" if one["until"] else "kept_text"].format(
                count=one["count"],
                reason=said["reasons"][one["reason"]],
                day=on(one["until"]) if one["until"] else "",
            ),
        ]
        for one in facts["kept"]
    ]
    return [
        [said["destroyed"], str(facts["destroyed"])],
        *kept,
        [said["named"], said["named_text"].format(count=facts["named"]) if facts["named"] else ""],
        [said["chain"], said["chain_text"]],
        [said["logs"], said["logs_text"]],
        *(
            [said[what], said[f"{what}_text"].format(count=facts["elsewhere"][what]["count"])]
            for what in (Elsewhere.INSTRUCTIONS.value, Elsewhere.DOCUMENTS.value)
            if what in facts["elsewhere"]
        ),
        [said["backups"], said["backups_text"].format(day=on(facts["backups_until"]))],
    ]
