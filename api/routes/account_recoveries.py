"""The way back for who lost password, factor and recovery codes: asked for, confirmed, stopped (M3, A7)."""

from fastapi import APIRouter, status

from api.access.rules import ANYBODY, ANYBODY_WITH_CAPTCHA, access
from api.acting.account_recoveries import ask_for_recovery, confirm_recovery, find_recovery, stop_recovery
from api.frame.context import Origin, now
from api.frame.inputs import MakingIn, OriginIn, PartsIn
from api.frame.route import Route
from api.parts import Parts
from api.problems.kinds import Kind
from api.reading.account_recoveries import show_recovery
from api.schemas.account_recoveries import RecoveryAnswer, RecoveryLink, RecoveryRequest, RecoveryView
from models.identifiers import Prefix
from terms.access import RECOVERY_PER_ADDRESS, RECOVERY_PER_ORIGIN, VERIFICATION_PER_ORIGIN

router = APIRouter(route_class=Route, tags=["account recoveries"])
_LINK = (Kind.RECOVERY_LINK_UNKNOWN, Kind.TOO_MANY_REQUESTS)


@router.post("/v1/account-recoveries", status_code=status.HTTP_202_ACCEPTED)
@access(ANYBODY_WITH_CAPTCHA, Kind.TOO_MANY_REQUESTS)
async def ask_for_account_recovery(
    request: RecoveryRequest, parts: PartsIn, making: MakingIn, origin: OriginIn
) -> RecoveryAnswer:
    """Asks for the way back. Nothing happens before the account's mailbox confirms."""
    at = now()
    await parts.throttles.attempt(RECOVERY_PER_ORIGIN, "recovery-origin", origin.ip, now=at)
    await parts.throttles.attempt(RECOVERY_PER_ADDRESS, "recovery", request.email.lower(), now=at)
    recovery_id = making.id(Prefix.ACCOUNT_RECOVERY)
    return RecoveryAnswer(expires_at=await ask_for_recovery(parts, recovery_id, request, origin, at))


@router.post("/v1/account-recoveries/look")
@access(ANYBODY, *_LINK)
async def look_at_account_recovery(link: RecoveryLink, parts: PartsIn, origin: OriginIn) -> RecoveryView:
    """Where the matter stands, by the mailed link."""
    await _take_try(parts, origin)
    return show_recovery(await find_recovery(parts, link.token), now())


@router.post("/v1/account-recoveries/confirm")
@access(ANYBODY, *_LINK, Kind.RECOVERY_ENDED, Kind.RECOVERY_UNDER_WAY)
async def confirm_account_recovery(link: RecoveryLink, parts: PartsIn, origin: OriginIn) -> RecoveryView:
    """The mailbox asked: now the person shows the holder who they are. One recovery at a time per account."""
    await _take_try(parts, origin)
    return show_recovery(await confirm_recovery(parts, link.token), now())


@router.post("/v1/account-recoveries/stop")
@access(ANYBODY, *_LINK, Kind.RECOVERY_ENDED)
async def stop_account_recovery(link: RecoveryLink, parts: PartsIn, origin: OriginIn) -> RecoveryView:
    """Stops it: nothing is reset, and the register of incidents gets an entry."""
    await _take_try(parts, origin)
    return show_recovery(await stop_recovery(parts, link.token), now())


async def _take_try(parts: Parts, origin: Origin) -> None:
    await parts.throttles.attempt(VERIFICATION_PER_ORIGIN, "recovery-link", origin.ip, now=now())
