"""Deleting a business at its owner's word: asked for, taken back; its workflow carries it out (S10, S17)."""

import contextlib
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Member
from api.access.scopes import scope_of
from api.acting.business_settings import locked, record_changes
from api.acting.carrying_on import AT_ONCE, carry_on_each, or_later
from api.acting.subscriptions import carry_out
from api.engine import WorkflowGone
from api.frame.context import Origin
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem, unavailable
from api.reading.business_deletion import current_contract, deletion_waiting, gives_notice, obstacles_of
from api.reading.statements import declared
from api.schemas.business_settings import DeletionRequest
from models import Business, BusinessDeletion, Subscription, SubscriptionAct
from models.identifiers import Prefix, new_id
from models.scope import UPKEEP
from terms.deletion import DeletionState, waits_for_contract
from terms.plans import PlanKind
from terms.subscription_declarations import Declaration
from terms.subscription_ending import may_take_back
from workflows.business_deletion import BusinessDeletionWorkflow, DeletionStart
from workflows.identifiers import deletion_workflow_id


async def request_deletion(
    parts: Parts, member: Member, request: DeletionRequest, origin: Origin, at: datetime
) -> None:
    """Keeps the request together with the contract's notice, has that heard, and lets the workflow begin.

    Asked again, it changes nothing. Raises 422 unless the business's name is repeated, 409 while something
    stands against it.
    """
    notice = None
    async with parts.database.transaction(scope_of(member)) as session:
        business = await locked(session, member)
        if request.confirmation != business.name:
            error = {"pointer": "/confirmation", "code": "not_the_name", "detail": "Repeat the name."}
            raise Problem(Kind.VALIDATION, errors=[error])
        row = await deletion_waiting(session, member.business_id)
        if row is None:
            await _require_deletable(session, member.business_id)
            contract = await current_contract(session, member.business_id)
            row = _request(member, contract, request, origin, at)
            session.add(row)
            if contract is not None and gives_notice(contract):
                zone, cancel_at = parts.settings.holder_zone, request.cancel_at
                kind = Declaration.CANCEL
                said = await declared(session, contract, kind, request.language, zone, cancel_at)
                body = {"cancel_at": cancel_at.value} | said
                notice = _notice(member, contract, kind, body, origin, at)
                session.add(notice)
            business.deletion_requested_at = at
            await _record(session, member, None, at, origin, at)
        elif business.deletion_requested_at is None:
            raise unavailable("The deletion that was taken back")
    await _have_heard(parts, member, notice)
    with or_later():
        await begin(parts, row.id)


async def take_deletion_back(parts: Parts, member: Member, origin: Origin, at: datetime) -> None:
    """The business stays, and so does its contract where that has not ended; else nothing changes.

    Empties the one column that keeps a request in force, in the transaction that keeps the declaration:
    whatever happens afterwards, the workflow finds it so.
    """
    notice = None
    async with parts.database.transaction(scope_of(member)) as session:
        business = await locked(session, member)
        before, business.deletion_requested_at = business.deletion_requested_at, None
        row = await deletion_waiting(session, member.business_id)
        if before is not None:
            await _record(session, member, before, None, origin, at)
            contract = await current_contract(session, member.business_id)
            if contract is not None and _can_go_on(contract, before, at):
                notice = _notice(member, contract, Declaration.TAKE_BACK, {}, origin, at)
                session.add(notice)
    await _have_heard(parts, member, notice)
    if row is not None:
        await tell(parts, row.id)


async def begin(parts: Parts, deletion_id: str) -> None:
    """Starts the workflow, or leaves the one that runs."""
    await parts.engine.start(
        BusinessDeletionWorkflow.run, DeletionStart(deletion_id), deletion_workflow_id(deletion_id)
    )


