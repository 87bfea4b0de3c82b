"""Where encrypted objects lie: a local folder or an S3-compatible service."""

import asyncio
import os
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore

from activities.vault.errors import ObjectMissing, StorageUnavailable

if TYPE_CHECKING:
    from obstore import BytesStream, GetOptions

PIECE = 1024 * 1024


class Storage:
    """Atomic puts, streamed reads: an object is there whole or not at all."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def put(self, object_key: str, content: AsyncIterable[bytes]) -> None:
        """Stores `content`, replacing what was there; on return it is on the disk or with the service."""
        with _clear_errors(object_key):
            await obstore.put_async(self._store, object_key, content)
            if isinstance(self._store, LocalStore) and self._store.prefix is not None:
                await asyncio.to_thread(_flush, Path(self._store.prefix), object_key)

    async def open_read(self, object_key: str, begin: int = 0) -> AsyncIterator[bytes]:
        """The stored bytes from `begin` on, in pieces. Raises `ObjectMissing` before the first one."""
        options: GetOptions = {"range": {"offset": begin}} if begin else {}
        with _clear_errors(object_key):
            answer = await obstore.get_async(self._store, object_key, options=options)
        return _pieces(answer.stream(min_chunk_size=PIECE), object_key)

    async def read_beginning(self, object_key: str, length: int) -> bytes:
        """The first `length` stored bytes. Raises `ObjectMissing`."""
        with _clear_errors(object_key):
            return bytes(await obstore.get_range_async(self._store, object_key, start=0, length=length))

    async def size(self, object_key: str) -> int:
        """How many bytes are stored. Raises `ObjectMissing`."""
        with _clear_errors(object_key):
            return int((await obstore.head_async(self._store, object_key))["size"])

    async def under(self, prefix: str) -> AsyncIterator[tuple[str, int]]:
        """Keys and stored sizes of everything under a folder, `prefix` being its path without slash."""
        with _clear_errors(prefix):
            async for page in obstore.list(self._store, prefix):
                for meta in page:
                    yield str(meta["path"]), int(meta["size"])

    async def older_than(self, before: datetime) -> AsyncIterator[str]:
        """Keys of everything that was last stored before an instant."""
        with _clear_errors("*"):
            async for page in obstore.list(self._store):
                for meta in page:
                    if meta["last_modified"] < before:
                        yield str(meta["path"])

    async def delete(self, object_key: str) -> None:
        """Removes the object; nothing happens where there is none."""
        try:
            with _clear_errors(object_key):
                await obstore.delete_async(self._store, object_key)
        except ObjectMissing:
            return

    async def exists(self, object_key: str) -> bool:
        """Whether an object is stored under that key."""
        try:
            with _clear_errors(object_key):
                await obstore.head_async(self._store, object_key)
        except ObjectMissing:
            return False
        return True


async def _pieces(stream: "BytesStream", object_key: str) -> AsyncIterator[bytes]:
    with _clear_errors(object_key):
        async for piece in stream:
            yield bytes(piece)


@contextmanager
def _clear_errors(object_key: str) -> Iterator[None]:
    """Translates the library's errors; a missing object and a failing service are different things."""
    try:
        yield
    except FileNotFoundError as missing:
        raise ObjectMissing(f"no object {object_key}") from missing
    except (BaseError, OSError) as failure:
        raise StorageUnavailable(
            f"storage failed at object {object_key}: {type(failure).__name__}"
        ) from failure


def _flush(root: Path, object_key: str) -> None:
    """The library renames the finished file into place but leaves it in the cache of the kernel."""
    path = root / object_key
    for place in (path, *path.relative_to(root).parents):
        handle = os.open(root / place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
