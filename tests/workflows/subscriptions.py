"""A subscription on the real Temporal server with its own clock."""

import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from uuid import uuid4

from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from activities.records.subscription_messages import (
    ChoiceOrder,
    SubscriptionPlan,
)
from terms.plans import CustomerKind, Plan
from tests.sandbox import sandboxed_runner
from tests.waiting import until
from tests.workflows.till import VAT, Till
from worker import WORKFLOWS
from workflows.identifiers import subscription_workflow_id
from workflows.policies import LATECOMERS
from workflows.queues import charges_queue
from workflows.subscription import SubscriptionWorkflow
from workflows.subscription_messages import SubscriptionProgress, SubscriptionStart


@dataclass
class Life:
    """One subscription under test."""

    till: Till
    handle: WorkflowHandle[SubscriptionWorkflow, str]
    skipper: TimeSkipper

    async def until(self, at: datetime) -> None:
        """Lets the subscription's own clock run to an instant."""
        now = await self.skipper.get_current_time(self.handle)
        if at > now:
            await self.skipper.fast_forward(self.handle, at - now)

    async def ended(self) -> str:
        """How it ended. The minute until the last look at the envelopes is skipped."""
        with contextlib.suppress(RPCError):
            await self.skipper.fast_forward(self.handle, LATECOMERS + timedelta(seconds=1))
        return await self.handle.result()

    async def pay(self) -> None:
        """Somebody says that a payment page was finished."""
        await self.handle.signal(SubscriptionWorkflow.payment_told)

    async def eventually(self, holds: Callable[[], object]) -> None:
        """Waits until something holds."""
        await until(holds, 20)


@contextlib.asynccontextmanager
async def living(
    client: Client,
    plan: Plan,
    *,
    customer: CustomerKind = CustomerKind.COMPANY,
    first_paid: bool = True,
    pay_at_once: bool = True,
    choice: ChoiceOrder | None = None,
    refusal: str | None = None,
    replaces: str | None = None,
    selected_at: datetime | None = None,
    progress: SubscriptionProgress | None = None,
    usage: Mapping[str, Decimal] = MappingProxyType({}),
) -> AsyncIterator[Life]:
    """A subscription chosen now, or at an instant that the clock is then let run to.

    With `progress` it goes on from there. `usage` is what is found at each month's metering.
    """
    subscription_id = f"sbc_{uuid4().hex}"
    selected_at = selected_at or datetime.now(UTC)
    chosen = SubscriptionPlan(
        subscription_id, "biz_1", plan, customer, VAT, selected_at, "Europe/Madrid", "bil_first", replaces
    )
    till = Till(chosen, first_paid=first_paid, refusal=refusal, usage=dict(usage))
    queue = f"test-{uuid4().hex}"
    worker = Worker(
        client,
        task_queue=queue,
        workflows=WORKFLOWS,
        activities=till.activities(),
        workflow_runner=sandboxed_runner(),
    )
    charges = Worker(client, task_queue=charges_queue(queue), activities=till.activities())
    async with worker, charges:
        handle = await client.start_workflow(
            SubscriptionWorkflow.run,
            SubscriptionStart(subscription_id, progress, choice),
            id=subscription_workflow_id(subscription_id),
            task_queue=queue,
        )
        life = Life(till, handle, TimeSkipper(client))
        if pay_at_once:
            await life.pay()
            await life.eventually(lambda: not first_paid or "active" in till.states())
        yield life
        assert len(till.ordered) == len(till.mails), "a notice is ordered once"


def days_later(start: datetime, days: int) -> datetime:
    """So many days after an instant."""
    return start + timedelta(days=days)
