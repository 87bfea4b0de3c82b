"""In test mode mails go to members of the business alone: nobody outside gets what looks like a document."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.test_recipients import strangers
from api.problems.kinds import Kind
from api.problems.problem import Problem
from models import Envelope, KnownPerson, Signer


async def require_members(session: AsyncSession, envelope: Envelope) -> None:
    """Raises 422 that points at each signer of a test whose address is not a member's."""
    rows = await session.scalars(
        select(Signer.email).where(Signer.envelope_id == envelope.id).order_by(Signer.position)
    )
    await _refuse(session, envelope, {f"/signers/{place}/email": email for place, email in enumerate(rows)})


async def require_member(session: AsyncSession, envelope: Envelope, email: str) -> None:
    """Raises 422 when the corrected address of a test's signer is not a member's."""
    await _refuse(session, envelope, {"/email": email})


async def _refuse(session: AsyncSession, envelope: Envelope, addresses: dict[str, str]) -> None:
    outside = await strangers(session, envelope.business_id, addresses.values(), KnownPerson)
    errors = [
        {"pointer": pointer, "code": "not_a_member", "detail": f"{email} is no member of the business."}
        for pointer, email in addresses.items()
        if email in outside
    ]
    if errors:
        raise Problem(Kind.TEST_RECIPIENT, errors=errors)
