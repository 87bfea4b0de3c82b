"""What follows from deleting a business, before it is asked for and while it waits (S10, S17, S18)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.deletion_records import contract_end
from activities.records.subscription_facts import facts_of
from api.reading.statements import sentences
from api.schemas.business_settings import DeletionView, KeptData
from models import Business, BusinessDeletion, Envelope, Subscription
from terms.deletion import (
    ContractEnd,
    DeletionState,
    blocked_from,
    end_without_contract,
    waits_for_contract,
)
from terms.envelope import EnvelopeState
from terms.plans import CustomerKind, PlanKind
from terms.retention import RETENTION, purge_dates
from terms.subscription import NOT_BEGUN, OVER, SubscriptionState
from terms.subscription_course import course_of
from terms.subscription_declarations import Declaration
from terms.subscription_ending import CancelAt, may_withdraw, withdrawal_end


class Obstacle(StrEnum):
    """What stands against a deletion."""

    ENVELOPES_UNDER_WAY = "envelopes_under_way"
    PAYMENT_PENDING = "payment_pending"

    @property
    def way_out(self) -> str:
        """What takes it away."""
        if self is Obstacle.ENVELOPES_UNDER_WAY:
            return "Wait for them to end, or void them."
        return "Pay for the plan that was chosen, or give the choice up."


async def show_deletion(
    session: AsyncSession, business_id: str, cancel_at: CancelAt, at: datetime, zone: str
) -> DeletionView:
    """What would follow from a request made now; once one is in force, what follows from that."""
    business = await session.get_one(Business, business_id)
    row = await deletion_waiting(session, business_id)
    in_force = row if row is not None and business.deletion_requested_at is not None else None
    contract = await current_contract(session, business_id)
    asked_at = in_force.requested_at if in_force else at
    end = await contract_end(session, in_force, zone) if in_force else None
    end = end or _end_if_asked(contract, asked_at, cancel_at, zone)
    after_downloads, waived = (blocked_from(asked_at, end, waived=waives) for waives in (False, True))
    blocked_at = waived if in_force is not None and in_force.waived else after_downloads
    kept = purge_dates(blocked_at, zone)
    return DeletionView(
        requested_at=in_force.requested_at if in_force else None,
        waived=in_force.waived if in_force else False,
        obstacles=[obstacle.value for obstacle in await obstacles_of(session, business_id)],
        service_ends_at=end.service,
        blocked_at=blocked_at,
        blocked_at_if_waived=waived,
        withdrawal_until=_withdrawal_until(contract, at, zone),
        notice=await sentences(session, contract, Declaration.CANCEL, zone, cancel_at)
        if contract is not None and in_force is None and gives_notice(contract)
        else None,
        kept=[
            KeptData(kind=kind, until=kept[kind], years=rule.years, ground=rule.ground)
            for kind, rule in RETENTION.items()
        ],
    )


def gives_notice(contract: Subscription) -> bool:
    """Whether a request cancels the contract: one that has its end already is left as it is."""
    return contract.ends_at is None


async def deletion_waiting(session: AsyncSession, business_id: str) -> BusinessDeletion | None:
    """The business's request that has not ended."""
    return await session.scalar(
        select(BusinessDeletion).where(
            BusinessDeletion.business_id == business_id,
            BusinessDeletion.state == DeletionState.WAITING.value,
        )
    )


async def current_contract(session: AsyncSession, business_id: str) -> Subscription | None:
    """The contract that has begun and is not over."""
    return await session.scalar(
        select(Subscription)
        .where(Subscription.business_id == business_id, Subscription.state.not_in(NOT_BEGUN | OVER))
        .order_by(Subscription.selected_at.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )


async def obstacles_of(session: AsyncSession, business_id: str) -> list[Obstacle]:
    """What stands against a deletion now."""
    checks = {
        Obstacle.ENVELOPES_UNDER_WAY: exists().where(
            Envelope.business_id == business_id, Envelope.state == EnvelopeState.SENT.value
        ),
        Obstacle.PAYMENT_PENDING: exists().where(
            Subscription.business_id == business_id,
            Subscription.state == SubscriptionState.PENDING_PAYMENT.value,
        ),
    }
    return [obstacle for obstacle, check in checks.items() if await session.scalar(select(check))]


def _end_if_asked(contract: Subscription | None, at: datetime, cancel_at: CancelAt, zone: str) -> ContractEnd:
    """Where the service would end by a request made at `at`."""
    if contract is None or not waits_for_contract(PlanKind(contract.plan["kind"])):
        return end_without_contract(at, zone)
    if contract.ends_at is not None and contract.downloads_end is not None:
        return ContractEnd(contract.ends_at, contract.downloads_end)
    facts = facts_of(contract, zone, at)
    facts.cancelled_at, facts.cancel_at = at, cancel_at
    end = course_of(facts.scenario(at)).end
    return ContractEnd(end.at, end.downloads_end) if end else end_without_contract(at, zone)


def _withdrawal_until(contract: Subscription | None, at: datetime, zone: str) -> datetime | None:
    """Until when the contract can be withdrawn from instead, and all is given back (contract S14)."""
    if contract is None or contract.withdrawn_at is not None:
        return None
    allowed = may_withdraw(CustomerKind(contract.customer), contract.selected_at, at, zone)
    return withdrawal_end(contract.selected_at, zone) if allowed else None
