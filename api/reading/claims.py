"""Claims of debts as they are listed, and their PDF (contract S9)."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.downloads import KeptPaper, paper
from api.schemas.claims import ClaimView
from models import Claim


async def claims_of_business(session: AsyncSession, business_id: str) -> list[ClaimView]:
    """Claims against a business, newest first."""
    query = select(Claim).where(Claim.business_id == business_id).order_by(Claim.id.desc())
    return _shown((await session.scalars(query)).all())


async def claims_of_contract(session: AsyncSession, subscription_id: str) -> list[ClaimView]:
    """Claims of what one contract owes, newest first."""
    query = select(Claim).where(Claim.subscription_id == subscription_id).order_by(Claim.id.desc())
    return _shown((await session.scalars(query)).all())


async def claim_known(session: AsyncSession, claim_id: str, business_id: str | None = None) -> Claim:
    """A claim, for a business only its own. Raises 404."""
    row = await session.get(Claim, claim_id, populate_existing=True)
    if row is None or business_id not in (None, row.business_id):
        raise Problem(Kind.NOT_FOUND)
    return row


async def claim_file(parts: Parts, row: Claim) -> Response:
    """The PDF as it was made. Raises 404 once its key is destroyed."""
    return await paper(parts.vault, KeptPaper(row.business_id, row.object_key, row.sha256), f"{row.id}.pdf")


def show_claim(row: Claim) -> ClaimView:
    """A claim."""
    return ClaimView(
        id=row.id,
        subscription_id=row.subscription_id,
        made_at=row.made_at,
        reckoned_through=row.reckoned_through,
        principal=row.principal,
        interest=row.interest,
        total=row.principal + row.interest,
        language=row.language,
    )


def _shown(rows: Sequence[Claim]) -> list[ClaimView]:
    return [show_claim(row) for row in rows]
