"""The sandbox in which tests run workflows and replay them: it refuses what is not deterministic.

The worker goes without: what the sandbox refuses is found here, and there it would only import `workflows/`
anew for each run.
"""

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
