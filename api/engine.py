"""Temporal as the API uses it: starts, updates and signals that answer within seconds, or say who is away."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeVar, cast

from temporalio.client import (
    Client,
    RPCError,
    RPCTimeoutOrCancelledError,
    WithStartWorkflowOperation,
    WorkflowExecutionDescription,
    WorkflowUpdateFailedError,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.converter import DataConverter
from temporalio.exceptions import ApplicationError, TemporalError, WorkflowAlreadyStartedError
from temporalio.service import RPCStatusCode

from api.problems.kinds import Kind
from api.problems.problem import Problem, unavailable
from settings import Settings
from workflows.connection import connect, payload_codec
from workflows.envelope import EnvelopeWorkflow
from workflows.envelope_messages import EnvelopeStart, EnvelopeStatus
from workflows.identifiers import envelope_workflow_id

log = logging.getLogger(__name__)
CALL_SECONDS = 8.0
"""How long a caller waits for Temporal or for a worker before being told to come back."""
ASK_AGAIN_SECONDS = 0.2
"""Pause before asking again a workflow that was just ending, or otherwise failed to take the update in."""
LOOK_SECONDS = 3.0
"""How long a reader waits for what Temporal adds to what the tables know."""
_LOOK = timedelta(seconds=LOOK_SECONDS)
_RPC = timedelta(seconds=CALL_SECONDS)
_AWAY = frozenset(
    {
        RPCStatusCode.UNAVAILABLE,
        RPCStatusCode.DEADLINE_EXCEEDED,
        RPCStatusCode.CANCELLED,
        RPCStatusCode.RESOURCE_EXHAUSTED,
        RPCStatusCode.ABORTED,
        RPCStatusCode.UNKNOWN,
        RPCStatusCode.INTERNAL,
    }
)
_REFUSALS = frozenset(kind.slug for kind in Kind)
"""Types of a workflow's refusals: the slugs of the problems they become."""
Result = TypeVar("Result")
EnvelopeUpdate = Callable[..., EnvelopeStatus | Awaitable[EnvelopeStatus]]
"""An update method of `EnvelopeWorkflow`."""


class WorkflowGone(Exception):
    """The workflow was never started, or has ended: what the tables say is final."""


