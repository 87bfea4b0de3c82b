"""Requests to delete a business as their workflow carries them out (contract S10, S17)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.records.activity_log import Entry, note
from activities.records.business_standing import stand
from activities.records.deletion_messages import DeletionLook, DeletionPlan
from models import Business, BusinessDeletion, Subscription
from models.database import Database
from terms.activity import Actor
from terms.deletion import ContractEnd, DeletionState, blocked_from, end_without_contract
from terms.subscription import SHUT

ACTION = "workflow:businesses:delete"


class DeletionRecords:
    """Makes a business stand as its owner's request says. `zone` is the holder's (contract C1)."""

    def __init__(self, database: Database, zone: str) -> None:
        self._database = database
        self._zone = zone

    @activity.defn(name="Let business stand by its deletion")
    async def look(self, look: DeletionLook) -> DeletionPlan:
        """The request as it stands at that instant, with all that this means for the business, at once.

        The business is locked first: whoever takes the request back locks it too. Taken back, it is what its
        contract makes of it; due, it is blocked. A request that has ended stays as it is. Unknown: a final
        failure.
        """
        async with self._database.transaction() as session:
            deletion = await session.get(BusinessDeletion, look.deletion_id)
            if deletion is None:
                raise ApplicationError("no such deletion", type="UnknownDeletion", non_retryable=True)
            business = await session.get_one(
                Business, deletion.business_id, with_for_update={"key_share": True}
            )
            await session.refresh(deletion)
            end = await contract_end(session, deletion, self._zone)
            blocked_at = (
                blocked_from(deletion.requested_at, end, waived=deletion.waived) if end is not None else None
            )
            if deletion.state == DeletionState.WAITING.value:
                await _carry_on(session, deletion, business, blocked_at, look.at)
            return DeletionPlan(
                deletion_id=deletion.id,
                business_id=deletion.business_id,
                owner_id=business.owned_by,
                requested_at=deletion.requested_at,
                state=DeletionState(deletion.state),
                blocked_at=blocked_at,
            )


async def contract_end(session: AsyncSession, deletion: BusinessDeletion, zone: str) -> ContractEnd | None:
    """Where the service ends that the request waits for; `None` while the notice has not been heard."""
    if deletion.subscription_id is None:
        return end_without_contract(deletion.requested_at, zone)
    row = await session.get_one(Subscription, deletion.subscription_id)
    if row.ends_at is None or row.downloads_end is None:
        return None
    return ContractEnd(row.ends_at, row.downloads_end)


async def _carry_on(
    session: AsyncSession,
    deletion: BusinessDeletion,
    business: Business,
    blocked_at: datetime | None,
    at: datetime,
) -> None:
    state = _state(business, blocked_at, at)
    if state is not DeletionState.WAITING:
        deletion.state, deletion.ended_at = state.value, at
        await session.flush()
    await stand(session, business.id, at)
    if state is DeletionState.DONE:
        entry = Entry(ACTION, Actor.SERVICE, business_id=business.id, objects=(business.id, deletion.id))
        await note(session, entry, at=at, key=f"delete-{deletion.id}")


def _state(business: Business, blocked_at: datetime | None, at: datetime) -> DeletionState:
    """A business that its contract or a sanction has closed before is closed for good."""
    if business.standing in SHUT:
        return DeletionState.DONE
    if business.deletion_requested_at is None:
        return DeletionState.TAKEN_BACK
    return DeletionState.DONE if blocked_at is not None and at >= blocked_at else DeletionState.WAITING
