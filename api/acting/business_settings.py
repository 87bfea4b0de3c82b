"""Changes of a business's data by its owner, each recorded (contract A2, A9)."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Member
from api.acting.business_data import checked_tax_id
from api.frame.context import Origin
from api.schemas.business_settings import BusinessPatch
from models import Business, BusinessChange
from models.identifiers import Prefix, new_id
from terms.plans import CustomerKind

_IDENTITY = frozenset({"tax_id", "country", "address"})


async def change_business(
    session: AsyncSession, member: Member, patch: BusinessPatch, origin: Origin, at: datetime
) -> Business:
    """Changes what the patch names, and records what that was before.

    Raises 422 for a tax identifier or an address that cannot be right.
    """
    business = await locked(session, member)
    wanted: dict[str, Any] = patch.model_dump(exclude_unset=True)
    for name in ("name", "country", "address", "promotion_allowed", "privacy_contacts"):
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
    await record_changes(session, member, changes, origin, at)
    return business


async def locked(session: AsyncSession, member: Member) -> Business:
    """The business, nobody else changing it meanwhile."""
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


async def record_changes(
    session: AsyncSession,
    member: Member,
    changes: dict[str, dict[str, Any]],
    origin: Origin,
    at: datetime,
) -> None:
    """Keeps what was changed, by whom, and what it was before."""
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
