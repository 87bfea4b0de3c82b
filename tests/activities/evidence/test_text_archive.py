"""Accepted texts stay what they were, whatever becomes of the holder's data."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from activities.evidence.dossier import EvidenceBroken
from activities.evidence.texts import TextArchive, accepted_texts
from models import ShownText
from models.database import Database
from terms.accounts import Document
from tests.activities.evidence.dossiers import HOLDER, Story

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
MOVED = replace(HOLDER, address="Otra calle 2, 46001 Valencia")


@pytest.mark.rule("A2")
async def test_publishing_again_changes_nothing(database: Database) -> None:
    archive = TextArchive(database, replace(HOLDER, tax_id="B00000001"))
    await archive.publish(NOW)
    await archive.publish(NOW + timedelta(days=1))
    async with database.transaction() as session:
        row = await session.get(ShownText, archive.current(Document.TERMS, "es").sha256)
        shown = await session.scalars(select(ShownText.sha256).where(ShownText.first_shown_at > NOW))
        assert archive.current(Document.TERMS, "es").sha256 not in set(shown)
    assert row is not None
    assert row.first_shown_at == NOW
    assert "B00000001" in row.markdown


async def test_text_accepted_before_the_holder_moved_is_found(database: Database) -> None:
    await TextArchive(database, HOLDER).publish(NOW)
    story = Story(names=["Ana"]).completed()
    found = await accepted_texts(database, story.events, MOVED)
    assert set(found) == {story.consent.sha256}
    assert HOLDER.address in found[story.consent.sha256].body


async def test_text_never_published_is_made_again_where_its_hash_proves_it(database: Database) -> None:
    holder = replace(HOLDER, name="Nunca Publicada, S.L.")
    story = Story(names=["Ana"])
    story.consent = TextArchive(database, holder).current(Document.SIGNING_CONSENT, "es")
    story.completed()
    assert set(await accepted_texts(database, story.events, holder)) == {story.consent.sha256}
    with pytest.raises(EvidenceBroken, match="is not kept"):
        await accepted_texts(database, story.events, HOLDER)
