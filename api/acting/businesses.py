"""Making a business: its data, its owner, and what the owner declares and accepts (contract A2, A4)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from activities.evidence.texts import TextArchive
from api.acting.business_data import checked_tax_id
from api.acting.consent import keep_acceptance
from api.acting.owner_acceptance import owner_acceptances
from api.frame.context import Origin
from api.schemas.accounts import BusinessDraft
from models import Business, Membership
from models.database import enter
from models.identifiers import Prefix, new_id
from models.scope import Scope
from terms.roles import BusinessRole


async def make_business(
    session: AsyncSession,
    texts: TextArchive,
    draft: BusinessDraft,
    owner_id: str,
    origin: Origin,
    now: datetime,
) -> Business:
    """Adds business, ownership and evidence; the rest of the transaction sees the business's rows.

    Raises 409 when a text accepted is not the current one, 422 for a tax identifier or an address that
    cannot be right.
    """
    named = owner_acceptances(texts, draft.accepted, draft.declarations)
    address = draft.address.model_dump()
    tax_id = checked_tax_id(draft.tax_id, draft.country, draft.customer_kind, address)
    business = Business(
        id=new_id(Prefix.BUSINESS),
        owner_id=owner_id,
        name=draft.name,
        customer_kind=draft.customer_kind.value,
        tax_id=tax_id,
        country=draft.country,
        address=address,
        created_at=now,
    )
    session.add(business)
    role = BusinessRole.OWNER.value
    await enter(session, Scope.of_business(business.id, owner_id, frozenset({role})))
    session.add(Membership(business_id=business.id, user_id=owner_id, role=role, created_at=now))
    for document, text in named.items():
        await keep_acceptance(
            session,
            user_id=owner_id,
            business_id=business.id,
            document=document,
            accepted=text,
            at=now,
            origin=origin,
        )
    return business
