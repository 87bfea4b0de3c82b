"""Offers of ownership in PostgreSQL as their workflow reads and writes them, and the change of owner (A4)."""

from collections.abc import Sequence

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.clock import now
from activities.records.acceptances import keep_acceptance
from activities.records.business_standing import stand
from activities.records.credentials import is_held
from activities.records.transfer_messages import HandedOver, Handover, TransferPlan, TransferRecord
from models import (
    Business,
    BusinessChange,
    Membership,
    OwnershipAnswer,
    OwnershipTransfer,
    PlanShare,
    Subscription,
    User,
)
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.members import MembersRefusal, TransferState, refuse_transfer
from terms.roles import BusinessRole
from terms.subscription_capabilities import Capability, refuse


class TransferRecords:
    """Reads and writes offers. `zone` is the holder's (contract C1)."""

    def __init__(self, database: Database, zone: str) -> None:
        self._database = database
        self._zone = zone

    @activity.defn(name="Read ownership transfer")
    async def load_transfer(self, transfer_id: str) -> TransferPlan:
        """What the workflow needs to know. An unknown offer is a final failure."""
        async with self._database.transaction() as session:
            row = await _found(session, transfer_id)
            return TransferPlan(
                row.id, row.business_id, row.from_user_id, row.to_user_id, row.offered_at, self._zone
            )

    @activity.defn(name="Record ownership transfer")
    async def record_transfer(self, record: TransferRecord) -> None:
        """Writes the state; a repeated or overtaken write changes nothing."""
        async with self._database.transaction() as session:
            await _write(session, record)

    @activity.defn(name="Hand business over")
    async def hand_over(self, handover: Handover) -> HandedOver:
        """Changes owner, roles and offer, and keeps the acceptances, in one transaction; or says why not.

        The old owner becomes a guest, and plans shared with their other businesses are shared no more.
        Nothing changes when either of them no longer is what they were.
        """
        async with self._database.transaction() as session:
            transfer = await _found(session, handover.record.transfer_id, lock=True)
            await _lock_contracts(session, transfer.business_id)
            if transfer.answer_id == handover.answer_id:
                return HandedOver(unshared=await _unshared(session, transfer.business_id))
            refusal = refuse_transfer(TransferState(transfer.state)) or await _change_owner(session, transfer)
            if refusal is not None:
                return HandedOver(refusal)
            await _keep_evidence(session, transfer, handover)
            await _set_kind(session, transfer, handover.answer_id)
            unshared = await _unshared(session, transfer.business_id)
            for business_id in unshared:
                await stand(session, business_id, handover.record.ended_at or now())
            return HandedOver(unshared=unshared)


async def _change_owner(session: AsyncSession, transfer: OwnershipTransfer) -> MembersRefusal | None:
    """Locks the business, then both memberships, and exchanges their roles.

    Whoever was shut out for misuse is no member: they neither get the business nor hand it over (A8). Nor is
    somebody whose device is stolen, until their password was reset (W3).
    """
    business = await session.get_one(Business, transfer.business_id, with_for_update={"key_share": True})
    both = (transfer.from_user_id, transfer.to_user_id)
    rows: Sequence[Membership] = (
        await session.scalars(
            select(Membership)
            .join(User, User.id == Membership.user_id)
            .where(
                Membership.business_id == business.id,
                Membership.user_id.in_(both),
                Membership.revoked_at.is_(None),
                User.access_revoked_at.is_(None),
                ~is_held(),
            )
            .order_by(Membership.user_id)
            .with_for_update(of=Membership)
        )
    ).all()
    places = {row.user_id: row for row in rows}
    if refuse(Capability.SIGN_IN, business.current_standing) is not None:
        return MembersRefusal.BUSINESS_LIMITED
    if business.owner_id != transfer.from_user_id or not places.keys() >= set(both):
        return MembersRefusal.NOT_A_MEMBER
    places[transfer.from_user_id].role = BusinessRole.GUEST.value
    await session.flush()
    places[transfer.to_user_id].role = BusinessRole.OWNER.value
    business.owner_id = transfer.to_user_id
    await session.flush()
    return None


async def _lock_contracts(session: AsyncSession, business_id: str) -> None:
    """Before the business is locked, as elsewhere: the new owner's acceptance writes to the living one."""
    contracts = select(Subscription.id).where(Subscription.business_id == business_id)
    await session.execute(contracts.order_by(Subscription.id).with_for_update(key_share=True))


async def _unshared(session: AsyncSession, business_id: str) -> list[str]:
    """Of the plans shared by or with a business that has another owner now, who shares no more (A4)."""
    rows = await session.scalars(
        select(PlanShare.business_id)
        .where(or_(PlanShare.business_id == business_id, PlanShare.payer_id == business_id))
        .order_by(PlanShare.business_id)
    )
    return list(rows)


async def _keep_evidence(session: AsyncSession, transfer: OwnershipTransfer, handover: Handover) -> None:
    answer = await session.get_one(OwnershipAnswer, handover.answer_id)
    for document, accepted in answer.accepted.items():
        await keep_acceptance(
            session,
            user_id=answer.user_id,
            business_id=answer.business_id,
            document=document,
            accepted=accepted,
            at=answer.received_at,
            ip=answer.ip,
            user_agent=answer.user_agent,
        )
    transfer.answer_id = answer.id
    await session.flush()
    await _write(session, handover.record)


async def _set_kind(session: AsyncSession, transfer: OwnershipTransfer, answer_id: str) -> None:
    """The business is a consumer's from now on, or no longer, as its new owner says (A6).

    The VAT of coming charges follows; the rights that hang on the contract, such as withdrawing from it, are
    those of who contracted.
    """
    answer = await session.get_one(OwnershipAnswer, answer_id)
    business = await session.get_one(Business, transfer.business_id)
    before, after = business.customer_kind, answer.customer_kind
    if after is None or after == before:
        return
    business.customer_kind = after
    session.add(
        BusinessChange(
            id=new_id(Prefix.BUSINESS_CHANGE),
            business_id=business.id,
            user_id=answer.user_id,
            changes={"customer_kind": {"before": before, "after": after}},
            at=answer.received_at,
            ip=answer.ip,
            user_agent=answer.user_agent,
        )
    )
    await session.flush()


async def _found(session: AsyncSession, transfer_id: str, *, lock: bool = False) -> OwnershipTransfer:
    row = await session.get(OwnershipTransfer, transfer_id, with_for_update=lock)
    if row is None:
        raise ApplicationError("no such transfer", type="UnknownTransfer", non_retryable=True)
    return row


async def _write(session: AsyncSession, record: TransferRecord) -> None:
    await session.execute(
        update(OwnershipTransfer)
        .where(OwnershipTransfer.id == record.transfer_id, OwnershipTransfer.sequence < record.sequence)
        .values(sequence=record.sequence, state=record.state.value, ended_at=record.ended_at)
    )
