"""The stored words with which the service itself voids an envelope (contract S16, P5)."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.clock import now
from models import Act, Envelope
from models.identifiers import Prefix, new_id

_VOID = "void"
CONTRACT_ENDED: Mapping[str, str] = {
    "es": "El contrato de servicio de quien envió el documento ha terminado.",
    "en": "The service contract of whoever sent the document has ended.",
}


async def void_act(
    session: AsyncSession, envelope: Envelope, words: Mapping[str, str] = CONTRACT_ENDED
) -> str:
    """The act's id: the same one each time. `words` say why, by language."""
    known = await session.scalar(
        select(Act.id)
        .where(Act.envelope_id == envelope.id, Act.kind == _VOID, Act.user_id.is_(None))
        .limit(1)
    )
    if known is not None:
        return known
    act = Act(
        id=new_id(Prefix.ACT),
        envelope_id=envelope.id,
        kind=_VOID,
        words=words[envelope.language],
        received_at=now(),
    )
    session.add(act)
    await session.flush()
    return act.id
