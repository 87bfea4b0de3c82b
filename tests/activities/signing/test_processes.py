"""The pool outlives its processes."""

import asyncio
import os
import signal
import time
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from activities.signing import processes
from activities.signing.processes import SigningProcesses


def _pid() -> int:
    return os.getpid()


def _slow(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def _dies_once(mark: str) -> str:
    if not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def _dies_always() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _fails() -> None:
    raise ValueError("as it should")


async def test_work_runs_in_other_processes() -> None:
    async with SigningProcesses(2) as pool:
        pids = await asyncio.gather(*(pool(_slow, 0.2) for _ in range(2)))
        assert os.getpid() not in pids
        assert len(set(pids)) == 2


async def test_work_whose_process_is_killed_is_done_again(tmp_path: Path) -> None:
    async with SigningProcesses(2) as pool:
        others = [asyncio.create_task(pool(_slow, 0.5)) for _ in range(3)]
        assert await pool(_dies_once, str(tmp_path / "died")) == "done"
        assert all(isinstance(pid, int) for pid in await asyncio.gather(*others))


async def test_work_that_always_kills_its_process_fails_and_the_pool_goes_on() -> None:
    async with SigningProcesses(1) as pool:
        with pytest.raises(BrokenProcessPool):
            await pool(_dies_always)
        assert await pool(_pid) != os.getpid()


async def test_an_error_of_the_work_is_raised_as_it_is() -> None:
    async with SigningProcesses(1) as pool:
        with pytest.raises(ValueError, match="as it should"):
            await pool(_fails)


async def test_work_that_never_ends_is_ended() -> None:
    async with SigningProcesses(1) as pool:
        limited = asyncio.create_task(pool(_limited_sleep))
        with pytest.raises(BrokenProcessPool):
            await limited


def _limited_sleep() -> None:
    """The alarm of the pool's own limit, brought forward."""
    assert signal.getitimer(signal.ITIMER_REAL)[0] > processes.WORK_SECONDS - 5
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    time.sleep(60)
