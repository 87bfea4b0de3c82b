"""Who a controller was on a day: its data with later changes undone, its owner, the contract it accepted."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.processing.facts import AcceptedContract, Contact
from models import Acceptance, Business, BusinessChange, KnownPerson, OwnershipTransfer
from terms.accounts import Document
from terms.members import TransferState

_DATA = ("name", "tax_id", "country", "address", "privacy_contacts")


async def data_before(session: AsyncSession, business: Business, before: datetime) -> dict[str, Any]:
    """The business's data as it was just before an instant."""
    data = {name: getattr(business, name) for name in _DATA}
    later = await session.scalars(
        select(BusinessChange)
        .where(BusinessChange.business_id == business.id, BusinessChange.at >= before)
        .order_by(BusinessChange.at.desc(), BusinessChange.id.desc())
    )
    for change in later:
        data |= {name: change.changes[name]["before"] for name in _DATA if name in change.changes}
    return data


async def owner_before(session: AsyncSession, business: Business, before: datetime) -> Contact | None:
    """Who owned the business just before an instant, under the name they have today."""
    handed_over_by = await session.scalar(
        select(OwnershipTransfer.from_user_id)
        .where(
            OwnershipTransfer.business_id == business.id,
            OwnershipTransfer.state == TransferState.ACCEPTED.value,
            OwnershipTransfer.ended_at >= before,
        )
        .order_by(OwnershipTransfer.ended_at)
        .limit(1)
    )
    person = await session.get(KnownPerson, handed_over_by or business.owner_id)
    return Contact(person.name or "", person.email) if person else None


async def contract_before(
    session: AsyncSession, business_id: str, before: datetime
) -> AcceptedContract | None:
    """The processor contract accepted last before an instant."""
    row = await session.scalar(
        select(Acceptance)
        .where(
            Acceptance.business_id == business_id,
            Acceptance.document == Document.PROCESSOR.value,
            Acceptance.accepted_at < before,
        )
        .order_by(Acceptance.accepted_at.desc())
        .limit(1)
    )
    return AcceptedContract(row.version, row.language, row.sha256, row.accepted_at) if row else None


def contact_of(data: dict[str, Any], name: str) -> Contact | None:
    """One of the controller's own contacts."""
    given = data["privacy_contacts"].get(name)
    return Contact(given["name"], given["email"]) if given else None
