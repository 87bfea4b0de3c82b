"""Notices over instant-messaging channels: consents of signers, clauses of businesses (contract W1, W3)."""

from fastapi import APIRouter, status

from api.access.rules import ANYBODY, LINK, access, member
from api.acting.credential_reports import report_stolen_device
from api.acting.messaging import (
    accept_clause,
    give_consent,
    revoke_as_owner,
    revoke_clause,
    type_code,
    withdraw,
    withdraw_by_mail,
)
from api.frame.context import now
from api.frame.inputs import LinkHolderIn, MakingIn, MemberIn, OriginIn, PartsIn, SessionIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.reading.messaging import show_consent, show_to_owner, show_to_signer
from api.schemas.common import Language
from api.schemas.messaging import (
    BusinessChannels,
    CodeTyped,
    ConsentRequest,
    ConsentView,
    DeviceReport,
    RevocationAnswer,
    RevocationRequest,
    SignerChannels,
    TextGiven,
)
from models.identifiers import Prefix
from terms.access import CREDENTIAL_REPORT_PER_ADDRESS, VERIFICATION_PER_ORIGIN
from terms.messaging import Channel
from terms.roles import Permission

router = APIRouter(route_class=Route, tags=["messaging"])
_OWNER = member(Permission.DATA_PROTECTION_CHANGE, in_person=True)
_OWNER_STEPPED_UP = member(Permission.DATA_PROTECTION_CHANGE, step_up=True)
_OWN = "/v1/businesses/current/messaging"


@router.get("/v1/signing/{token}/messaging")
@access(LINK)
async def read_signer_channels(holder: LinkHolderIn, parts: PartsIn, session: SessionIn) -> SignerChannels:
    """The channels over which this sender may also tell the signer, and the signer's consents."""
    return await show_to_signer(session, parts.texts, parts.channels, holder)


@router.post("/v1/signing/{token}/messaging", status_code=status.HTTP_202_ACCEPTED)
@access(LINK, Kind.CONSENT_OUTDATED, Kind.CHANNEL_NOT_OFFERED)
async def consent_to_channel(
    request: ConsentRequest, holder: LinkHolderIn, parts: PartsIn, making: MakingIn, origin: OriginIn
) -> ConsentView:
    """Consents to a channel. A code goes there; the consent counts once it is typed."""
    consent_id = making.id(Prefix.CHANNEL_CONSENT)
    return show_consent(await give_consent(parts, holder, request, consent_id, origin, now()))


@router.post("/v1/signing/{token}/messaging/{consent_id}/code")
@access(LINK, Kind.NOT_FOUND, Kind.CHANNEL_CODE_WRONG, Kind.CHANNEL_CODE_LAPSED)
async def confirm_channel(
    consent_id: str, typed: CodeTyped, holder: LinkHolderIn, parts: PartsIn
) -> ConsentView:
    """Types the code that came over the channel."""
    return show_consent(await type_code(parts, holder, consent_id, typed.code, now()))


@router.delete("/v1/signing/{token}/messaging/{consent_id}", status_code=status.HTTP_204_NO_CONTENT)
@access(LINK, Kind.NOT_FOUND)
async def withdraw_channel(consent_id: str, holder: LinkHolderIn, session: SessionIn) -> None:
    """Withdraws a consent: no message leaves on it any more."""
    await withdraw(session, holder, consent_id, now())


@router.post("/v1/signing/{token}/stolen-device", status_code=status.HTTP_204_NO_CONTENT)
@access(LINK)
async def report_lost_device(
    request: DeviceReport, holder: LinkHolderIn, parts: PartsIn, making: MakingIn, origin: OriginIn
) -> None:
    """A device is lost: when this answers, no link, session or consent of its owner works any more.

    A new link is mailed on request, to the signer's own address.
    """
    at, email = now(), holder.signer.email.lower()
    await parts.throttles.attempt(CREDENTIAL_REPORT_PER_ADDRESS, "stolen-device", email, now=at)
    await report_stolen_device(parts, making.id(Prefix.CREDENTIAL_REPORT), holder, request.words, origin, at)


@router.post("/v1/messaging-revocations")
@access(ANYBODY, Kind.NOT_FOUND, Kind.TOO_MANY_REQUESTS)
async def withdraw_channel_by_mail(
    request: RevocationRequest, parts: PartsIn, origin: OriginIn
) -> RevocationAnswer:
    """Withdraws a consent by the link of the mail that confirmed it."""
    at = now()
    await parts.throttles.attempt(VERIFICATION_PER_ORIGIN, "messaging-revocation", origin.ip, now=at)
    return RevocationAnswer(channel=await withdraw_by_mail(parts, request.token, at))


@router.get(_OWN)
@access(_OWNER)
async def read_business_channels(
    member: MemberIn, parts: PartsIn, session: SessionIn, language: Language = "es"
) -> BusinessChannels:
    """The clause for each channel, and the consents of signers."""
    return await show_to_owner(session, parts.texts, parts.channels, member.business_id, language)


@router.put(f"{_OWN}/clauses/{{channel}}")
@access(_OWNER_STEPPED_UP, Kind.CONSENT_OUTDATED, Kind.CHANNEL_NOT_OFFERED)
async def accept_channel_clause(
    channel: Channel, given: TextGiven, member: MemberIn, parts: PartsIn, session: SessionIn
) -> BusinessChannels:
    """Accepts the clause that authorises a channel; without it no message leaves over it."""
    await accept_clause(parts, session, member, channel, given, now())
    return await show_to_owner(session, parts.texts, parts.channels, member.business_id, given.language)


@router.delete(f"{_OWN}/clauses/{{channel}}", status_code=status.HTTP_204_NO_CONTENT)
@access(_OWNER)
async def revoke_channel_clause(channel: Channel, member: MemberIn, session: SessionIn) -> None:
    """Revokes the clause: from now on no message leaves over the channel."""
    await revoke_clause(session, member, channel, now())


@router.delete(f"{_OWN}/consents/{{consent_id}}", status_code=status.HTTP_204_NO_CONTENT)
@access(_OWNER)
async def revoke_signer_consent(consent_id: str, member: MemberIn, session: SessionIn) -> None:
    """Ends a signer's consent."""
    await revoke_as_owner(session, member, consent_id, now())
