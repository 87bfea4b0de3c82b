"""Offers of ownership: stored, then carried by their workflow, which alone decides their fate (A4)."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from api.access.callers import Member
from api.access.scopes import scope_of
from api.acting.business_data import require_tax_id_of
from api.acting.owner_acceptance import owner_acceptances
from api.engine import WorkflowGone
from api.frame.context import Origin
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem, unavailable
from api.schemas.ownership import OwnershipAcceptance
from models import Business, Membership, OwnershipAnswer, OwnershipTransfer
from models.scope import Scope
from terms.members import TransferState, refuse_transfer, transfer_deadline
from terms.roles import BusinessRole
from workflows.identifiers import transfer_workflow_id
from workflows.ownership_transfer import AgreeAct, EndAct, OwnershipTransferWorkflow, TransferStart

TransferUpdate = Callable[..., TransferState | Awaitable[TransferState]]
"""An update method of `OwnershipTransferWorkflow`."""


async def offer(
    parts: Parts, member: Member, user_id: str, transfer_id: str, origin: Origin, at: datetime
) -> OwnershipTransfer:
    """Stores the offer, then starts its workflow.

    Raises 404 for somebody who is no member or was shut out for misuse (A8), 409 for oneself and while
    another offer is open. An offer that a crash kept from starting is started by the next request for the
    same member.
    """
    async with parts.database.transaction(scope_of(member)) as session:
        role = await session.scalar(
            select(Membership.role).where(
                Membership.business_id == member.business_id,
                Membership.user_id == user_id,
                Membership.revoked_at.is_(None),
            )
        )
        if role is None:
            raise Problem(Kind.NOT_FOUND)
        if role == BusinessRole.OWNER.value:
            raise Problem(Kind.ALREADY_OWNER)
        await session.execute(
            insert(OwnershipTransfer)
            .values(
                id=transfer_id,
                business_id=member.business_id,
                from_user_id=member.user_id,
                to_user_id=user_id,
                offered_at=at,
                ip=origin.ip,
                user_agent=origin.user_agent,
                state=TransferState.OFFERED.value,
                expires_at=transfer_deadline(at, parts.settings.holder_zone),
                sequence=0,
            )
            .on_conflict_do_nothing()
        )
        made = await session.get(OwnershipTransfer, transfer_id) or await session.scalar(
            select(OwnershipTransfer).where(
                OwnershipTransfer.business_id == member.business_id,
                OwnershipTransfer.to_user_id == user_id,
                OwnershipTransfer.state == TransferState.OFFERED.value,
                OwnershipTransfer.sequence == 0,
            )
        )
    if made is None:
        raise Problem(Kind.TRANSFER_UNDER_WAY)
    start, workflow_id = TransferStart(made.id), transfer_workflow_id(made.id)
    await parts.engine.start(OwnershipTransferWorkflow.run, start, workflow_id)
    return made


async def withdraw(parts: Parts, member: Member, transfer_id: str, act_id: str) -> None:
    """The owner takes the offer back. Raises 404, or 409 once it ended."""
    scope = scope_of(member)
    transfer = await _read(parts, scope, transfer_id)
    if transfer is None or transfer.business_id != member.business_id:
        raise Problem(Kind.NOT_FOUND)
    await _ask(parts, scope, transfer, OwnershipTransferWorkflow.withdraw, EndAct(member.user_id), act_id)


async def agree(
    parts: Parts,
    user_id: str,
    transfer_id: str,
    acceptance: OwnershipAcceptance,
    answer_id: str,
    origin: Origin,
    at: datetime,
) -> None:
    """Stores what the new owner declares and accepts, then tells the workflow its id; both may be repeated.

    Raises 404 for an offer to somebody else, 409 once it ended and for a text that is not the current one,
    422 where the business's tax identifier is none of such an owner.
    """
    transfer = await offered_to(parts, user_id, transfer_id)
    async with parts.database.transaction(Scope.of_business(transfer.business_id, user_id)) as session:
        business = await session.get_one(Business, transfer.business_id)
    require_tax_id_of(business.tax_id, business.country, acceptance.customer_kind, "/customer_kind")
    named = owner_acceptances(parts.texts, acceptance.accepted, acceptance.declarations)
    scope = Scope.of_person(user_id)
    async with parts.database.transaction(scope) as session:
        await session.execute(
            insert(OwnershipAnswer)
            .values(
                id=answer_id,
                transfer_id=transfer.id,
                business_id=transfer.business_id,
                user_id=user_id,
                customer_kind=acceptance.customer_kind.value,
                accepted={document: text.model_dump() for document, text in named.items()},
                ip=origin.ip,
                user_agent=origin.user_agent,
                received_at=at,
            )
            .on_conflict_do_nothing()
        )
    await _ask(parts, scope, transfer, OwnershipTransferWorkflow.agree, AgreeAct(answer_id), answer_id)


async def decline(parts: Parts, user_id: str, transfer_id: str, act_id: str) -> None:
    """The one it was offered to does not want it. Raises 404, or 409 once it ended."""
    transfer = await offered_to(parts, user_id, transfer_id)
    scope = Scope.of_person(user_id)
    await _ask(parts, scope, transfer, OwnershipTransferWorkflow.decline, EndAct(user_id), act_id)


async def offered_to(parts: Parts, user_id: str, transfer_id: str) -> OwnershipTransfer:
    """The offer, if it was made to this user. Raises 404."""
    transfer = await _read(parts, Scope.of_person(user_id), transfer_id)
    if transfer is None or transfer.to_user_id != user_id:
        raise Problem(Kind.NOT_FOUND)
    return transfer


async def _read(parts: Parts, scope: Scope, transfer_id: str) -> OwnershipTransfer | None:
    async with parts.database.transaction(scope) as session:
        return await session.get(OwnershipTransfer, transfer_id)


async def _ask(
    parts: Parts,
    scope: Scope,
    transfer: OwnershipTransfer,
    update: TransferUpdate,
    act: object,
    act_id: str,
) -> None:
    try:
        await parts.engine.ask(transfer_workflow_id(transfer.id), update, act, act_id, TransferState)
    except WorkflowGone as error:
        row = await _read(parts, scope, transfer.id)
        refusal = refuse_transfer(TransferState(row.state)) if row else None
        gone = Problem(Kind.of(refusal.value)) if refusal else unavailable("The transfer's workflow")
        raise gone from error
