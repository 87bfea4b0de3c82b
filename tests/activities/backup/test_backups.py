"""Backups by the real programs: whole or not at all, encrypted, without secrets, pruned in time (M1, S18)."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from obstore.store import MemoryStore
from sqlalchemy import func, select
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.backup import backups as module
from activities.backup.backups import DATABASE, MANIFEST, OBJECTS, Backups, read_manifest, repository_of, runs
from activities.backup.objects import bring_up_to_date
from activities.measures import MeasureOrder
from models import User
from models.database import Database
from models.identifiers import Prefix, new_id
from settings import Settings
from terms.retention import BACKUPS_KEPT

DUE = datetime(2027, 1, 17, 3, 30, tzinfo=UTC)
WEEK = timedelta(weeks=1)


async def someone(database: Database) -> None:
    """A row with personal data."""
    user = new_id(Prefix.USER)
    async with database.transaction() as session:
        session.add(
            User(
                id=user,
                email=f"{user}@marker.example",
                password_hash="-",
                email_verified_at=DUE,
                created_at=DUE,
            )
        )


@pytest.mark.rule("M1")
async def test_a_backup_is_whole_encrypted_and_made_once(
    backed_up: Database, settings: Settings, tmp_path: Path
) -> None:
    await someone(backed_up)
    (tmp_path / "objects" / "biz_1").mkdir()
    (tmp_path / "objects" / "biz_1" / "doc").write_bytes(b"ciphertext-marker")
    (tmp_path / "objects" / "biz_1" / "doc#1").write_bytes(b"half an upload")
    backups, order = Backups(settings, backed_up), MeasureOrder(DUE)
    findings = await ActivityEnvironment().run(backups.take, order)
    assert (await ActivityEnvironment().run(backups.take, order)).figures == findings.figures
    repository = repository_of(settings)
    (parts,) = runs(await repository.snapshots()).values()
    assert set(parts) == {DATABASE, OBJECTS, MANIFEST}
    manifest = await read_manifest(repository, parts)
    async with backed_up.transaction() as session:
        assert (
            manifest["database"]["tables"]["users"] == await session.scalar(select(func.count(User.id))) == 1
        )
    assert manifest["objects"]["count"] == findings.figures["objects"] == 1
    assert {"rubrica_app", "rubrica_worker", "rubrica_retention"} <= set(manifest["database"]["roles"])
    written = json.dumps(manifest)
    assert "hidden" not in written
    assert settings.worker_database_url not in written
    assert "tsa.example" in written
    stored = b"".join(path.read_bytes() for path in (tmp_path / "elsewhere").rglob("*") if path.is_file())
    for secret in (b"marker", b"users", b"trust_anchors"):
        assert secret not in stored


async def test_one_that_broke_off_is_made_anew(
    backed_up: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = settings.model_copy(update={"storage_url": "file:///nowhere/at/all"})
    with pytest.raises(ApplicationError, match="restic ended with"):
        await ActivityEnvironment().run(Backups(broken, backed_up).take, MeasureOrder(DUE))
    repository = repository_of(settings)
    (left,) = runs(await repository.snapshots()).values()
    assert set(left) == {DATABASE}
    await ActivityEnvironment().run(Backups(settings, backed_up).take, MeasureOrder(DUE))
    (parts,) = runs(await repository.snapshots()).values()
    assert set(parts) == {DATABASE, OBJECTS, MANIFEST}
    assert parts[DATABASE].id != left[DATABASE].id


@pytest.mark.rule("M1")
async def test_each_is_kept_four_weeks_and_gone_within_the_fifth(
    backed_up: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = repository_of(settings)
    await repository.prepare()
    for week in range(6):
        due = DUE + week * WEEK
        await repository.save_bytes(MANIFEST, due, due + timedelta(minutes=2), f"run {week}".encode())
    broken = DUE + 3 * WEEK + timedelta(days=1)
    await repository.save_bytes(DATABASE, broken, broken, b"never whole")
    last = DUE + 5 * WEEK
    kept = await pruned(backed_up, settings, monkeypatch, last)
    assert [last - one for one in kept] == [n * WEEK for n in (3, 2, 1, 0)]
    assert all(last + WEEK - one <= BACKUPS_KEPT for one in kept)
    much_later = await pruned(backed_up, settings, monkeypatch, DUE + 52 * WEEK)
    assert much_later == [last], "the last one stays, however old"
    assert await overdue(backed_up, settings, last + BACKUPS_KEPT) == 0
    assert await overdue(backed_up, settings, last + BACKUPS_KEPT + timedelta(hours=1)) == 1


async def pruned(
    backed_up: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch, at: datetime
) -> list[datetime]:
    """What is still there after a pruning at that instant."""
    monkeypatch.setattr(module, "now", lambda: at + timedelta(minutes=5))
    findings = await ActivityEnvironment().run(Backups(settings, backed_up).prune, MeasureOrder(at))
    kept = sorted(runs(await repository_of(settings).snapshots()))
    assert findings.figures["kept"] == len(kept)
    return kept


async def overdue(backed_up: Database, settings: Settings, at: datetime) -> int:
    """How many outlive what certificates say of them, by the figures of a pruning at that instant."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "now", lambda: at)
        findings = await ActivityEnvironment().run(Backups(settings, backed_up).prune, MeasureOrder(at))
    return int(findings.figures["overdue"])


@pytest.mark.parametrize("missing", ["backup_repository", "backup_key"])
async def test_without_a_repository_nothing_is_said_to_be_saved(
    backed_up: Database, settings: Settings, missing: str
) -> None:
    bare = settings.model_copy(update={missing: None})
    with pytest.raises(ApplicationError) as refused:
        await ActivityEnvironment().run(Backups(bare, backed_up).take, MeasureOrder(DUE))
    assert refused.value.non_retryable


async def test_objects_of_a_bucket_are_copied_and_vanish_with_it(tmp_path: Path) -> None:
    store, folder = MemoryStore(), tmp_path / "copy"
    await store.put_async("biz_1/a", b"one")
    await store.put_async("biz_1/b", b"two")
    await bring_up_to_date(store, folder)
    untouched = (folder / "biz_1" / "b").stat().st_ino
    await store.delete_async("biz_1/a")
    await store.put_async("biz_2/c", b"three")
    await bring_up_to_date(store, folder)
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert found == {"biz_1/b": b"two", "biz_2/c": b"three"}
    assert (folder / "biz_1" / "b").stat().st_ino == untouched