async def tell(parts: Parts, deletion_id: str) -> None:
    """Tells the workflow that the request was taken back; one that cannot be told is by housekeeping."""
    try:
        await parts.engine.tell(deletion_workflow_id(deletion_id), BusinessDeletionWorkflow.changed)
    except (WorkflowGone, Problem):
        return


async def carry_on_deletions(parts: Parts) -> None:
    """Begins the workflows of requests that wait, and tells those whose request was taken back.

    None is called that has nothing to hear: a request waits for up to a contract's whole period, and each
    call stays in its workflow's history.
    """
    after = ""
    while waiting := await _waiting(parts, after):
        await carry_on_each(waiting, lambda row: _carry_on(parts, *row))
        after = waiting[-1][0]


async def _waiting(parts: Parts, after: str) -> list[tuple[str, bool]]:
    """A page of requests, and whether each was taken back."""
    async with parts.database.transaction(UPKEEP) as session:
        rows = await session.execute(
            select(BusinessDeletion.id, Business.deletion_requested_at.is_(None))
            .join(Business, Business.id == BusinessDeletion.business_id)
            .where(BusinessDeletion.state == DeletionState.WAITING.value, BusinessDeletion.id > after)
            .order_by(BusinessDeletion.id)
            .limit(AT_ONCE)
        )
        return [(deletion_id, taken_back) for deletion_id, taken_back in rows]


async def _carry_on(parts: Parts, deletion_id: str, taken_back: bool) -> None:
    await begin(parts, deletion_id)
    if taken_back:
        await tell(parts, deletion_id)


def _request(
    member: Member, contract: Subscription | None, request: DeletionRequest, origin: Origin, at: datetime
) -> BusinessDeletion:
    waits = contract is not None and waits_for_contract(PlanKind(contract.plan["kind"]))
    return BusinessDeletion(
        id=new_id(Prefix.BUSINESS_DELETION),
        business_id=member.business_id,
        requested_by=member.user_id,
        requested_at=at,
        waived=request.waive_downloads,
        subscription_id=contract.id if contract is not None and waits else None,
        ip=origin.ip,
        user_agent=origin.user_agent,
    )


def _notice(
    member: Member,
    contract: Subscription,
    kind: Declaration,
    body: dict[str, Any],
    origin: Origin,
    at: datetime,
) -> SubscriptionAct:
    """What the request means for the contract; until it is heard, housekeeping has it heard (S10)."""
    return SubscriptionAct(
        id=new_id(Prefix.ACT),
        business_id=member.business_id,
        subscription_id=contract.id,
        user_id=member.user_id,
        kind=kind.value,
        body=body,
        stated_at=at,
        confirmed_at=at,
        ip=origin.ip,
        user_agent=origin.user_agent,
    )


async def _have_heard(parts: Parts, member: Member, notice: SubscriptionAct | None) -> None:
    """What the contract answers is kept with the notice; the request stands whatever it is."""
    if notice is not None:
        with contextlib.suppress(Problem):
            await carry_out(parts, member, notice)


async def _record(
    session: AsyncSession,
    member: Member,
    before: datetime | None,
    after: datetime | None,
    origin: Origin,
    at: datetime,
) -> None:
    values = {"before": before, "after": after}
    changes = {"deletion_requested_at": {name: _text(value) for name, value in values.items()}}
    await record_changes(session, member, changes, origin, at)


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


async def _require_deletable(session: AsyncSession, business_id: str) -> None:
    errors = [
        {"pointer": "", "code": obstacle.value, "detail": obstacle.way_out}
        for obstacle in await obstacles_of(session, business_id)
    ]
    if errors:
        raise Problem(Kind.DELETION_FORBIDDEN, errors=errors)


def _can_go_on(contract: Subscription, asked_at: datetime, at: datetime) -> bool:
    """Whether the notice that the request gave can be taken back: not an earlier one, and not too late."""
    return (
        contract.ends_at is not None
        and contract.cancelled_at is not None
        and contract.cancelled_at >= asked_at
        and may_take_back(contract.ends_at, at)
    )
