"""Watches the worker: states written, mails ordered; and starts workflows in simulated time."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from temporalio import activity
from temporalio.client import (
    Client,
    OutboundInterceptor,
    StartWorkflowUpdateWithStartInput,
    WorkflowUpdateHandle,
)
from temporalio.client import Interceptor as ClientInterceptor
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.testing import TimeSkipper, TimeSkippingConfig
from temporalio.testing._timeskipping import FastForwardConfig
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput
from temporalio.worker import Interceptor as WorkerInterceptor

from activities.mail.messages import MailOrder
from activities.records.subscription_messages import SubscriptionRecord
from deploy.simulate.clock import SimulatedClock


@dataclass
class Seen:
    """What the worker was asked, by subscription."""

    records: dict[str, list[SubscriptionRecord]] = field(default_factory=dict)
    orders: dict[str, MailOrder] = field(default_factory=dict)
    ordered_at: dict[str, datetime] = field(default_factory=dict)
    """By the key of the mail, and the clock of the workflow that ordered it first."""


class Observer(ClientInterceptor, WorkerInterceptor):
    """Of the client, and so of its workers: the clock follows the activities, and what they do is noted."""

    def __init__(self, clock: SimulatedClock) -> None:
        self.seen = Seen()
        self._clock = clock

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 - the SDK's own parameter name
        """Wraps the next interceptor."""
        return _Watching(next, self.seen, self._clock)

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:  # noqa: A002 - the SDK's own parameter name
        """Wraps the next interceptor."""
        return _Starting(next, self._clock, self)

    client: Client
    """Through which workflows are started; set once it is connected."""


class _Watching(ActivityInboundInterceptor):
    def __init__(self, next: ActivityInboundInterceptor, seen: Seen, clock: SimulatedClock) -> None:  # noqa: A002 - the SDK's own parameter name
        super().__init__(next)
        self._seen = seen
        self._clock = clock

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002 - the SDK's own parameter name
        info = activity.info()
        if not info.is_local:
            self._clock.follow(info.workflow_id, info.started_time - datetime.now(UTC))
        for given in input.args:
            if isinstance(given, SubscriptionRecord):
                self._seen.records.setdefault(given.subscription_id, []).append(given)
            elif isinstance(given, MailOrder):
                self._seen.orders[given.key] = given
                self._seen.ordered_at.setdefault(given.key, info.started_time)
        return await super().execute_activity(input)


class _Starting(OutboundInterceptor):
    """Lets a workflow that begins with an update begin at the simulated instant.

    The server knows no delayed start together with an update, so it is started first, delayed by as much as
    its clock is ahead and skipping that; the update then joins it.
    """

    def __init__(self, next: OutboundInterceptor, clock: SimulatedClock, observer: Observer) -> None:  # noqa: A002 - the SDK's own parameter name
        super().__init__(next)
        self._clock = clock
        self._observer = observer

    async def start_update_with_start_workflow(
        self,
        input: StartWorkflowUpdateWithStartInput,  # noqa: A002 - the SDK's own parameter name
    ) -> WorkflowUpdateHandle[Any]:
        start = input.start_workflow_input
        ahead = self._clock.now() - datetime.now(UTC)
        if ahead > timedelta(seconds=1):
            self._clock.leader = start.id
            skip = TimeSkippingConfig(fast_forward_config=FastForwardConfig(f"start-{start.id}", ahead))
            await TimeSkipper(self._observer.client, config=skip).client.start_workflow(
                start.workflow,
                args=list(start.args),
                id=start.id,
                task_queue=start.task_queue,
                start_delay=ahead,
                id_reuse_policy=start.id_reuse_policy,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            )
        return await super().start_update_with_start_workflow(input)
