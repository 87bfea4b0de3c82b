"""The vault: puts, gets and destroys objects, none of which leaves the process in clear."""

from collections.abc import AsyncIterable, AsyncIterator
from datetime import datetime

from obstore.store import ObjectStore

from activities.vault.cipher import (
    CHUNK,
    HEADER,
    decrypt,
    decrypt_chunks,
    encrypt,
    opens,
    place_of_chunk,
)
from activities.vault.classes import FOLDERS, class_of
from activities.vault.errors import KeyDestroyed, ObjectDamaged, ObjectMissing
from activities.vault.keys import BusinessKeys
from activities.vault.storage import Storage
from models.database import Database
from terms.retention import DataClass


class Vault:
    """Objects of businesses, each encrypted under its own key, wrapped by its business's key for their class.

    Object keys begin with the business's id (`docs/architecture.md`, Objects). All methods raise
    `StorageUnavailable` when the storage does not answer.
    """

    def __init__(self, database: Database, store: ObjectStore, master_key: bytes) -> None:
        self._keys = BusinessKeys(database, master_key)
        self._storage = Storage(store)

    async def put(self, business_id: str, object_key: str, data: bytes) -> None:
        """Stores `data`, atomically, in place of what was there. Raises `KeyDestroyed`."""
        await self.put_stream(business_id, object_key, _once(data))

    async def put_stream(self, business_id: str, object_key: str, content: AsyncIterable[bytes]) -> None:
        """As `put`, for content that need not be in memory whole; nothing is stored if it breaks off.

        Raises `ValueError` for a folder that no class of data has: its purge would know nothing of it.
        """
        _check(business_id, object_key)
        if object_key.split("/")[1] not in FOLDERS:
            raise ValueError(f"say in activities/vault/classes.py of which class {object_key} is")
        key = await self._keys.find_or_make(business_id, class_of(object_key))
        await self._storage.put(object_key, encrypt(key, object_key, content))

    async def get(self, business_id: str, object_key: str) -> bytes:
        """The object, whole and checked. Raises `ObjectMissing`, `ObjectDamaged`, `KeyDestroyed`."""
        content = await self.open_read(business_id, object_key)
        return b"".join([chunk async for chunk in content])

    async def open_read(self, business_id: str, object_key: str) -> AsyncIterator[bytes]:
        """The object in checked chunks of 1 MiB. Raises `ObjectMissing` and `KeyDestroyed` at once.

        `ObjectDamaged` may come with any chunk, so a reader that gets to the end has read everything.
        """
        _check(business_id, object_key)
        key = await self._key_of(business_id, object_key)
        return decrypt(key, object_key, await self._storage.open_read(object_key))

    async def open_read_from(self, business_id: str, object_key: str, begin: int) -> AsyncIterator[bytes]:
        """As `open_read`, but from byte `begin` of the content on; what lies before is not read.

        At or beyond the content's end nothing comes, or `ObjectDamaged`: who asks knows the length.
        """
        _check(business_id, object_key)
        key = await self._key_of(business_id, object_key)
        index, rest = divmod(begin, CHUNK)
        place = place_of_chunk(index)
        if await self._storage.size(object_key) <= place:
            raise ObjectDamaged(f"object {object_key} ends before byte {begin} of its content")
        header = await self._storage.read_beginning(object_key, HEADER)
        stored = await self._storage.open_read(object_key, place)
        return _without(rest, decrypt_chunks(key, object_key, header, stored, index))

    async def delete(self, business_id: str, object_key: str) -> None:
        """Removes an object; nothing happens where there is none."""
        _check(business_id, object_key)
        await self._storage.delete(object_key)

    async def exists(self, business_id: str, object_key: str) -> bool:
        """Whether an object is stored under that key, readable or not."""
        _check(business_id, object_key)
        return await self._storage.exists(object_key)

    async def objects(self, business_id: str, kind: DataClass) -> AsyncIterator[tuple[str, int]]:
        """Key and stored size of everything that the business has of a class."""
        async for object_key, size in self._storage.under(business_id):
            if class_of(object_key) is kind:
                yield object_key, size

    async def older_than(self, before: datetime) -> AsyncIterator[str]:
        """Keys of all objects, of any business, that were last stored before an instant."""
        async for object_key in self._storage.older_than(before):
            yield object_key

    async def move_to_own_key(self, business_id: str, object_key: str) -> None:
        """Stores an object anew that lies under another class's key; others stay as they are.

        Invoices did, until classes had keys of their own: they must outlive the documents' key.
        """
        own = await self._keys.find_or_make(business_id, class_of(object_key))
        header = await self._storage.read_beginning(object_key, HEADER)
        if not opens(own, object_key, header):
            await self.put_stream(business_id, object_key, await self.open_read(business_id, object_key))

    async def destroy_key(self, business_id: str, kind: DataClass) -> None:
        """Makes everything that the business ever stored of a class unreadable here, and for good (S18).

        A backup from before still holds the key, wrapped by the master key: with both, and `BACKUP_KEY`, its
        copies can be read until it rotates (`terms.retention.BACKUPS_KEPT`). In no later one can they.
        For the retention's role alone.
        """
        await self._keys.destroy(business_id, kind)

    async def _key_of(self, business_id: str, object_key: str) -> bytes:
        """The key under which an object lies: that of its class, or the only one there was before."""
        kind = class_of(object_key)
        if kind is not DataClass.DOCUMENTS_AND_EVIDENCE:
            header = await self._storage.read_beginning(object_key, HEADER)
            for candidate in (kind, DataClass.DOCUMENTS_AND_EVIDENCE):
                try:
                    key = await self._keys.find(business_id, candidate)
                except (KeyDestroyed, ObjectMissing):
                    continue
                if opens(key, object_key, header):
                    return key
        return await self._keys.find(business_id, kind)


def _check(business_id: str, object_key: str) -> None:
    if not object_key.startswith(f"{business_id}/") or ".." in object_key.split("/"):
        raise ValueError(f"object {object_key} does not belong to business {business_id}")


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data


async def _without(count: int, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The chunks less the first `count` bytes, all of which are in the first one."""
    async for chunk in chunks:
        yield chunk[count:]
        count = 0
