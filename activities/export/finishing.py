"""The last steps of an export: its lists, its readiness, and its end (contract S16)."""

from collections.abc import AsyncIterator

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.clock import now
from activities.export.lists import Lists
from activities.export.measuring import Measurement, Measuring, place
from activities.export.messages import ExportReady
from activities.export.own_objects import MANIFEST, SUMS, list_key, own_keys
from activities.export.zip_layout import end_of_directory
from activities.vault.errors import ObjectDamaged
from activities.vault.vault import Vault
from models import Export, ExportMember
from models.database import Database
from terms.exports import ExportState, fetched_until

_AT_ONCE = 1000


class Finishing:
    """Makes measured exports ready, and removes what lapsed ones kept. `zone` is the holder's (C1)."""

    def __init__(self, database: Database, vault: Vault, zone: str) -> None:
        self._database = database
        self._vault = vault
        self._measuring = Measuring(database, vault)
        self._zone = zone

    async def finish(self, export_id: str) -> ExportReady:
        """Adds the lists, and lets the owner fetch the archive from now on. May be repeated.

        Raises `ValueError` for one that is not measured to its end.
        """
        export = await self._read(export_id)
        if export.state == ExportState.MEASURING.value:
            await self._require_measured(export)
            lists = Lists(self._database, export)
            await self._add(export_id, MANIFEST, lists.manifest())
            sums = await self._add(export_id, SUMS, lists.sums())
            export = await self._open(export_id, sums)
        if export.fetch_until is None:
            raise ValueError(f"export {export_id} was never ready")
        return ExportReady(export.fetch_until)

    async def lapse(self, export_id: str) -> None:
        """Nobody can fetch it any more; then its objects go, and what was measured. May be repeated."""
        async with self._database.transaction() as session:
            export = await session.get(Export, export_id, with_for_update=True)
            if export is None:
                return
            export.state = ExportState.LAPSED.value
            export.lapsed_at = export.lapsed_at or now()
        for key in own_keys(export):
            await self._vault.delete(export.business_id, key)
        await self._forget(export_id)

    async def _read(self, export_id: str) -> Export:
        async with self._database.transaction() as session:
            return await session.get_one(Export, export_id)

    async def _require_measured(self, export: Export) -> None:
        async with self._database.transaction() as session:
            left = await session.scalar(
                select(ExportMember.number).where(
                    ExportMember.export_id == export.id, ExportMember.number >= export.measured
                )
            )
        if export.made_at is None or left is not None:
            raise ValueError(f"export {export.id} is not measured to its end")

    async def _add(self, export_id: str, path: str, content: AsyncIterator[bytes]) -> Measurement:
        """Writes a list and gives it its place, after everything before it; once."""
        export = await self._read(export_id)
        key = list_key(export, path)
        await self._vault.put_stream(export.business_id, key, content)
        found = await self._measuring.read(export.business_id, key)
        if found.trouble:
            raise ObjectDamaged(f"object {key} was written and is {found.trouble}")
        async with self._database.transaction() as session:
            export = await session.get_one(Export, export_id, with_for_update=True)
            placed = await _placed(session, export_id, path)
            if placed is not None:
                return found
            member = await _member(session, export, path, key)
            await place(session, export_id, export.measured, [member], [found])
        return found

    async def _open(self, export_id: str, sums: Measurement) -> Export:
        async with self._database.transaction() as session:
            export = await session.get_one(Export, export_id, with_for_update=True)
            if export.state == ExportState.MEASURING.value:
                ready_at = now()
                end = end_of_directory(export.files, export.content_size, export.directory_size)
                export.size = export.content_size + export.directory_size + len(end)
                export.sha256 = sums.sha256
                export.state = ExportState.READY.value
                export.ready_at = ready_at
                export.fetch_until = fetched_until(ready_at, self._zone)
            return export

    async def _forget(self, export_id: str) -> None:
        while True:
            async with self._database.transaction() as session:
                numbers = (
                    await session.scalars(
                        select(ExportMember.number).where(ExportMember.export_id == export_id).limit(_AT_ONCE)
                    )
                ).all()
                if not numbers:
                    return
                await session.execute(
                    delete(ExportMember).where(
                        ExportMember.export_id == export_id, ExportMember.number.in_(numbers)
                    )
                )


async def _placed(session: AsyncSession, export_id: str, path: str) -> int | None:
    return await session.scalar(
        select(ExportMember.number).where(ExportMember.export_id == export_id, ExportMember.path == path)
    )


async def _member(session: AsyncSession, export: Export, path: str, key: str) -> ExportMember:
    row = {
        "export_id": export.id,
        "number": export.measured,
        "business_id": export.business_id,
        "path": path,
        "object_key": key,
    }
    await session.execute(insert(ExportMember), [row])
    return await session.get_one(ExportMember, (export.id, export.measured))
