"""What of an envelope was destroyed at a data subject's request (GDPR art. 17)."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Signer, SubjectPlace
from terms.envelope import SignerState


@dataclass(frozen=True)
class Erased:
    """`certificate`: the certificate of evidence, which named everybody; `documents`: the signed versions."""

    certificate: bool = False
    documents: bool = False


NOTHING = Erased()


async def erased_of(session: AsyncSession, envelope_id: str) -> Erased:
    """What is gone of an envelope."""
    rows = await session.scalars(
        select(Signer.state)
        .join(SubjectPlace, SubjectPlace.signer_id == Signer.id)
        .where(SubjectPlace.envelope_id == envelope_id, SubjectPlace.outcome == "destroyed")
    )
    states = rows.all()
    return Erased(bool(states), SignerState.SIGNED.value in states)
