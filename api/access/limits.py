"""What the plan's limits allow: asked here alone, before anything is sent, kept or invited (contract E5, A4).

Use is summed over the businesses that share the plan by a function of the database, which tells sums and no
rows: nobody sees another business's.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.contracted_plans import allowance_of
from api.problems.kinds import Kind
from api.problems.problem import Problem
from models import Document, Envelope, EnvelopeAdmission
from terms.calendar import Month, local_date, start_of_day
from terms.plan_limits import (
    ADMITTED_FOR,
    WITHOUT_PLAN,
    LimitReached,
    refuse_envelope,
    refuse_member,
    refuse_storage,
)
from terms.plans import Allowance
from terms.subscription_capabilities import WayOut

_NO_PLAN = {"code": "no_plan", "detail": WayOut.CHOOSE_PLAN.value}
_PLAN_USE = text("SELECT * FROM plan_use(:month_begin, :exclusively)")


@dataclass(frozen=True)
class PlanUse:
    """What is used of a plan; envelopes since `since`, the month's or the plan's begin; storage in bytes."""

    payer_id: str
    subscription_id: str
    allowance: Allowance
    since: datetime
    envelopes: int
    members: int
    stored: int
    businesses: int


async def plan_use(
    session: AsyncSession, zone: str, at: datetime, *, exclusively: bool = False
) -> PlanUse | None:
    """The use of the plan of the business that the transaction acts for; `None` where no plan limits it.

    Exclusively, nobody else uses it up until the transaction ends.
    """
    month_begin = start_of_day(Month.of(local_date(at, zone)).first_day, zone)
    found = await session.execute(_PLAN_USE, {"month_begin": month_begin, "exclusively": exclusively})
    row = found.first()
    if row is None:
        return None
    allowance = allowance_of(row.allowance)
    return PlanUse(
        row.payer,
        row.contract,
        allowance,
        row.since,
        row.envelopes,
        row.members,
        row.stored,
        row.businesses,
    )


async def admit_envelope(session: AsyncSession, envelope: Envelope, zone: str, at: datetime) -> None:
    """Takes the envelope's place among those of the plan, and keeps whose plan it is (contract E5, A4).

    Raises 409 without a plan, and where the month's are used up.

    A repeated sending has its place already. Tests take none, and need no plan.
    """
    if envelope.test:
        return
    use = await plan_use(session, zone, at)
    if use is not None and use.allowance.refuses_envelopes:
        use = await plan_use(session, zone, at, exclusively=True)
    if use is None:
        raise Problem(Kind.PLAN_REQUIRED, errors=[_NO_PLAN])
    known = await session.get(EnvelopeAdmission, envelope.id, populate_existing=True)
    if known is not None and _has_place(known, use, at):
        return
    _refuse(refuse_envelope(use.allowance, use.envelopes))
    place = {"admitted_at": at, "subscription_id": use.subscription_id}
    taken = insert(EnvelopeAdmission).values(
        envelope_id=envelope.id, business_id=envelope.business_id, **place
    )
    await session.execute(
        taken.on_conflict_do_update(index_elements=[EnvelopeAdmission.envelope_id], set_=place)
    )


def _has_place(known: EnvelopeAdmission, use: PlanUse, at: datetime) -> bool:
    same_plan = known.subscription_id == use.subscription_id
    return same_plan and known.admitted_at > max(use.since, at - ADMITTED_FOR)


async def release_envelope(session: AsyncSession, envelope_id: str) -> None:
    """Gives the place back of an envelope whose sending was refused."""
    known = await session.get(EnvelopeAdmission, envelope_id)
    if known is not None:
        await session.delete(known)


async def require_place(session: AsyncSession, zone: str, at: datetime) -> None:
    """Raises 409 where the plan has no place for one more member."""
    found = await plan_use(session, zone, at)
    if found is not None and found.allowance.members is not None:
        use = await plan_use(session, zone, at, exclusively=True)
        _refuse(refuse_member(use.allowance, use.members) if use else None)


async def require_storage(session: AsyncSession, size: int, zone: str, at: datetime) -> None:
    """Raises 409 where the plan, or what is free without one, has no room for so many bytes more."""
    found = await plan_use(session, zone, at)
    if found is None:
        await plan_use(session, zone, at, exclusively=True)
        _refuse(refuse_storage(WITHOUT_PLAN, await _stored(session), size), WayOut.CHOOSE_PLAN)
    elif found.allowance.storage_bytes is not None:
        use = await plan_use(session, zone, at, exclusively=True)
        _refuse(refuse_storage(use.allowance, use.stored, size) if use else None)


async def _stored(session: AsyncSession) -> int:
    """Bytes of the documents that the transaction sees: those of the business that it acts for."""
    stored = await session.scalar(select(func.sum(Document.size)).where(Document.test.is_(False)))
    return int(stored or 0)


def _refuse(reached: LimitReached | None, way_out: WayOut = WayOut.CHANGE_PLAN) -> None:
    if reached is None:
        return
    cause = {
        "code": reached.limit.value,
        "detail": way_out.value,
        "allowed": str(reached.allowed),
        "used": str(reached.used),
    }
    said = f"Included are {reached.allowed} ({reached.limit}), and {reached.used} are used."
    raise Problem(Kind.PLAN_LIMIT_REACHED, said, errors=[cause])
