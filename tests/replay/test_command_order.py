"""Workflow code keeps the order of its commands, or says so."""

import json

from tests.replay.command_order import BASELINE, command_order


def test_the_commands_are_those_of_the_baseline() -> None:
    assert command_order() == json.loads(BASELINE.read_text()), (
        "The commands of a workflow changed. Running workflows replay their past with this code: guard the "
        "change with workflow.patched(), record a history of the new path, then write the baseline anew with "
        "`python -m tests.replay.command_order`."
    )
