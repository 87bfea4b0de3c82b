"""Histories of running workflows replay with today's code.

Each file was recorded by `RECORD_HISTORIES=tests/replay/histories pytest tests/workflows -k NAME`. They are
never recorded anew to make a change pass: a change is guarded with `workflow.patched()` and adds its own.
"""

import asyncio
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner, WorkflowRunner

from tests.conftest import recorded_payload_keys
from tests.sandbox import sandboxed_runner
from worker import WORKFLOWS
from workflows.connection import data_converter

HISTORIES = sorted((Path(__file__).parent / "histories").glob("*.json"))
RUNNERS = (
    pytest.param(sandboxed_runner(), id="in the sandbox"),
    pytest.param(UnsandboxedWorkflowRunner(), id="as the worker runs them"),
)


def test_each_workflow_has_one() -> None:
    """So each is run in the sandbox at least once, in which the worker itself does not run them."""
    recorded = {type_of(json.loads(path.read_text())) for path in HISTORIES}
    assert recorded == {workflow.__temporal_workflow_definition.name for workflow in WORKFLOWS}


def type_of(history: dict[str, Any]) -> str:
    started = history["events"][0]["workflowExecutionStartedEventAttributes"]
    return str(started["workflowType"]["name"])


@pytest.mark.parametrize("path", HISTORIES, ids=[path.stem for path in HISTORIES])
@pytest.mark.parametrize("runner", RUNNERS)
def test_a_recorded_history_replays(path: Path, runner: WorkflowRunner) -> None:
    asyncio.run(replay(path.read_text(), runner))


async def replay(history: str, runner: WorkflowRunner) -> None:
    replayer = Replayer(
        workflows=WORKFLOWS,
        data_converter=data_converter(SimpleNamespace(payload_keys=recorded_payload_keys())),
        workflow_runner=runner,
    )
    await replayer.replay_workflow(WorkflowHistory.from_json("envelope-recorded", history))
