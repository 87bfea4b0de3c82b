"""What a sender does with an envelope: each an act that its workflow validates."""

from dataclasses import replace
from datetime import UTC

from fastapi import APIRouter

from api.access.callers import Member
from api.access.rules import access, member
from api.acting.sending import SenderAct, ask, send_envelope
from api.frame.context import Origin
from api.frame.inputs import MakingIn, MemberIn, OriginIn, PartsIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.schemas.envelopes import EnvelopeChange, EnvelopeView, RemindRequest, SignerCorrection, VoidRequest
from models.identifiers import Prefix
from terms.roles import Permission
from workflows.envelope import EnvelopeWorkflow
from workflows.envelope_messages import ChangeExpiryAct, CorrectSignerAct, RemindAct, VoidAct

router = APIRouter(route_class=Route, tags=["envelopes"])
ENDED = (Kind.ENVELOPE_COMPLETED, Kind.ENVELOPE_DECLINED, Kind.ENVELOPE_EXPIRED, Kind.ENVELOPE_VOIDED)
NOT_UNDER_WAY = (Kind.ENVELOPE_NOT_SENT, *ENDED)


def _act(member: Member, envelope_id: str, making: MakingIn, origin: Origin, kind: str) -> SenderAct:
    return SenderAct(member, envelope_id, making.id(Prefix.ACT), origin, kind)


@router.post("/v1/envelopes/{envelope_id}/send")
@access(
    member(Permission.ENVELOPES_SEND),
    *ENDED,
    Kind.ENVELOPE_RESTRICTED,
    Kind.TEST_RECIPIENT,
    Kind.PLAN_REQUIRED,
    Kind.PLAN_LIMIT_REACHED,
)
async def send(
    envelope_id: str, member: MemberIn, parts: PartsIn, making: MakingIn, origin: OriginIn
) -> EnvelopeView:
    """Sends the envelope under a plan in force: from now on its workflow looks after it. Sending it again
    changes nothing."""
    return await send_envelope(parts, _act(member, envelope_id, making, origin, "send"))


@router.post("/v1/envelopes/{envelope_id}/void")
@access(member(Permission.ENVELOPES_CHANGE), *NOT_UNDER_WAY, Kind.ENVELOPE_BEING_SEALED)
async def void(
    envelope_id: str,
    request: VoidRequest,
    member: MemberIn,
    parts: PartsIn,
    making: MakingIn,
    origin: OriginIn,
) -> EnvelopeView:
    """Ends the envelope without a result; whoever was invited is told why."""
    act = replace(_act(member, envelope_id, making, origin, "void"), words=request.reason)
    return await ask(parts, act, EnvelopeWorkflow.void, VoidAct(member.user_id, act.act_id))


@router.post("/v1/envelopes/{envelope_id}/remind")
@access(
    member(Permission.ENVELOPES_CHANGE),
    *NOT_UNDER_WAY,
    Kind.UNKNOWN_SIGNER,
    Kind.NOBODY_TO_REMIND,
    Kind.ENVELOPE_RESTRICTED,
    Kind.REMINDED_TOO_RECENTLY,
    Kind.SENDER_SERVICE_INTERRUPTED,
)
async def remind(
    envelope_id: str,
    request: RemindRequest,
    member: MemberIn,
    parts: PartsIn,
    making: MakingIn,
    origin: OriginIn,
) -> EnvelopeView:
    """Mails those whose turn it is again, or one of them."""
    act = replace(_act(member, envelope_id, making, origin, "remind"), signer_id=request.signer_id)
    message = RemindAct(member.user_id, act.act_id, request.signer_id)
    return await ask(parts, act, EnvelopeWorkflow.remind, message)


@router.patch("/v1/envelopes/{envelope_id}")
@access(
    member(Permission.ENVELOPES_CHANGE),
    *NOT_UNDER_WAY,
    Kind.ENVELOPE_RESTRICTED,
    Kind.ENVELOPE_BEING_SEALED,
    Kind.EXPIRY_IN_THE_PAST,
)
async def change_envelope(
    envelope_id: str,
    change: EnvelopeChange,
    member: MemberIn,
    parts: PartsIn,
    making: MakingIn,
    origin: OriginIn,
) -> EnvelopeView:
    """Moves the expiry of an envelope under way, earlier or later."""
    expires_at = change.expires_at.astimezone(UTC)
    act = _act(member, envelope_id, making, origin, "change_expiry")
    act = replace(act, details={"expires_at": expires_at.isoformat()})
    message = ChangeExpiryAct(member.user_id, act.act_id, expires_at)
    return await ask(parts, act, EnvelopeWorkflow.change_expiry, message)


@router.patch("/v1/envelopes/{envelope_id}/signers/{signer_id}")
@access(
    member(Permission.ENVELOPES_CHANGE),
    *NOT_UNDER_WAY,
    Kind.UNKNOWN_SIGNER,
    Kind.ALREADY_SIGNED,
    Kind.ENVELOPE_BEING_SEALED,
    Kind.NOTHING_TO_CORRECT,
    Kind.TEST_RECIPIENT,
)
async def correct_signer(
    envelope_id: str,
    signer_id: str,
    correction: SignerCorrection,
    member: MemberIn,
    parts: PartsIn,
    making: MakingIn,
    origin: OriginIn,
) -> EnvelopeView:
    """Corrects a signer's name or address. Links mailed before end; a fresh invitation goes out in turn."""
    details = correction.model_dump(exclude_none=True)
    if not details:
        raise Problem(Kind.NOTHING_TO_CORRECT)
    act = _act(member, envelope_id, making, origin, "correct")
    act = replace(act, signer_id=signer_id, details=details)
    message = CorrectSignerAct(member.user_id, signer_id, act.act_id)
    return await ask(parts, act, EnvelopeWorkflow.correct_signer, message)