class Engine:
    """Speaks to Temporal. It connects at the first call, so the API serves while Temporal is away."""

    def __init__(self, settings: Settings, client: Client | None = None) -> None:
        """`client` is one that is connected already. Raises `PayloadKeyError` for unusable payload keys."""
        payload_codec(settings)
        self._settings = settings
        self._client = client
        self._connecting = asyncio.Lock()

    async def start(self, run: Callable[..., Any], start: object, workflow_id: str) -> None:
        """Starts a workflow; one that runs or has ended already under this id is left as it is."""
        try:
            await self._call(
                lambda client: client.start_workflow(
                    run,
                    start,
                    id=workflow_id,
                    task_queue=self._settings.temporal_task_queue,
                    id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                    id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                    rpc_timeout=_RPC,
                )
            )
        except WorkflowGone:
            return

    async def tell(
        self, workflow_id: str, signal: Callable[..., Awaitable[None] | None], *notice: object
    ) -> None:
        """Signals a workflow. Raises `WorkflowGone` when there is none to tell."""
        await self._call(
            lambda client: client.get_workflow_handle(workflow_id).signal(
                cast("Any", signal), args=notice, rpc_timeout=_RPC
            )
        )

    async def ask(
        self, workflow_id: str, update: Callable[..., Any], act: object, act_id: str, result: type[Result]
    ) -> Result:
        """Asks a workflow to act; `act_id` makes a repeated request the same update.

        A request repeated after the workflow's end still finds what its update came to. Raises the problem
        of the workflow's refusal, and `WorkflowGone` when there is none to ask.
        """

        async def ask(client: Client) -> Result:
            handle = client.get_workflow_handle(workflow_id)
            while True:
                try:
                    answer: Result = await handle.execute_update(
                        cast("Any", update), act, id=act_id, rpc_timeout=_RPC
                    )
                except RPCError as error:
                    if error.status is RPCStatusCode.FAILED_PRECONDITION:
                        await asyncio.sleep(ASK_AGAIN_SECONDS)
                        continue
                    if error.status is not RPCStatusCode.NOT_FOUND:
                        raise
                    earlier = handle.get_update_handle(act_id, result_type=result)
                    answer = await earlier.result(rpc_timeout=_RPC)
                return answer

        return await self._call(ask)

    async def begin(
        self,
        run: Callable[..., Any],
        start: object,
        workflow_id: str,
        update: Callable[..., Any],
        act_id: str,
    ) -> Any:
        """Starts a workflow, or joins it, and waits for the answer of its update.

        Raises the problem of the workflow's refusal, and `WorkflowGone` when it has ended.
        """
        operation: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
            run,
            start,
            id=workflow_id,
            task_queue=self._settings.temporal_task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
        )
        return await self._call(
            lambda client: client.execute_update_with_start_workflow(
                cast("Any", update), start_workflow_operation=operation, id=act_id, rpc_timeout=_RPC
            )
        )

    async def send(self, start: EnvelopeStart) -> EnvelopeStatus:
        """Starts the envelope's workflow, or joins it. Raises `WorkflowGone` when it has ended."""
        status: EnvelopeStatus = await self.begin(
            EnvelopeWorkflow.run,
            start,
            envelope_workflow_id(start.envelope_id),
            EnvelopeWorkflow.send,
            start.act_id,
        )
        return status

    async def update(
        self, envelope_id: str, update: EnvelopeUpdate, act: object, act_id: str
    ) -> EnvelopeStatus:
        """Asks the envelope's workflow to act, as `ask` says."""
        workflow_id = envelope_workflow_id(envelope_id)
        return await self.ask(workflow_id, update, act, act_id, EnvelopeStatus)

    async def signal(
        self, envelope_id: str, signal: Callable[..., Awaitable[None] | None], notice: object
    ) -> None:
        """Tells the envelope's workflow something. Raises `WorkflowGone` when there is none to tell."""
        await self.tell(envelope_workflow_id(envelope_id), signal, notice)

    async def describe(self, envelope_id: str) -> WorkflowExecutionDescription:
        """What Temporal knows of the envelope's workflow. Raises `WorkflowGone` when it knows none."""
        return await self._call(
            lambda client: client.get_workflow_handle(envelope_workflow_id(envelope_id)).describe(
                rpc_timeout=_LOOK
            ),
            LOOK_SECONDS,
        )

    async def converter(self) -> DataConverter:
        """What decodes payloads and failures that Temporal keeps for us."""
        return (await self._connected()).data_converter

    async def is_reachable(self, seconds: float = 2.0) -> bool:
        """Whether Temporal answers now."""
        try:
            async with asyncio.timeout(seconds):
                client = await self._connected()
                return await client.service_client.check_health(timeout=timedelta(seconds=seconds))
        except (RPCError, Problem, TimeoutError):
            return False

    async def _call(self, ask: Callable[[Client], Awaitable[Result]], seconds: float | None = None) -> Result:
        """One call, within `CALL_SECONDS` whatever is away; its failures in the API's own words."""
        try:
            async with asyncio.timeout(seconds or CALL_SECONDS):
                return await ask(await self._connected())
        except WorkflowUpdateFailedError as error:
            raise _refusal(error) from error
        except WorkflowAlreadyStartedError as error:
            raise WorkflowGone from error
        except RPCError as error:
            if error.status in (RPCStatusCode.NOT_FOUND, RPCStatusCode.ALREADY_EXISTS):
                raise WorkflowGone from error
            if error.status in _AWAY:
                log.warning("Temporal is away: %s", error.status.name)
                raise unavailable("The workflow engine") from error
            raise
        except (RPCTimeoutOrCancelledError, TimeoutError) as error:
            raise unavailable("The workflow engine or its worker") from error

    async def _connected(self) -> Client:
        async with self._connecting:
            if self._client is None:
                try:
                    self._client = await connect(self._settings)
                except RuntimeError as error:
                    log.warning("Temporal cannot be reached: %s", error)
                    raise unavailable("The workflow engine") from error
            return self._client


def _refusal(error: WorkflowUpdateFailedError) -> Exception:
    """The problem that the workflow's refusal names by its type; never read from its words."""
    cause = error.cause
    if isinstance(cause, ApplicationError) and cause.type in _REFUSALS:
        return Problem(Kind.of(cause.type))
    if isinstance(cause, TemporalError) and getattr(cause, "type", None) == "AcceptedUpdateCompletedWorkflow":
        return WorkflowGone()
    return error
