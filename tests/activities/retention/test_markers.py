"""A business's data is destroyed class by class, everywhere; another's stays whole (contract S18)."""

import logging
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from obstore.store import LocalStore
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import WorkflowHandle
from temporalio.exceptions import ApplicationError
from temporalio.worker import Worker

from activities.retention.messages import NOT_DUE
from activities.vault.errors import KeyDestroyed, ObjectMissing
from activities.vault.vault import Vault
from deploy.stack.postgres import PostgresCluster
from models import PurgeCertificate
from models.kept import KEPT
from terms.retention import BACKUPS_KEPT, DataClass, PurgeStage
from tests.activities.retention.conftest import KEY, Destroyer, let_pass
from tests.activities.retention.histories import is_gone, let_go, listed
from tests.activities.retention.planted import PATHS, Planted, backup, files_under, tables_with
from tests.purging import let_come_due
from tests.running import RunningTemporal
from tests.sandbox import sandboxed_runner
from tests.workflows.sleeper import Sleeper

LAST_YEAR = datetime.now(UTC) - timedelta(days=368)
YEAR = timedelta(days=366)
STAGES_LATER = {
    PurgeStage.DOCUMENTS_AND_EVIDENCE: 4 * YEAR,
    PurgeStage.CONTRACT_AND_BILLING: 5 * YEAR,
    PurgeStage.PEOPLE: 5 * YEAR,
}
"""How much later than now each stage of what was blocked last year is destroyed."""
KNOWN_AFTERWARDS = {"purge_certificates", "purge_steps", "retentions"}


async def closed_history(temporal: RunningTemporal, business_id: str) -> WorkflowHandle[Sleeper, float]:
    """A workflow of the business that has ended, and can be found by its search attribute."""
    async with Worker(
        temporal.client, task_queue=business_id, workflows=[Sleeper], workflow_runner=sandboxed_runner()
    ):
        handle = await temporal.client.start_workflow(
            Sleeper.run, business_id, id=f"subscription-{business_id}", task_queue=business_id
        )
        await listed(temporal.client, business_id, 1)
    await handle.terminate("over")
    await listed(temporal.client, business_id, 1, state="Terminated")
    return handle


@pytest.mark.rule("P11", "S18")
async def test_nothing_of_a_business_survives_its_purge(
    destroyer: Destroyer,
    owner: AsyncEngine,
    postgres: PostgresCluster,
    temporal: RunningTemporal,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    stays = Planted(staff=True)
    gone = Planted(staff=False, beside=stays)
    for planted in (stays, gone):
        await planted.store(owner, destroyer.vault)
    history = await closed_history(temporal, gone.business)
    kept = await closed_history(temporal, stays.business)
    async with owner.connect() as connection:
        before = await tables_with(connection, gone.marker)
        others = await tables_with(connection, stays.marker, stays.business)
    assert set(before) == gone.marked() - {"customer_lookups"}
    assert gone.marker.encode() in backup(postgres, tmp_path / "before.sql")
    shutil.copytree(destroyer.folder, tmp_path / "copied objects")
    await let_come_due(destroyer.database, gone.business, LAST_YEAR)

    await destroyer.destroy(gone.business, PurgeStage.TECHNICAL_LOGS)
    async with owner.connect() as connection:
        left = await tables_with(connection, gone.marker)
        assert set(left) == set(before) - {"activity"}
    for stage, later in STAGES_LATER.items():
        if later > YEAR and stage is not PurgeStage.PEOPLE:
            with pytest.raises(ApplicationError) as refused:
                await destroyer.destroy(gone.business, stage)
            assert refused.value.type == NOT_DUE
        await let_pass(owner, later)
        await destroyer.destroy(gone.business, stage)
        async with owner.connect() as connection:
            assert set(await tables_with(connection, gone.marker)) == _later_than(stage) & set(before)

    async with owner.connect() as connection:
        assert await tables_with(connection, gone.marker, gone.tenant.email) == {}
        assert set(await tables_with(connection, gone.business)) == KNOWN_AFTERWARDS
        assert await tables_with(connection, stays.marker, stays.business) == others
    dump = backup(postgres, tmp_path / "after.sql")  # those from before: test_backups.py
    assert gone.marker.encode() not in dump
    assert gone.marker.encode().hex().encode() not in dump
    assert stays.marker.encode() in dump
    assert files_under(destroyer.folder / gone.business) == []
    for object_key in stays.object_keys:
        assert await destroyer.vault.get(stays.business, object_key)
    await let_go(history)
    assert not await is_gone(kept)
    assert gone.marker not in caplog.text
    await _copies_stay_shut(destroyer, gone, tmp_path / "copied objects")


def _later_than(stage: PurgeStage) -> set[str]:
    """Tables whose planted row, which is of the first stage that the map names, is still to go."""
    order = list(PurgeStage)
    first = {table: min(order.index(kept.stage) for kept in portions) for table, portions in KEPT.items()}
    return {table for table, number in first.items() if number > order.index(stage)}


async def _copies_stay_shut(destroyer: Destroyer, gone: Planted, copied: Path) -> None:
    """Objects of a backup, under the keys that are left."""
    assert all(gone.marker.encode() not in path.read_bytes() for path in files_under(copied))
    copy = Vault(destroyer.database, LocalStore(copied), KEY)
    for object_key in gone.object_keys:
        with pytest.raises((KeyDestroyed, ObjectMissing)):
            await copy.get(gone.business, object_key)


@pytest.mark.rule("P11", "S18")
async def test_the_certificates_say_what_was_destroyed(destroyer: Destroyer, owner: AsyncEngine) -> None:
    beside = Planted(staff=True)
    await beside.store(owner, destroyer.vault)
    planted = Planted(staff=False, beside=beside)
    await planted.store(owner, destroyer.vault)
    await let_come_due(destroyer.database, planted.business)
    for stage in PurgeStage:
        first = await destroyer.destroy(planted.business, stage)
        assert await destroyer.destroy(planted.business, stage) == first
    async with destroyer.database.transaction() as session:
        rows = await session.scalars(
            select(PurgeCertificate).where(PurgeCertificate.business_id == planted.business)
        )
        found = {PurgeStage(row.stage): row for row in rows}
    assert set(found) == set(PurgeStage)
    documents = found[PurgeStage.DOCUMENTS_AND_EVIDENCE]
    assert documents.facts["rows"]["envelopes"] == documents.facts["rows"]["evidence_events"] == 1
    assert documents.facts["objects"] == len(PATHS[DataClass.DOCUMENTS_AND_EVIDENCE]) > 0
    assert documents.facts["key_destroyed"]
    assert found[PurgeStage.CONTRACT_AND_BILLING].facts["objects"] == len(
        PATHS[DataClass.CONTRACT_AND_BILLING]
    )
    assert found[PurgeStage.PEOPLE].facts["rows"]["users"] == 1
    for row in found.values():
        assert row.pdf.startswith(b"%PDF")
        assert b"/ETSI.CAdES.detached" in row.pdf
        assert datetime.fromisoformat(row.facts["backups_until"]) == row.issued_at + BACKUPS_KEPT
        assert planted.marker not in str(row.facts)
    assert len({row.digest for row in found.values()}) == len(found)
