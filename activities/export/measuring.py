"""Measures the members of an export: length and sums of each, and so where each lies (contract S16)."""

import asyncio
import hashlib
import logging
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from activities.export.zip_layout import StoredFile, directory_entry
from activities.vault.errors import ObjectDamaged, ObjectMissing
from activities.vault.vault import Vault
from models import Export, ExportMember
from models.database import Database
from terms.exports import ExportState

AT_ONCE = 200
STEP_BYTES = 64 * 1024 * 1024
"""After so many members, or so much content, what was measured is committed."""
STINT_SECONDS = 120.0
"""How long one call measures before it says that there is more."""
MISSING, DAMAGED = "missing", "damaged"
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Measurement:
    """What was found of one member; `trouble` in place of all the rest."""

    size: int = 0
    crc32: int = 0
    sha256: str = ""
    trouble: str | None = None


class Measuring:
    """Goes through the members in order and commits as it goes: a repeated call goes on from there."""

    def __init__(
        self, database: Database, vault: Vault, stint: float = STINT_SECONDS, at_once: int = AT_ONCE
    ) -> None:
        """`stint` in seconds; at most `at_once` members are measured between two commits."""
        self._database = database
        self._vault = vault
        self._stint = stint
        self._at_once = at_once

    async def measure(self, export_id: str) -> bool:
        """Measures for a while; whether nothing is left. Raises what the vault raises when it is away."""
        until = monotonic() + self._stint
        while True:
            export, members = await self._next(export_id)
            if not members:
                return True
            measured = await self._step(members)
            async with self._database.transaction() as session:
                await place(session, export_id, export.measured, members, measured)
            if monotonic() >= until:
                return False

    async def read(self, business_id: str, object_key: str, recorded: str | None = None) -> Measurement:
        """Reads an object through, a chunk in memory at a time; what is missing or damaged is said.

        Raises `KeyDestroyed`, and `StorageUnavailable` when the storage is away.
        """
        measuring = _Sums()
        try:
            async for chunk in await self._vault.open_read(business_id, object_key):
                await asyncio.to_thread(measuring.add, chunk)
        except ObjectMissing:
            return Measurement(trouble=MISSING)
        except ObjectDamaged:
            return Measurement(trouble=DAMAGED)
        found = measuring.measurement()
        return Measurement(trouble=DAMAGED) if recorded not in (None, found.sha256) else found

    async def _next(self, export_id: str) -> tuple[Export, Sequence[ExportMember]]:
        async with self._database.transaction() as session:
            export = await session.get_one(Export, export_id)
            if export.state != ExportState.MEASURING.value:
                return export, ()
            members = await session.scalars(
                select(ExportMember)
                .where(ExportMember.export_id == export_id, ExportMember.number >= export.measured)
                .order_by(ExportMember.number)
                .limit(self._at_once)
            )
            return export, members.all()

    async def _step(self, members: Sequence[ExportMember]) -> list[Measurement]:
        measured: list[Measurement] = []
        for member in members:
            found = await self.read(member.business_id, member.object_key, member.recorded_sha256)
            if found.trouble:
                logger.error("export %s: object %s is %s", member.export_id, member.object_key, found.trouble)
            measured.append(found)
            if sum(one.size for one in measured) >= STEP_BYTES:
                break
        return measured


async def place(
    session: AsyncSession,
    export_id: str,
    first: int,
    members: Sequence[ExportMember],
    measured: Sequence[Measurement],
) -> None:
    """Gives measured members their places, from number `first` on; nothing where another call was faster."""
    export = await session.get_one(Export, export_id, with_for_update=True, populate_existing=True)
    if export.measured != first or export.state != ExportState.MEASURING.value or export.made_at is None:
        return
    changes = []
    for member, found in zip(members, measured, strict=False):
        change: dict[str, object] = {"export_id": export_id, "number": member.number}
        if found.trouble:
            changes.append(change | {"trouble": found.trouble})
            continue
        file = StoredFile(member.path, found.size, found.crc32, export.content_size)
        places = {"begins": file.begins, "entry_begins": export.directory_size}
        sums = {"size": found.size, "crc32": found.crc32, "sha256": found.sha256}
        changes.append(change | sums | places)
        export.content_size = file.ends
        export.directory_size += len(directory_entry(file, export.made_at))
        export.files += 1
    export.measured += len(changes)
    await session.execute(update(ExportMember), changes)


class _Sums:
    """Sums over content as it comes."""

    def __init__(self) -> None:
        self._sha256, self._crc32, self._size = hashlib.sha256(), 0, 0

    def add(self, chunk: bytes) -> None:
        """The next piece. CPU work: some milliseconds for a mebibyte."""
        self._sha256.update(chunk)
        self._crc32 = zlib.crc32(chunk, self._crc32)
        self._size += len(chunk)

    def measurement(self) -> Measurement:
        """What it came to."""
        return Measurement(self._size, self._crc32, self._sha256.hexdigest())
