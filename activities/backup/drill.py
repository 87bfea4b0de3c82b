"""The drill that restores a backup (contract M1): on a fresh server, compared, and timed."""

import asyncio
import base64
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from obstore.store import LocalStore
from temporalio import activity

from activities.backup.backups import DATABASE, MANIFEST, OBJECTS, Run, read_manifest, repository_of, runs
from activities.backup.dump import count_rows, program
from activities.backup.fresh_server import FreshServer, fresh_server
from activities.backup.programs import piped
from activities.backup.proofs import check_contents, check_signatures
from activities.backup.repository import Repository
from activities.backup.scratch import scratch, sweep
from activities.backup.temporal_store import restore_temporal
from activities.measures import Findings
from activities.vault.vault import Vault
from models.database import Database, make_engine
from settings import Settings

RESTORED = "restored"
"""Name of the database into which a dump is restored."""


class RestoreDrill:
    """Restores the newest backup into a server and a folder of its own, both gone afterwards."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @activity.defn(name="Drill restore")
    async def drill(self) -> Findings:
        """What was restored, in how many seconds, and what is not as it was."""
        await asyncio.to_thread(sweep)
        repository = repository_of(self._settings)
        await repository.prepare()
        whole = {due: parts for due, parts in runs(await repository.snapshots()).items() if MANIFEST in parts}
        if not whole:
            return Findings(reason="there is no whole backup")
        parts = whole[max(whole)]
        with scratch() as folder:
            figures = await self._restore(repository, parts, folder)
        faults = figures["faults"]
        figures["backup_due_at"] = max(whole).isoformat()
        return Findings(figures, f"{len(faults)} faults: {', '.join(faults)}"[:200] if faults else None)

    async def _restore(self, repository: Repository, parts: Run, folder: Path) -> dict[str, Any]:
        manifest = await read_manifest(repository, parts)
        clock = _Clock()
        home, objects = folder / "server", folder / "objects"
        home.mkdir(mode=0o700)
        async with fresh_server(self._settings.postgres_programs, home) as server:
            await restore_rows(self._settings, repository, parts, manifest, server)
            clock.lap("database")
            await repository.restore(parts[OBJECTS], str(objects))
            clock.lap("objects")
            async with _opened(server) as database:
                faults, found = await self._compare(database, objects, manifest)
            clock.lap("checks")
            temporal = folder / "temporal"
            saved = manifest.get("temporal", {})
            differing, rows = await restore_temporal(
                repository, self._settings, parts, saved, server, temporal
            )
            clock.lap("temporal")
        figures = {**found, "temporal": rows, "seconds": clock.laps}
        return figures | {"faults": [*faults, *differing]}

    async def _compare(
        self, database: Database, objects: Path, manifest: dict[str, Any]
    ) -> tuple[list[str], dict[str, Any]]:
        async with database.transaction() as session:
            restored = await count_rows(session)
        listed: dict[str, int] = manifest["database"]["tables"]
        differing = sorted(name for name in {*restored, *listed} if restored.get(name) != listed.get(name))
        faults = [f"rows of {name}" for name in differing]
        files = await asyncio.to_thread(lambda: sum(1 for path in objects.rglob("*") if path.is_file()))
        if files != manifest["objects"]["count"]:
            faults.append("number of objects")
        master_key = base64.b64decode(self._settings.master_key.get_secret_value(), validate=True)
        vault = Vault(database, LocalStore(objects, mkdir=True), master_key)
        contents = await check_contents(database, vault)
        faults += contents.faults
        anchors = self._settings.trust_anchors_file.read_bytes()
        signatures = await check_signatures(database, vault, anchors)
        faults += signatures.faults
        return faults, {
            "tables": len(restored),
            "rows": sum(restored.values()),
            "objects": files,
            "digests_checked": contents.checked,
            "envelope": signatures.envelope_id,
            "signatures_checked": signatures.checked,
        }


async def restore_rows(
    settings: Settings, repository: Repository, parts: Run, manifest: Mapping[str, Any], server: FreshServer
) -> None:
    """Fills the database `RESTORED` of a fresh server. The dump never touches a disk in clear.

    Raises `ProgramFailed`.
    """
    await server.create(RESTORED, manifest["database"]["roles"])
    restore = [program(settings.postgres_programs, "pg_restore"), "--exit-on-error", "--no-password"]
    restore += [f"--dbname={server.bare_url(RESTORED)}"]
    await piped(repository.reading(parts[DATABASE]), repository.env, restore, {"PGPASSWORD": server.password})


class _Clock:
    """Seconds by step."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.monotonic()

    def lap(self, step: str) -> None:
        before, self._last = self._last, time.monotonic()
        self.laps[step] = round(self._last - before, 2)


@asynccontextmanager
async def _opened(server: FreshServer) -> AsyncIterator[Database]:
    database = Database(make_engine(server.url(RESTORED), pool_size=4))
    try:
        yield database
    finally:
        await database.close()
