"""The phases of an export, each run in a process of its own so that its peak of memory is its own."""

import asyncio
import resource
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from activities.export.archive import Archive
from activities.export.finishing import Finishing
from activities.export.gathering import Gathering
from activities.export.measuring import Measuring
from bench.exports.subject import PIECE, Subject
from models import Export
from terms.texts import Holder

HOLDER = Holder("Bench", "B12345674", "-", "bench@example.com", "bench@example.com", "", "")
Phase = Callable[[Subject], Coroutine[None, None, int]]


@dataclass(frozen=True)
class Taken:
    """What a phase took: bytes that passed, seconds, and the peak of resident memory in bytes."""

    size: int
    seconds: float
    memory: int

    @property
    def speed(self) -> float:
        """Megabytes a second."""
        return self.size / self.seconds / 1e6


async def prepare(subject: Subject) -> int:
    """Gathers and measures: the bytes of the archive."""
    database, vault = subject.parts()
    await Gathering(database, vault, HOLDER).gather(subject.export_id)
    measuring = Measuring(database, vault)
    while not await measuring.measure(subject.export_id):
        continue
    await Finishing(database, vault, "Europe/Madrid").finish(subject.export_id)
    await database.close()
    return await _size(subject)


async def send(subject: Subject) -> int:
    """Sends the whole archive to nobody."""
    return await _sent(subject, 0)


async def resume(subject: Subject) -> int:
    """Takes the archive up in its last tenth."""
    return await _sent(subject, await _size(subject) * 9 // 10)


async def copy(subject: Subject) -> int:
    """The bare loop: reads the stored files, encrypted as they are."""
    return await asyncio.to_thread(_copied, subject)


async def idle(_subject: Subject) -> int:
    """Nothing: what a process has that has only imported."""
    return 0


def taken(subject: Subject, phase: Phase) -> Taken:
    """Runs a phase in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(_run, subject, phase).result()


def _run(subject: Subject, phase: Phase) -> Taken:
    begun = time.perf_counter()
    size = asyncio.run(phase(subject))
    seconds = time.perf_counter() - begun
    return Taken(size, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)


async def _size(subject: Subject) -> int:
    """Bytes of the archive. Raises `ValueError` before it was measured."""
    size = (await _export(subject)).size
    if size is None:
        raise ValueError(f"{subject.export_id} has not been measured")
    return size


async def _export(subject: Subject) -> Export:
    database, _ = subject.parts()
    async with database.transaction() as session:
        export = await session.get_one(Export, subject.export_id)
    await database.close()
    return export


async def _sent(subject: Subject, begin: int) -> int:
    database, vault = subject.parts()
    export = await _export(subject)
    archive = Archive(database, vault, export)
    size = 0
    async for piece in await archive.open(begin, archive.size):
        size += len(piece)
    await database.close()
    if size != archive.size - begin:
        raise RuntimeError("the archive broke off")
    return size


def _copied(subject: Subject) -> int:
    size = 0
    for path in sorted(subject.folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                while piece := file.read(PIECE):
                    size += len(piece)
    return size
