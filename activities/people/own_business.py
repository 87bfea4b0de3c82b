"""The holder's own business, whose envelopes its staff sign: without owner, sign-in or plan."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from models import Business
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.texts import Holder

COUNTRY = "ES"


async def own_business(database: Database, holder: Holder, at: datetime) -> str:
    """Its id, in a transaction of its own: made at first use, named as the holder is named now.

    The database lets one business alone be without an owner, so two that make it at once make one.
    """
    named = {
        "name": holder.name,
        "tax_id": holder.tax_id,
        "address": {"street": holder.address},
        "privacy_contacts": {"dpo": {"name": holder.dpo_name or holder.name, "email": holder.dpo_email}},
    }
    async with database.transaction() as session:
        await session.execute(
            insert(Business)
            .values(
                id=new_id(Prefix.BUSINESS), country=COUNTRY, promotion_allowed=False, created_at=at, **named
            )
            .on_conflict_do_nothing()
        )
        await session.execute(update(Business).where(Business.owner_id.is_(None)).values(**named))
        found: str = (await session.scalars(select(Business.id).where(Business.owner_id.is_(None)))).one()
        return found
