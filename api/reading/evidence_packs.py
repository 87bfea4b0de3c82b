"""Packs of evidence, listed and fetched (contract P9)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from activities.packs.maker import pack_key
from activities.vault.errors import ObjectMissing
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.downloads import KeptPaper, paper
from api.schemas.evidence_packs import EvidencePackView
from models import EvidencePack
from terms.evidence_packs import PackState, may_fetch, pack_name

SHOWN = 50
MEDIA_TYPE = "application/zip"


async def list_packs(session: AsyncSession, business_id: str | None = None) -> list[EvidencePackView]:
    """The newest that the caller may see, of one controller or of all."""
    query = select(EvidencePack).order_by(EvidencePack.id.desc()).limit(SHOWN)
    if business_id is not None:
        query = query.where(EvidencePack.business_id == business_id)
    return [show_pack(row) for row in await session.scalars(query)]


async def find_pack(session: AsyncSession, pack_id: str, business_id: str | None = None) -> EvidencePack:
    """One, of the controller if one is named. Raises 404."""
    pack = await session.get(EvidencePack, pack_id, populate_existing=True)
    if pack is None or business_id not in (None, pack.business_id):
        raise Problem(Kind.NOT_FOUND)
    return pack


def show_pack(row: EvidencePack) -> EvidencePackView:
    """A pack as it stands."""
    return EvidencePackView.model_validate(
        {name: getattr(row, name) for name in EvidencePackView.model_fields}
    )


async def pack_file(parts: Parts, pack: EvidencePack, now: datetime) -> Response:
    """The zip. Raises 404 before it is ready and once it lapsed or was destroyed."""
    if not may_fetch(PackState(pack.state), pack.fetch_until, now) or pack.made_at is None:
        raise Problem(Kind.NOT_FOUND)
    kept = KeptPaper(pack.business_id, pack_key(pack.business_id, pack.id), pack.sha256 or "")
    try:
        return await paper(parts.vault, kept, pack_name(pack.made_at, parts.settings.holder_zone), MEDIA_TYPE)
    except ObjectMissing as error:
        raise Problem(Kind.NOT_FOUND) from error
