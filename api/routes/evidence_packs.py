"""Packs of evidence that the holder keeps its duties as processor (contract P9, P10, GDPR art. 28.3.h)."""

from typing import Any

from fastapi import APIRouter, status
from starlette.responses import Response

from api.access.rules import access, member, staff
from api.acting.evidence_packs import ask_for_pack
from api.frame.context import now
from api.frame.inputs import MakingIn, MemberIn, PartsIn, SessionIn, StaffIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.reading.evidence_packs import MEDIA_TYPE, find_pack, list_packs, pack_file, show_pack
from api.schemas.evidence_packs import EvidencePackList, EvidencePackView, PackOrder
from models.identifiers import Prefix
from terms.roles import Permission

router = APIRouter(route_class=Route, tags=["data protection"])
ZIP: dict[int | str, dict[str, Any]] = {
    200: {"content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
}
_OWNER = member(Permission.DATA_PROTECTION_CHANGE, in_person=True)
_DPO = staff(Permission.PROCESSING_RECORD_READ)


@router.post("/v1/evidence-packs", status_code=status.HTTP_201_CREATED)
@access(_OWNER)
async def order_evidence_pack(
    member: MemberIn, parts: PartsIn, making: MakingIn, session: SessionIn
) -> EvidencePackView:
    """Has a pack made: contracts, record of processing, sub-processors, breaches, measures; sealed."""
    pack_id = making.id(Prefix.EVIDENCE_PACK)
    await ask_for_pack(parts, member, member.business_id, pack_id, now())
    return show_pack(await find_pack(session, pack_id, member.business_id))


@router.get("/v1/evidence-packs")
@access(_OWNER)
async def read_evidence_packs(member: MemberIn, session: SessionIn) -> EvidencePackList:
    """Packs of the business, newest first."""
    return EvidencePackList(items=await list_packs(session, member.business_id))


@router.get("/v1/evidence-packs/{evidence_pack_id}/content", response_class=Response, responses=ZIP)
@access(_OWNER)
async def download_evidence_pack(
    evidence_pack_id: str, member: MemberIn, parts: PartsIn, session: SessionIn
) -> Response:
    """The zip, while it can be fetched."""
    pack = await find_pack(session, evidence_pack_id, member.business_id)
    return await pack_file(parts, pack, now())


@router.post("/v1/staff/evidence-packs", status_code=status.HTTP_201_CREATED)
@access(_DPO, Kind.TOO_MANY_REQUESTS)
async def order_evidence_pack_as_staff(
    order: PackOrder, caller: StaffIn, parts: PartsIn, making: MakingIn, session: SessionIn
) -> EvidencePackView:
    """The same for a controller that asked the DPO."""
    pack_id = making.id(Prefix.EVIDENCE_PACK)
    await ask_for_pack(parts, caller, order.business_id, pack_id, now())
    return show_pack(await find_pack(session, pack_id))


@router.get("/v1/staff/evidence-packs")
@access(_DPO)
async def read_all_evidence_packs(session: SessionIn) -> EvidencePackList:
    """Packs of all controllers, newest first."""
    return EvidencePackList(items=await list_packs(session))


@router.get("/v1/staff/evidence-packs/{evidence_pack_id}/content", response_class=Response, responses=ZIP)
@access(_DPO)
async def download_evidence_pack_as_staff(
    evidence_pack_id: str, parts: PartsIn, session: SessionIn
) -> Response:
    """The zip, for the DPO."""
    return await pack_file(parts, await find_pack(session, evidence_pack_id), now())
