"""The half-yearly drill on a database of realistic size, with the real programs (contract M1)."""

import hashlib
import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from obstore.store import LocalStore
from sqlalchemy import func, select, text
from temporalio.testing import ActivityEnvironment

from activities.backup.backups import Backups
from activities.backup.drill import RestoreDrill
from activities.measures import MeasureOrder
from activities.vault.vault import Vault
from models import Activity, Business, Document
from models.database import Database
from models.identifiers import Prefix, new_id
from settings import Settings
from tests.activities.backup.test_drill import DUE, MASTER_KEY, left_behind, service, short_folder, stored
from tests.activities.evidence.kit import SignedStory
from tests.crowd import crowd

__all__ = ("service", "short_folder", "stored")
BUSINESSES = 1000
DOCUMENT_BYTES = 60_000
ENTRIES_EACH = 300
_ENTRIES = text(
    "INSERT INTO activity (id, at, action, actor, actor_id, business_id, user_id, objects, status, ip,"
    " user_agent, retention, keep_until)"
    " SELECT 'act_' || lpad(row_number() OVER ()::text, 26, '0'), now(), 'api:envelopes:show', 'user',"
    " b.owner_id, b.id, b.owner_id, ARRAY[b.id::varchar], 200, '203.0.113.7', repeat('x', 120), 'technical',"
    " now() + interval '1 year' FROM businesses b, generate_series(1, :each)"
)


@pytest.mark.long
@pytest.mark.timeout(1200)
@pytest.mark.rule("M1")
async def test_a_thousand_businesses_are_restored_compared_and_timed(
    backed_up: Database,
    service: Settings,
    stored: SignedStory,
    tmp_path: Path,
    short_folder: Path,
) -> None:
    began = time.monotonic()
    made = await crowd(backed_up, BUSINESSES, "drill.example")
    await documents_of(backed_up, Vault(backed_up, LocalStore(tmp_path / "objects"), MASTER_KEY), made)
    async with backed_up.transaction() as session:
        await session.execute(_ENTRIES, {"each": ENTRIES_EACH})
    made_after = time.monotonic() - began

    saved = await ActivityEnvironment().run(Backups(service, backed_up).take, MeasureOrder(DUE))
    saved_after = time.monotonic() - began - made_after
    findings = await ActivityEnvironment().run(RestoreDrill(service).drill)
    print(f"\nmade in {made_after:.0f} s, saved in {saved_after:.0f} s: {saved.figures}")
    print(f"restored: {findings.figures}")
    assert findings.reason is None
    figures = findings.figures
    assert {name: figures[name] for name in ("rows", "tables", "objects")} == {
        name: saved.figures[name] for name in ("rows", "tables", "objects")
    }
    async with backed_up.transaction() as session:
        businesses = await session.scalar(select(func.count()).select_from(Business))
        entries = await session.scalar(select(func.count()).select_from(Activity))
    assert businesses == BUSINESSES + 1
    assert entries == businesses * ENTRIES_EACH
    assert figures["rows"] > entries + 7 * BUSINESSES
    assert figures["objects"] == BUSINESSES + 3
    assert figures["digests_checked"] == 302, "300 documents of all, and the two signed versions"
    assert (figures["signatures_checked"], figures["envelope"]) == (2, stored.story.envelope.id)
    assert all(figures["seconds"][step] > 0 for step in ("database", "objects", "checks"))
    assert left_behind(short_folder) == []


async def documents_of(database: Database, vault: Vault, business_ids: Sequence[str]) -> None:
    """A document each, encrypted with the business's own key."""
    at = datetime.now(UTC)
    found = []
    for business_id in business_ids:
        content, document_id = os.urandom(DOCUMENT_BYTES), new_id(Prefix.DOCUMENT)
        object_key = f"{business_id}/documents/{document_id}"
        await vault.put(business_id, object_key, content)
        found.append(
            Document(
                id=document_id,
                business_id=business_id,
                created_by=business_id,
                name="contrato.pdf",
                sha256=hashlib.sha256(content).hexdigest(),
                uploaded_sha256=hashlib.sha256(content).hexdigest(),
                size=len(content),
                page_count=1,
                pages=[{"width": 595, "height": 842}],
                object_key=object_key,
                created_at=at,
            )
        )
    async with database.transaction() as session:
        session.add_all(found)
