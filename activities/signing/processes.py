"""Processes for the computing part of signatures, so that neither event loop nor interpreter lock waits."""

import asyncio
import multiprocessing
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Self, TypeVar

Result = TypeVar("Result")

PRELOADED = ["activities.signing.level", "activities.signing.revision", "activities.signing.validation_data"]
WORK_SECONDS = 120
"""A computation that takes longer is killed: the upload's trial had shown that the document takes less."""


class SigningProcesses:
    """A pool that outlives its processes: a dead one is replaced and its work done again once."""

    def __init__(self, processes: int) -> None:
        self._processes = processes
        self._pool = self._new_pool()

    async def __call__(self, work: Callable[..., Result], *arguments: object) -> Result:
        """The result of `work(*arguments)`; raises `BrokenProcessPool` when its process dies twice."""
        pool = self._pool
        try:
            return await self._submit(pool, work, *arguments)
        except BrokenProcessPool:
            self._replace(pool)
        try:
            pool = self._pool
            return await self._submit(pool, work, *arguments)
        except BrokenProcessPool:
            self._replace(pool)
            raise

    def close(self) -> None:
        """Ends the processes; work under way is finished first."""
        self._pool.shutdown(cancel_futures=True)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self.close)

    async def _submit(
        self, pool: ProcessPoolExecutor, work: Callable[..., Result], *arguments: object
    ) -> Result:
        return await asyncio.get_running_loop().run_in_executor(pool, _limited, work, *arguments)

    def _replace(self, broken: ProcessPoolExecutor) -> None:
        """One of those who saw the pool break makes the new one."""
        if self._pool is broken:
            self._pool = self._new_pool()
            broken.shutdown(wait=False)

    def _new_pool(self) -> ProcessPoolExecutor:
        # a fork of this process would inherit locks that other threads (Temporal's, gRPC's) hold
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(PRELOADED)
        return ProcessPoolExecutor(self._processes, context)


def _limited(work: Callable[..., Result], *arguments: object) -> Result:
    signal.alarm(WORK_SECONDS)
    try:
        return work(*arguments)
    finally:
        signal.alarm(0)
