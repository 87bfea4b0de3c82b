"""The repository of backups in another place, encrypted with a key of its own: restic."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from activities.backup.programs import ProgramFailed, run

_HOST = "rubrica"
_ABSENT = 10
"""restic's exit code where there is no repository yet."""
_UPLOADS = "*#*"
"""Objects that are just being uploaded to a folder; no object's own name has the character."""


@dataclass(frozen=True)
class Snapshot:
    """One thing in the repository: what it is, of which run, and under which path it was saved."""

    id: str
    part: str
    due_at: datetime
    taken_at: datetime
    path: str


@dataclass(frozen=True)
class Repository:
    """`env` holds the address, key and credentials: arguments of programs can be seen by everybody."""

    program: str
    env: Mapping[str, str]

    async def prepare(self) -> None:
        """Makes the repository where there is none, and takes away locks of processes that are gone."""
        try:
            await self._run("unlock")
        except ProgramFailed as failure:
            if failure.code != _ABSENT:
                raise
            await self._run("init")

    async def snapshots(self) -> list[Snapshot]:
        """Everything that is there, oldest first."""
        rows = json.loads(await self._run("snapshots", "--json"))
        return sorted((_snapshot(row) for row in rows), key=lambda one: one.taken_at)

    async def save_output(
        self, part: str, due_at: datetime, taken_at: datetime, command: Sequence[str], env: Mapping[str, str]
    ) -> dict[str, Any]:
        """Saves what a program prints; nothing where it fails. Answers as restic does."""
        arguments = ["--stdin-from-command", "--stdin-filename", part, "--", *command]
        return await self._save(part, due_at, taken_at, arguments, env=env)

    async def save_bytes(
        self, part: str, due_at: datetime, taken_at: datetime, content: bytes
    ) -> dict[str, Any]:
        """Saves a short text."""
        return await self._save(part, due_at, taken_at, ["--stdin", "--stdin-filename", part], given=content)

    async def save_folder(
        self, part: str, due_at: datetime, taken_at: datetime, folder: str
    ) -> dict[str, Any]:
        """Saves a folder, of which only what is new is read. Answers as restic does."""
        return await self._save(part, due_at, taken_at, ["--exclude", _UPLOADS, folder])

    async def forget(self, snapshots: Sequence[Snapshot]) -> None:
        """Removes them, and at once all data that no other snapshot needs."""
        if snapshots:
            await self._run("forget", "--prune", "--max-unused", "0", *(one.id for one in snapshots))

    async def read(self, snapshot: Snapshot) -> bytes:
        """What was saved by `save_bytes`."""
        return await run(self.reading(snapshot), self.env)

    def reading(self, snapshot: Snapshot) -> list[str]:
        """The program that prints what was saved as one file."""
        return [*self._command("dump"), snapshot.id, snapshot.path]

    async def restore(self, snapshot: Snapshot, folder: str) -> None:
        """Writes what was saved as a folder into another one, and reads it again to compare."""
        await self._run("restore", f"{snapshot.id}:{snapshot.path}", "--target", folder, "--verify")

    async def _save(
        self,
        part: str,
        due_at: datetime,
        taken_at: datetime,
        arguments: Sequence[str],
        *,
        given: bytes | None = None,
        env: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        at = taken_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
        tags = f"part={part},due={due_at.astimezone(UTC).isoformat()}"
        words = [*self._command("backup"), "--json", "--host", _HOST, "--tag", tags, "--time", at, *arguments]
        printed = await run(words, {**self.env, **(env or {})}, given=given)
        summary: dict[str, Any] = json.loads(printed.splitlines()[-1])
        return summary

    async def _run(self, *arguments: str) -> bytes:
        return await run([*self._command(arguments[0]), *arguments[1:]], self.env)

    def _command(self, name: str) -> list[str]:
        return [self.program, "--quiet", "--no-cache", "--retry-lock", "5m", name]


def _snapshot(row: Mapping[str, Any]) -> Snapshot:
    tags = dict(tag.split("=", 1) for tag in row.get("tags") or ())
    return Snapshot(
        id=row["id"],
        part=tags.get("part", ""),
        due_at=datetime.fromisoformat(tags.get("due", row["time"])),
        taken_at=datetime.fromisoformat(row["time"]),
        path=row["paths"][0],
    )
