"""Evidence that somebody accepted a version of a text (contract A2)."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.contract_terms import take_up_terms
from models import Acceptance
from models.identifiers import Prefix, new_id
from terms.accounts import Document


async def keep_acceptance(
    session: AsyncSession,
    *,
    user_id: str,
    business_id: str | None,
    document: str,
    accepted: Mapping[str, str],
    at: datetime,
    ip: str | None,
    user_agent: str | None,
) -> None:
    """Adds the acceptance of `{"version", "language", "sha256"}`; the same version again adds nothing.

    Terms accepted for a business govern its contract from then on (A3).
    """
    await session.execute(
        insert(Acceptance)
        .values(
            id=new_id(Prefix.ACCEPTANCE),
            user_id=user_id,
            business_id=business_id,
            document=document,
            version=accepted["version"],
            language=accepted["language"],
            sha256=accepted["sha256"],
            accepted_at=at,
            ip=ip,
            user_agent=user_agent,
        )
        .on_conflict_do_nothing()
    )
    if business_id is not None and document == Document.TERMS.value:
        await take_up_terms(session, business_id, at)
