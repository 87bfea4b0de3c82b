"""What an expulsion does to the contracts of a business (contract A8)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from temporalio import activity

from activities.commands import Command, WorkflowCommands
from models import Subscription
from models.database import Database
from terms.subscription import SubscriptionState

LIVING = (
    SubscriptionState.PENDING_PAYMENT.value,
    SubscriptionState.ACTIVE.value,
    SubscriptionState.DOWNLOAD_ONLY.value,
)
"""States of contracts that can still be told something, a choice that waits for its payment included."""


@dataclass(frozen=True)
class SanctionOrder:
    """What became of an expulsion in force since `at`: `step` is of `terms.subscription_holder.SanctionStep`.

    `prefix` is that of subscriptions' workflow ids.
    """

    business_id: str
    decision_id: str
    step: str
    at: datetime
    prefix: str


class ExpelledContracts:
    """Tells the workflows of a business's contracts."""

    def __init__(self, database: Database, commands: WorkflowCommands) -> None:
        self._database = database
        self._commands = commands

    @activity.defn(name="Let contracts follow expulsion")
    async def follow(self, order: SanctionOrder) -> int:
        """Tells each living contract; answers how many took it. A repeated step is the same update."""
        async with self._database.transaction() as session:
            rows = await session.scalars(
                select(Subscription.id)
                .where(Subscription.business_id == order.business_id, Subscription.state.in_(LIVING))
                .order_by(Subscription.id)
            )
            contracts = rows.all()
        act: dict[str, str | None] = {
            "decision_id": order.decision_id,
            "step": order.step,
            "at": order.at.isoformat(),
        }
        key = f"{order.decision_id}:{order.step}"
        return await self._commands.ask(
            [Command(order.prefix + contract, "sanction", key, act) for contract in contracts]
        )
