"""The vault: puts, gets and destroys objects, none of which leaves the process in clear."""

from collections.abc import AsyncIterable, AsyncIterator

from obstore.store import ObjectStore

from activities.vault.cipher import CHUNK, HEADER, decrypt, decrypt_chunks, encrypt, place_of_chunk
from activities.vault.errors import ObjectDamaged
from activities.vault.keys import BusinessKeys
from activities.vault.storage import Storage
from models.database import Database


class Vault:
    """Objects of businesses, each encrypted under its own key, wrapped by the key of its business.

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
        """As `put`, for content that need not be in memory whole; nothing is stored if it breaks off."""
        _check(business_id, object_key)
        key = await self._keys.find_or_make(business_id)
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
        key = await self._keys.find(business_id)
        return decrypt(key, object_key, await self._storage.open_read(object_key))

    async def open_read_from(self, business_id: str, object_key: str, begin: int) -> AsyncIterator[bytes]:
        """As `open_read`, but from byte `begin` of the content on; what lies before is not read.

        At or beyond the content's end nothing comes, or `ObjectDamaged`: who asks knows the length.
        """
        _check(business_id, object_key)
        key = await self._keys.find(business_id)
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

    async def destroy_key(self, business_id: str) -> None:
        """Makes everything the business ever stored unreadable, copies in backups included (S18)."""
        await self._keys.destroy(business_id)


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
