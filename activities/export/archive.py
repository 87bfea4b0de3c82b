"""An export's archive, sent from any byte on without having been made (contract S16)."""

import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from datetime import datetime

from sqlalchemy import select

from activities.export.zip_layout import StoredFile, directory_entry, end_of_directory, local_header
from activities.vault.errors import KeyDestroyed, ObjectDamaged, ObjectMissing
from activities.vault.vault import Vault
from models import Export, ExportMember
from models.database import Database
from models.scope import Scope
from terms.exports import ExportState

AT_ONCE = 500
"""Members in memory at a time."""


class ExportGone(Exception):
    """What was measured is no longer there, or no longer so: the archive cannot be sent as promised."""


class Archive:
    """The bytes of one export that is ready, for who sees what `scope` does.

    A member's last bytes leave only once its CRC-32 is right, so that nobody gets a whole archive that is
    broken: what does not match breaks off short.
    """

    def __init__(self, database: Database, vault: Vault, export: Export, scope: Scope | None = None) -> None:
        if export.size is None or export.made_at is None:
            raise ValueError(f"export {export.id} is not ready")
        self.size: int = export.size
        self._moment: datetime = export.made_at
        self._database = database
        self._vault = vault
        self._export = export
        self._scope = scope

    async def open(self, begin: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from `begin` to `end`, exclusive. The first ones are read at once.

        Raises `ExportGone` at once or, breaking off, later; `StorageUnavailable` likewise.
        """
        pieces = _cut(self._from(begin), end - begin)
        first = await anext(pieces, b"")
        return _after(first, pieces)

    async def _from(self, begin: int) -> AsyncGenerator[bytes, None]:
        if begin < self._export.content_size:
            async for member in self._members(await self._number_at(begin)):
                async for piece in self._member(member, max(0, begin - (member.begins or 0))):
                    yield piece
        async for piece in self._directory(max(0, begin - self._export.content_size)):
            yield piece
        end = end_of_directory(self._export.files, self._export.content_size, self._export.directory_size)
        yield end[max(0, begin - (self.size - len(end))) :]

    async def _directory(self, skipped: int) -> AsyncIterator[bytes]:
        """Entries of all members, less their first bytes."""
        if skipped >= self._export.directory_size:
            return
        async for member in self._members(await self._number_of_entry(skipped)):
            entry = directory_entry(_file(member), self._moment)
            yield entry[max(0, skipped - (member.entry_begins or 0)) :]

    async def _member(self, member: ExportMember, skipped: int) -> AsyncIterator[bytes]:
        """Header and content of a member, less its first bytes. No header comes without content."""
        file = _file(member)
        head = local_header(file, self._moment)[skipped:]
        begin = max(0, skipped - file.header_size)
        try:
            content = (
                await self._vault.open_read_from(member.business_id, member.object_key, begin)
                if begin
                else await self._vault.open_read(member.business_id, member.object_key)
            )
            async for piece in _checked(content, file, begin):
                yield head + piece
                head = b""
        except (ObjectMissing, ObjectDamaged, KeyDestroyed) as error:
            raise ExportGone(f"object {member.object_key} is not the one measured") from error

    async def _number_at(self, byte: int) -> int:
        """Of the member in which that byte of the archive lies."""
        async with self._database.transaction(self._scope) as session:
            number = await session.scalar(
                select(ExportMember.number)
                .where(ExportMember.export_id == self._export.id, ExportMember.begins <= byte)
                .order_by(ExportMember.begins.desc())
                .limit(1)
            )
        return self._there(number)

    async def _number_of_entry(self, byte: int) -> int:
        """Of the member in whose entry that byte of the directory lies."""
        async with self._database.transaction(self._scope) as session:
            number = await session.scalar(
                select(ExportMember.number)
                .where(ExportMember.export_id == self._export.id, ExportMember.entry_begins <= byte)
                .order_by(ExportMember.number.desc())
                .limit(1)
            )
        return self._there(number)

    def _there(self, number: int | None) -> int:
        if number is None:
            raise ExportGone(f"export {self._export.id} has lapsed")
        return number

    async def _members(self, number: int) -> AsyncIterator[ExportMember]:
        """Those in the archive from one on. Raises `ExportGone` when they end before its last one."""
        while page := await self._page(number):
            for member in page:
                if member.trouble is None:
                    yield member
            number = page[-1].number + 1
        if number != self._export.measured:
            raise ExportGone(f"export {self._export.id} has lapsed")

    async def _page(self, number: int) -> Sequence[ExportMember]:
        async with self._database.transaction(self._scope) as session:
            found = await session.scalars(
                select(ExportMember)
                .join(Export, Export.id == ExportMember.export_id)
                .where(
                    ExportMember.export_id == self._export.id,
                    ExportMember.number >= number,
                    Export.state == ExportState.READY.value,
                )
                .order_by(ExportMember.number)
                .limit(AT_ONCE)
            )
            return found.all()


def _file(member: ExportMember) -> StoredFile:
    return StoredFile(member.path, member.size or 0, member.crc32 or 0, member.begins or 0)


async def _checked(content: AsyncIterator[bytes], file: StoredFile, begin: int) -> AsyncIterator[bytes]:
    """The content, held back by one piece until its length, and its CRC-32 where it is whole, are right."""
    held, size, crc32 = b"", begin, 0
    async for piece in content:
        if held:
            yield held
        held, size = piece, size + len(piece)
        crc32 = zlib.crc32(piece, crc32)
    if size != file.size or (begin == 0 and crc32 != file.crc32):
        raise ObjectDamaged(f"{file.name} is not the one measured")
    yield held


async def _cut(pieces: AsyncGenerator[bytes, None], length: int) -> AsyncIterator[bytes]:
    """So many bytes of the pieces, and no more are read."""
    async with aclosing(pieces) as left:
        async for piece in left:
            if len(piece) >= length:
                yield piece[:length]
                return
            if piece:
                length -= len(piece)
                yield piece


async def _after(first: bytes, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in pieces:
        yield piece
