"""The sandbox in which workflow code runs, the same for worker, tests and replay."""

from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

PASSED_THROUGH = (
    "activities",
    "models",
    "terms",
    "settings",
    "pydantic",
    "pydantic_core",
    "sqlalchemy",
    "annotated_types",
)
"""Modules loaded once outside the sandbox: rules without state, and activities that workflows only name."""


def sandboxed_runner() -> SandboxedWorkflowRunner:
    """A runner that re-imports only `workflows/` for each run."""
    return SandboxedWorkflowRunner(
        restrictions=SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH)
    )
