"""Makes the weekly backup, and prunes those that were kept long enough (contract M1, S18)."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import make_url
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.backup.configuration import configuration
from activities.backup.dump import Held, dump_command, frozen
from activities.backup.objects import objects_folder
from activities.backup.repository import Repository, Snapshot
from activities.backup.scratch import sweep
from activities.backup.temporal_store import save_temporal
from activities.clock import now
from activities.measures import Findings, MeasureOrder
from models.database import Database
from settings import Settings
from terms.backups import is_overdue, to_prune

DATABASE = "database.dump"
OBJECTS = "objects"
MANIFEST = "manifest.json"
"""Saved last: a run without it is not whole."""
Run = dict[str, Snapshot]
"""The parts of one backup by name."""


class Backups:
    """Saves databases, objects and configuration into a repository in another place."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database

    @activity.defn(name="Back up")
    async def take(self, order: MeasureOrder) -> Findings:
        """A whole backup; one that was broken off is made anew, one that is there already answers.

        Objects are saved after the database: each one that a row names is there, whatever comes meanwhile.
        Temporal's own database is saved before it: no workflow is ahead of the rows.
        """
        await asyncio.to_thread(sweep)
        repository = repository_of(self._settings)
        await repository.prepare()
        present = runs(await repository.snapshots()).get(order.due_at, {})
        if MANIFEST in present:
            ids = {part: snapshot.id for part, snapshot in present.items()}
            return Findings(_figures(await read_manifest(repository, present), ids))
        await repository.forget(list(present.values()))
        return Findings(await self._save(repository, order.due_at))

    @activity.defn(name="Prune backups")
    async def prune(self, order: MeasureOrder) -> Findings:
        """Removes backups that were kept long enough, and parts of those that never became whole.

        The last whole one stays, however old: while none follows it, it holds what was destroyed since for
        longer than `terms.retention.BACKUPS_KEPT`. `overdue` in the figures then says so.
        """
        repository = repository_of(self._settings)
        await repository.prepare()
        found = runs(await repository.snapshots())
        whole = {parts[MANIFEST].taken_at: due_at for due_at, parts in found.items() if MANIFEST in parts}
        pruned = {whole[instant] for instant in to_prune(whole.keys(), now())}
        broken = {
            due_at for due_at, parts in found.items() if MANIFEST not in parts and due_at < order.due_at
        }
        await repository.forget([one for due_at in pruned | broken for one in found[due_at].values()])
        kept = sorted(due_at for due_at in whole.values() if due_at not in pruned)
        overdue = sum(1 for instant in whole if whole[instant] in kept and is_overdue(instant, now()))
        oldest = kept[0].isoformat() if kept else None
        return Findings({"pruned": len(pruned), "kept": len(kept), "oldest": oldest, "overdue": overdue})

    async def _save(self, repository: Repository, due_at: datetime) -> dict[str, Any]:
        url = self._settings.worker_database_url or ""
        taken_at = now()
        temporal, temporal_ids = await save_temporal(repository, self._settings, due_at, taken_at)
        async with frozen(self._database) as held:
            command, env = dump_command(self._settings.postgres_programs, url, held.snapshot)
            dumped = await repository.save_output(DATABASE, due_at, taken_at, command, env)
        folder = await objects_folder(self._settings)
        stored = await repository.save_folder(OBJECTS, due_at, taken_at, str(folder))
        manifest = self._manifest(held, taken_at, dumped, stored) | {"temporal": temporal}
        content = json.dumps(manifest, sort_keys=True).encode()
        listed = await repository.save_bytes(MANIFEST, due_at, taken_at, content)
        saved = {DATABASE: dumped, OBJECTS: stored, MANIFEST: listed}
        ids = {part: summary["snapshot_id"] for part, summary in saved.items()}
        return _figures(manifest, ids | temporal_ids)

    def _manifest(
        self, held: Held, taken_at: datetime, dumped: dict[str, Any], saved: dict[str, Any]
    ) -> dict[str, Any]:
        return {
            "taken_at": taken_at.isoformat(),
            "version": self._settings.service_version,
            "database": {
                "name": make_url(self._settings.worker_database_url or "").database,
                "schema": held.schema,
                "roles": held.roles,
                "tables": dict(held.tables),
                "bytes": dumped["total_bytes_processed"],
            },
            "objects": {"count": saved["total_files_processed"], "bytes": saved["total_bytes_processed"]},
            "configuration": configuration(self._settings),
        }


def repository_of(settings: Settings) -> Repository:
    """The repository of the settings. Raises `ApplicationError` where there is none."""
    if not settings.backup_repository or settings.backup_key is None:
        raise ApplicationError(
            "set BACKUP_REPOSITORY and BACKUP_KEY", type="BackupNotConfigured", non_retryable=True
        )
    env = {
        "RESTIC_REPOSITORY": settings.backup_repository,
        "RESTIC_PASSWORD": settings.backup_key.get_secret_value(),
        "TZ": "UTC",
    }
    if settings.backup_access_key_id and settings.backup_secret_access_key:
        env["AWS_ACCESS_KEY_ID"] = settings.backup_access_key_id
        env["AWS_SECRET_ACCESS_KEY"] = settings.backup_secret_access_key.get_secret_value()
    return Repository(settings.restic_program, env)


def runs(snapshots: Iterable[Snapshot]) -> dict[datetime, Run]:
    """The parts of each backup, by the moment at which it was due."""
    found: dict[datetime, Run] = defaultdict(dict)
    for snapshot in snapshots:
        found[snapshot.due_at][snapshot.part] = snapshot
    return dict(found)


async def read_manifest(repository: Repository, parts: Run) -> dict[str, Any]:
    """What a whole backup says it holds."""
    manifest: dict[str, Any] = json.loads(await repository.read(parts[MANIFEST]))
    return manifest


def _figures(manifest: dict[str, Any], snapshots: dict[str, str]) -> dict[str, Any]:
    database = manifest["database"]
    return {
        "taken_at": manifest["taken_at"],
        "rows": sum(database["tables"].values()),
        "tables": len(database["tables"]),
        "dump_bytes": database["bytes"],
        "objects": manifest["objects"]["count"],
        "object_bytes": manifest["objects"]["bytes"],
        "temporal": manifest.get("temporal", {}),
        "snapshots": snapshots,
    }
