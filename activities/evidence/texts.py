"""Keeps each legal text exactly as it was shown: a later change of the holder's data then loses nothing."""

from collections.abc import Iterable
from datetime import datetime
from itertools import product

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from activities.evidence.dossier import EvidenceBroken
from models import EvidenceEvent, ShownText
from models.database import Database
from models.scope import UPKEEP
from terms import texts
from terms.accounts import Document
from terms.evidence import EventKind


class TextArchive:
    """The texts as filled for this holder. `publish` runs at the start of every process that shows them."""

    def __init__(self, database: Database, holder: texts.Holder) -> None:
        self._database = database
        self._holder = holder

    def current(self, kind: Document, language: str) -> texts.Text:
        """The newest version, filled: what is shown and what an acceptance names."""
        return texts.current(kind, language).filled(self._holder)

    def version(self, kind: Document, version: str, language: str) -> texts.Text | None:
        """One version, filled; `None` when there is no such text."""
        found = texts.find(kind, version, language)
        return found.filled(self._holder) if found else None

    async def publish(self, now: datetime) -> None:
        """Archives every version and language as filled now; those archived already stay as they are."""
        shown = [
            found.filled(self._holder)
            for kind, language in product(Document, texts.LANGUAGES)
            for version in texts.versions(kind)
            if (found := texts.find(kind, version, language)) is not None
        ]
        async with self._database.transaction(UPKEEP) as session:
            await session.execute(
                insert(ShownText)
                .values([_row(text, now) for text in shown])
                .on_conflict_do_nothing(index_elements=[ShownText.sha256])
            )


async def accepted_texts(
    database: Database, events: Iterable[EvidenceEvent], holder: texts.Holder
) -> dict[str, texts.Text]:
    """SHA-256 → text, for every text whose acceptance is among `events`, exactly as it was shown.

    Raises `EvidenceBroken` when one can neither be found in the archive nor be made again with its hash.
    """
    accepted = {
        str(event.data["sha256"]): event for event in events if event.kind == EventKind.CONSENT_ACCEPTED
    }
    async with database.transaction() as session:
        rows = await session.scalars(select(ShownText).where(ShownText.sha256.in_(accepted)))
        found = {row.sha256: _text(row) for row in rows}
    for sha256, event in accepted.items():
        if sha256 not in found:
            found[sha256] = _made_again(event, sha256, holder)
    return {sha256: found[sha256] for sha256 in accepted}


def _made_again(event: EvidenceEvent, sha256: str, holder: texts.Holder) -> texts.Text:
    version, language = str(event.data["version"]), str(event.data["language"])
    text = texts.find(Document.SIGNING_CONSENT, version, language)
    filled = text.filled(holder) if text else None
    if filled is None or filled.sha256 != sha256:
        raise EvidenceBroken(
            f"the text accepted in event {event.sequence} of {event.envelope_id} is not kept"
        )
    return filled


def _text(row: ShownText) -> texts.Text:
    return texts.parse(Document(row.kind), row.version, row.language, row.markdown)


def _row(text: texts.Text, now: datetime) -> dict[str, object]:
    return {
        "sha256": text.sha256,
        "kind": text.kind.value,
        "version": text.version,
        "language": text.language,
        "markdown": text.markdown,
        "first_shown_at": now,
    }
