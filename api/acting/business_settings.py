"""Changes of a business's data by its owner, each recorded, and the request to delete it (A2, A9)."""

from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Member
from api.acting.business_data import checked_tax_id
from api.frame.context import Origin
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.schemas.business_settings import BusinessPatch
from models import Business, BusinessChange, Envelope, Subscription
from models.identifiers import Prefix, new_id
from terms.envelope import EnvelopeState
from terms.plans import CustomerKind
from terms.subscription import SubscriptionState

_IDENTITY = frozenset({"tax_id", "country", "address"})
_RUNNING = [state.value for state in SubscriptionState if state is not SubscriptionState.PURGED]


async def change_business(
    session: AsyncSession, member: Member, patch: BusinessPatch, origin: Origin, at: datetime
) -> Business:
    """Changes what the patch names, and records what that was before.

    Raises 422 for a tax identifier or an address that cannot be right.
    """
    business = await _locked(session, member)
    wanted: dict[str, Any] = patch.model_dump(exclude_unset=True)
    for name in ("name", "country", "address", "promotion_allowed"):
        if name in wanted and wanted[name] is None:
            del wanted[name]
    if _IDENTITY & wanted.keys():
        wanted["tax_id"] = _checked(business, wanted)
    changes = {
        name: {"before": getattr(business, name), "after": value}
        for name, value in wanted.items()
        if getattr(business, name) != value
    }
    for name, change in changes.items():
        setattr(business, name, change["after"])
    await _record(session, member, changes, origin, at)
    return business


async def request_deletion(
    session: AsyncSession, member: Member, confirmation: str, origin: Origin, at: datetime
) -> Business:
    """Records that the owner wants the business deleted.

    Raises 422 unless its name is repeated, 409 while envelopes are under way or a contract runs.
    """
    business = await _locked(session, member)
    if confirmation != business.name:
        error = {"pointer": "/confirmation", "code": "not_the_name", "detail": "Repeat the business's name."}
        raise Problem(Kind.VALIDATION, errors=[error])
    await _require_deletable(session, member.business_id)
    await _set_deletion(session, member, business, at, origin, at)
    return business


async def take_deletion_back(session: AsyncSession, member: Member, origin: Origin, at: datetime) -> Business:
    """The business stays. Nothing changes where its deletion was not asked for."""
    business = await _locked(session, member)
    await _set_deletion(session, member, business, None, origin, at)
    return business


async def _set_deletion(
    session: AsyncSession,
    member: Member,
    business: Business,
    requested_at: datetime | None,
    origin: Origin,
    at: datetime,
) -> None:
    if (requested_at is None) == (business.deletion_requested_at is None):
        return
    before, business.deletion_requested_at = business.deletion_requested_at, requested_at
    changes = {"deletion_requested_at": {"before": _text(before), "after": _text(requested_at)}}
    await _record(session, member, changes, origin, at)


async def _require_deletable(session: AsyncSession, business_id: str) -> None:
    under_way = exists().where(
        Envelope.business_id == business_id, Envelope.state == EnvelopeState.SENT.value
    )
    running = exists().where(Subscription.business_id == business_id, Subscription.state.in_(_RUNNING))
    checks = (
        (under_way, "envelopes_under_way", "Wait for them to end, or void them."),
        (running, "contract_running", "Cancel the plan: its end brings the deletion with it, in its time."),
    )
    errors = [
        {"pointer": "", "code": code, "detail": detail}
        for check, code, detail in checks
        if await session.scalar(select(check))
    ]
    if errors:
        raise Problem(Kind.DELETION_FORBIDDEN, errors=errors)


async def _locked(session: AsyncSession, member: Member) -> Business:
    return await session.get_one(Business, member.business_id, with_for_update=True)


def _checked(business: Business, wanted: dict[str, Any]) -> str | None:
    """The tax identifier as it is kept, checked with the country and address it will stand beside."""
    kind = CustomerKind(business.customer_kind) if business.customer_kind else CustomerKind.COMPANY
    return checked_tax_id(
        wanted.get("tax_id", business.tax_id),
        wanted.get("country", business.country),
        kind,
        wanted.get("address", business.address),
    )


async def _record(
    session: AsyncSession,
    member: Member,
    changes: dict[str, dict[str, Any]],
    origin: Origin,
    at: datetime,
) -> None:
    if not changes:
        return
    session.add(
        BusinessChange(
            id=new_id(Prefix.BUSINESS_CHANGE),
            business_id=member.business_id,
            user_id=member.user_id,
            changes=changes,
            at=at,
            ip=origin.ip,
            user_agent=origin.user_agent,
        )
    )
    await session.flush()


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
