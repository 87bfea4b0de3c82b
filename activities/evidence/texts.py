"""Keeps each legal text exactly as it was shown: a later change of the holder's data then loses nothing."""

from collections.abc import Iterable
from datetime import datetime
from itertools import product

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models import ShownText
from models.database import Database
from terms import texts
from terms.accounts import Document


class TextArchive:
    """The texts as filled for this holder. `publish` runs at the start of every process that shows them."""

    def __init__(self, database: Database, holder: texts.Holder) -> None:
        self._database = database
        self._holder = holder

    def current(self, kind: Document, language: str) -> texts.Text:
        """The newest version, filled: what is shown and what an acceptance names."""
        return texts.current(kind, language).filled(self._holder)

    async def publish(self, now: datetime) -> None:
        """Archives every version and language as filled now; those archived already stay as they are."""
        shown = [
            found.filled(self._holder)
            for kind, language in product(Document, texts.LANGUAGES)
            for version in texts.versions(kind)
            if (found := texts.find(kind, version, language)) is not None
        ]
        async with self._database.transaction() as session:
            await session.execute(
                insert(ShownText)
                .values([_row(text, now) for text in shown])
                .on_conflict_do_nothing(index_elements=[ShownText.sha256])
            )


async def read_shown_texts(session: AsyncSession, hashes: Iterable[str]) -> dict[str, texts.Text]:
    """SHA-256 → archived text, for those of `hashes` that are archived."""
    rows = await session.scalars(select(ShownText).where(ShownText.sha256.in_(set(hashes))))
    return {
        row.sha256: texts.parse(Document(row.kind), row.version, row.language, row.markdown) for row in rows
    }


def _row(text: texts.Text, now: datetime) -> dict[str, object]:
    return {
        "sha256": text.sha256,
        "kind": text.kind.value,
        "version": text.version,
        "language": text.language,
        "markdown": text.markdown,
        "first_shown_at": now,
    }
