"""Gathers what an export holds: writes the rows of its tables, lists the objects beside them (S16)."""

from collections.abc import AsyncIterator
from importlib.resources import files

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from activities.clock import now
from activities.export.files import VaultFile, vault_files
from activities.export.own_objects import README, gathered_key
from activities.export.paths import records_path
from activities.export.rows import RowLines
from activities.export.tables import EXPORTED
from activities.vault.vault import Vault
from models import Business, Export, ExportMember, User
from models.database import Database
from terms.exports import ExportState
from terms.texts import Holder


class Gathering:
    """One snapshot of PostgreSQL holds everything, so that all of it is as of one instant."""

    def __init__(self, database: Database, vault: Vault, holder: Holder) -> None:
        self._database = database
        self._vault = vault
        self._holder = holder

    async def gather(self, export_id: str) -> None:
        """Writes the rows to the vault and the list of members, in one transaction; once.

        Raises what the vault raises; nothing is then listed, and the next attempt begins anew.
        """
        async with self._database.transaction() as session:
            gathering = await session.scalar(
                update(Export)
                .where(
                    Export.id == export_id,
                    Export.state == ExportState.MEASURING.value,
                    Export.made_at.is_(None),
                )
                .values(gatherings=Export.gatherings + 1)
                .returning(Export.gatherings)
            )
        if gathering is None:
            return
        async with self._database.transaction() as session:
            await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            export = await session.get_one(Export, export_id, with_for_update=True)
            if export.made_at is None:
                export.made_at = now()
                await self._list(session, export, gathering)

    async def _list(self, session: AsyncSession, export: Export, gathering: int) -> None:
        number = 0
        async for found in self._files(session, export, gathering):
            rows = [_member(export, number + place, file) for place, file in enumerate(found)]
            await session.execute(insert(ExportMember), rows)
            number += len(rows)

    async def _files(
        self, session: AsyncSession, export: Export, gathering: int
    ) -> AsyncIterator[list[VaultFile]]:
        """What a reader looks for first comes first."""
        for path, text in (await self._readme(session, export)).items():
            key = gathered_key(export, gathering, path)
            await self._vault.put(export.business_id, key, text)
            yield [VaultFile(path, key)]
        for exported in EXPORTED:
            lines = RowLines(exported, export.business_id)
            path = records_path(exported.name)
            key = gathered_key(export, gathering, path)
            await self._vault.put_stream(export.business_id, key, lines.read(session))
            yield [VaultFile(path, key, rows=lines.count)]
        async for found in vault_files(session, export.business_id):
            yield found

    async def _readme(self, session: AsyncSession, export: Export) -> dict[str, bytes]:
        name = await session.scalar(select(Business.name).where(Business.id == export.business_id))
        person = await session.get(User, export.requested_by)
        facts = {
            "business": " ".join((name or "").split()),
            "business_id": export.business_id,
            "export": export.id,
            "person": " ".join((person.name or person.email).split()) if person else export.requested_by,
            "at": f"{export.made_at:%Y-%m-%d %H:%M:%S} UTC",
            "holder": self._holder.name,
            "email": self._holder.email,
        }
        folder = files(__package__).joinpath("readme")
        return {path: folder.joinpath(path).read_bytes().decode().format(**facts).encode() for path in README}


def _member(export: Export, number: int, file: VaultFile) -> dict[str, object]:
    return {
        "export_id": export.id,
        "number": number,
        "business_id": export.business_id,
        "path": file.path,
        "object_key": file.object_key,
        "recorded_sha256": file.sha256,
        "rows": file.rows,
    }
