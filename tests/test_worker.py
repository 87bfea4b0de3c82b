"""The worker as a process: says when it polls, serves metrics, waits for Temporal, ends when told to."""

import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from deploy.setup.paths import ROOT
from deploy.stack.part import Part, RunningPart
from deploy.stack.ports import HOST, free_port
from deploy.stack.stack import Stack

pytestmark = pytest.mark.stack


def _worker(stack: Stack, folder: Path, ready: Callable[[], bool], **settings: str) -> RunningPart:
    env = stack.env | {"WORKER_READY_FILE": str(folder / "ready"), **settings}
    part = Part("worker", (sys.executable, "-m", "worker"), folder / "worker.log", ready, env=env, cwd=ROOT)
    return RunningPart(part)


def test_says_that_it_polls_serves_metrics_and_ends_in_order(stack: Stack, tmp_path: Path) -> None:
    metrics = free_port()
    ready = tmp_path / "ready"
    worker = _worker(stack, tmp_path, ready.exists, METRICS_BIND=f"{HOST}:{metrics}")
    worker.wait_ready()
    assert int(ready.read_text()) == worker.pid
    assert "temporal_" in httpx.get(f"http://{HOST}:{metrics}/metrics").text
    worker.stop(seconds=60)
    assert worker.exit_code == 0
    assert not ready.exists()


def test_waits_for_a_temporal_that_is_away(stack: Stack, tmp_path: Path) -> None:
    log = tmp_path / "worker.log"

    def tried() -> bool:
        return log.read_text().count("is tried again") >= 2

    worker = _worker(stack, tmp_path, tried, TEMPORAL_ADDRESS=f"{HOST}:{free_port()}")
    worker.wait_ready()
    assert not (tmp_path / "ready").exists()
    worker.stop(seconds=30)
    assert worker.exit_code == 0


def test_names_a_setting_it_cannot_use(stack: Stack, tmp_path: Path) -> None:
    worker = _worker(stack, tmp_path, lambda: False, PAYLOAD_KEYS="local:c2hvcnQ=")
    deadline = time.monotonic() + 60
    while worker.exit_code is None and time.monotonic() < deadline:
        time.sleep(0.1)
    assert worker.exit_code not in (None, 0, -signal.SIGKILL)
    assert "payload key 'local' is not 32 bytes" in worker.log_tail()
