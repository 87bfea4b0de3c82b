"""What the holder does in a simulation: what two people of billing decided, and sanctions (S8, S13, A8).

They reach the contract as their workflows would send them; who may decide what is tested elsewhere.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from temporalio.client import WorkflowHandle, WorkflowUpdateFailedError

from deploy.simulate.customer import RefusedError
from terms.calendar import Month
from terms.subscription_holder import HolderAct, SanctionStep
from workflows.subscription import SubscriptionWorkflow
from workflows.subscription_messages import HolderDecision, SanctionAct


@dataclass(frozen=True)
class Decide:
    """Two people of billing have decided; `until` is the exclusive end of a hold, `month` is owed."""

    at: datetime
    act: HolderAct
    until: datetime | None = None
    month: Month | None = None


@dataclass(frozen=True)
class Expel:
    """The business is expelled."""

    at: datetime


async def act_as_holder(handle: WorkflowHandle[Any, Any], doing: Decide | Expel) -> None:
    """Has the contract hear it. Raises `RefusedError`."""
    act_id = f"sim_{uuid4().hex}"
    try:
        if isinstance(doing, Decide):
            decision = HolderDecision(act_id, doing.act.value, doing.until)
            await handle.execute_update(SubscriptionWorkflow.decide, decision, id=act_id)
        else:
            expelled = SanctionAct(act_id, SanctionStep.EXPELLED.value, doing.at)
            await handle.execute_update(SubscriptionWorkflow.sanction, expelled, id=act_id)
    except WorkflowUpdateFailedError as error:
        raise RefusedError(str(error.cause)) from error
