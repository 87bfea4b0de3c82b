"""The stored objects as a folder that can be saved: the storage's own, or a copy of what a bucket holds.

Objects are encrypted before they are stored, so that neither holds anything in clear (contract M5).
"""

import asyncio
import os
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

import obstore
from obstore.store import ObjectStore
from temporalio.exceptions import ApplicationError

from activities.vault.factory import store_from_settings
from settings import Settings


async def objects_folder(settings: Settings) -> Path:
    """Where the objects lie. Raises `ApplicationError` where a bucket has no folder to be copied to."""
    address = urlsplit(settings.storage_url)
    if address.scheme == "file":
        return Path(unquote(address.path))
    if settings.backup_staging is None:
        raise ApplicationError(
            "set BACKUP_STAGING: a bucket is copied there before it is saved",
            type="BackupNotConfigured",
            non_retryable=True,
        )
    await bring_up_to_date(store_from_settings(settings), settings.backup_staging)
    return settings.backup_staging


async def bring_up_to_date(store: ObjectStore, folder: Path) -> None:
    """Makes `folder` hold what the store holds: fetches what is new or changed, removes what vanished."""
    found: set[Path] = set()
    async for page in obstore.list(store):
        for meta in page:
            target = folder / str(meta["path"])
            found.add(target)
            if not await asyncio.to_thread(_is_same, target, int(meta["size"]), meta["last_modified"]):
                await _fetch(store, str(meta["path"]), target, meta["last_modified"])
    await asyncio.to_thread(_remove_others, folder, found)


def _is_same(target: Path, size: int, modified: datetime) -> bool:
    try:
        found = target.stat()
    except FileNotFoundError:
        return False
    return found.st_size == size and int(found.st_mtime) == int(modified.timestamp())


async def _fetch(store: ObjectStore, key: str, target: Path, modified: datetime) -> None:
    """The time of the file is set last: one that was broken off is fetched again."""
    target.parent.mkdir(parents=True, exist_ok=True)
    answer = await obstore.get_async(store, key)
    with target.open("wb") as file:
        async for piece in answer.stream():
            await asyncio.to_thread(file.write, bytes(piece))
    os.utime(target, (modified.timestamp(), modified.timestamp()))


def _remove_others(folder: Path, found: set[Path]) -> None:
    for path in folder.rglob("*"):
        if path.is_file() and path not in found:
            path.unlink()
