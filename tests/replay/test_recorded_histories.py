"""Histories of running workflows replay with today's code.

Each file was recorded by `RECORD_HISTORIES=tests/replay/histories pytest tests/workflows -k NAME`. They are
never recorded anew to make a change pass: a change is guarded with `workflow.patched()` and adds its own.
"""

import asyncio
from pathlib import Path
from types import SimpleNamespace

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from tests.conftest import recorded_payload_keys
from worker import WORKFLOWS
from workflows.connection import data_converter
from workflows.sandbox import sandboxed_runner

HISTORIES = sorted((Path(__file__).parent / "histories").glob("*.json"))


def test_there_are_histories() -> None:
    assert len(HISTORIES) >= 5


@pytest.mark.parametrize("path", HISTORIES, ids=[path.stem for path in HISTORIES])
def test_a_recorded_history_replays(path: Path) -> None:
    asyncio.run(replay(path.read_text()))


async def replay(history: str) -> None:
    replayer = Replayer(
        workflows=WORKFLOWS,
        data_converter=data_converter(SimpleNamespace(payload_keys=recorded_payload_keys())),
        workflow_runner=sandboxed_runner(),
    )
    await replayer.replay_workflow(WorkflowHistory.from_json("envelope-recorded", history))
