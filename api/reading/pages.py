"""Pages as pictures, rendered once and remembered for a while in this process's memory.

Pictures of documents are personal data: they are kept neither on disk nor in the storage, so there is nothing
to encrypt, to bound elsewhere, or to destroy with a business's key. A new process renders them again.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from activities.documents.errors import PageNotRendered
from activities.documents.examiner import Examiner
from activities.documents.sandbox import JobKilled
from activities.vault.vault import Vault
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.documents import StoredFile

WIDTH_STEP = 200
"""Widths are rounded up to a multiple, so that few pictures serve all screens."""
PICTURES_BYTES = 64 * 1024 * 1024
FILES_BYTES = 128 * 1024 * 1024


def offered_width(wanted: int) -> int:
    """The width in pixels that is rendered for a wanted one."""
    return -(-wanted // WIDTH_STEP) * WIDTH_STEP


class RecentBytes:
    """The most recently used values, up to a number of bytes; each is made once, whoever waits for it."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._making: dict[str, asyncio.Task[bytes]] = {}

    async def get(self, key: str, make: Callable[[], Awaitable[bytes]]) -> bytes:
        """The value of `key`, made now if it is not kept. A failure is not kept."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        task = self._making.get(key)
        if task is None:
            task = asyncio.create_task(self._make(key, make))
            self._making[key] = task
        return await asyncio.shield(task)

    async def _make(self, key: str, make: Callable[[], Awaitable[bytes]]) -> bytes:
        try:
            value = await make()
            self._keep(key, value)
        finally:
            del self._making[key]
        return value

    def _keep(self, key: str, value: bytes) -> None:
        if len(value) > self._limit:
            return
        self._kept[key] = value
        self._size += len(value)
        while self._size > self._limit:
            _, dropped = self._kept.popitem(last=False)
            self._size -= len(dropped)


class Pages:
    """Renders pages of stored files."""

    def __init__(self, vault: Vault, examiner: Examiner) -> None:
        self._vault = vault
        self._examiner = examiner
        self._pictures = RecentBytes(PICTURES_BYTES)
        self._files = RecentBytes(FILES_BYTES)

    async def picture(self, file: StoredFile, number: int, width: int) -> bytes:
        """Page `number`, from 1, as a PNG `width` pixels wide. Raises 404 for a page that cannot be shown."""
        key = f"{file.object_key}/{file.sha256}/{number}/{width}"
        try:
            return await self._pictures.get(key, lambda: self._render(file, number, width))
        except (PageNotRendered, JobKilled) as error:
            raise Problem(Kind.NOT_FOUND, "This page cannot be shown as a picture.") from error

    async def _render(self, file: StoredFile, number: int, width: int) -> bytes:
        pdf = await self._files.get(
            f"{file.object_key}/{file.sha256}", lambda: self._vault.get(file.business_id, file.object_key)
        )
        return await self._examiner.render_page(pdf, number, width)
