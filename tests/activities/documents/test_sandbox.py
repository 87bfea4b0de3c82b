"""The sandbox keeps its promises whatever happens to its processes."""

import asyncio
import os
import signal
import time
from functools import partial

import psutil
import pytest

from activities.documents.errors import DocumentRefused
from activities.documents.examiner import Examiner
from activities.documents.sandbox import JobKilled, Sandbox, SandboxLimits
from tests.activities.documents.conftest import LIMITS, MEGABYTE, RULES
from tests.activities.documents.papers import paper
from tests.activities.documents.test_bombs import _slow_page
from tests.waiting import until as wait_until

until = partial(wait_until, seconds=60)
"""Waits for something that happens in another process."""


def zygotes() -> list[psutil.Process]:
    """Examining processes of this one."""
    return [
        child for child in psutil.Process().children() if "activities.documents.zygote" in child.cmdline()
    ]


@pytest.fixture
async def own() -> Sandbox:
    """A sandbox of the test's own, started."""
    sandbox = Sandbox(LIMITS, 4)
    before = zygotes()
    await sandbox.start()
    sandbox.process = next(zygote for zygote in zygotes() if zygote not in before)  # type: ignore[attr-defined]
    yield sandbox
    await sandbox.close()


async def test_many_jobs_share_one_zygote(own: Sandbox) -> None:
    before = len(zygotes())
    examiner = Examiner(RULES, own, None)
    results = await asyncio.gather(*(examiner.examine(paper(pages=count)) for count in range(1, 9)))
    assert [result.page_count for result in results] == list(range(1, 9))
    assert len(zygotes()) == before
    await until(lambda: not own.process.children())


async def test_a_killed_zygote_is_replaced(own: Sandbox) -> None:
    examiner = Examiner(RULES, own, None)
    own.process.kill()
    assert (await examiner.examine(paper())).page_count == 1


async def test_a_zygote_killed_in_the_middle_costs_nothing(own: Sandbox) -> None:
    examiner = Examiner(RULES, own, None)
    task = asyncio.create_task(examiner.examine(paper(pages=1500)))
    await until(own.process.children)
    own.process.kill()
    assert (await task).page_count == 1500


async def test_a_job_that_nobody_waits_for_is_ended(own: Sandbox) -> None:
    task = asyncio.create_task(Examiner(RULES, own, None).examine(paper(_slow_page)))
    await until(own.process.children)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await until(lambda: not own.process.children())


async def test_a_job_that_is_killed_is_told_from_one_that_took_too_long(own: Sandbox) -> None:
    task = asyncio.create_task(own.run({"job": "render", "number": 1, "width": 900}, paper(_slow_page)))
    await until(own.process.children)
    own.process.children()[0].send_signal(signal.SIGSEGV)
    with pytest.raises(JobKilled) as killed:
        await task
    assert not killed.value.timed_out


async def test_answers_larger_than_allowed_are_not_taken() -> None:
    sandbox = Sandbox(SandboxLimits(60, 2048 * MEGABYTE, answer_max_bytes=100), 1)
    with pytest.raises(DocumentRefused):
        await Examiner(RULES, sandbox, None).examine(paper())
    await sandbox.close()


async def test_secrets_of_the_service_are_out_of_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASTER_KEY", "very-secret")
    sandbox = Sandbox(LIMITS, 1)
    before = zygotes()
    await sandbox.start()
    (zygote,) = [process for process in zygotes() if process not in before]
    await until(lambda: "PYTHONPATH" in zygote.environ())
    assert "very-secret" not in str(zygote.environ())
    await sandbox.close()
    assert not zygote.is_running()


async def test_the_zygote_ends_with_its_parent(own: Sandbox) -> None:
    task = asyncio.create_task(Examiner(RULES, own, None).examine(paper(_slow_page)))
    await until(own.process.children)
    job = own.process.children()[0]
    started = time.monotonic()
    task.cancel()
    await own.close()
    await until(lambda: not job.is_running() or job.status() == psutil.STATUS_ZOMBIE)
    assert time.monotonic() - started < LIMITS.seconds
    assert os.getpid() != own.process.pid
