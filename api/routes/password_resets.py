"""Resetting a forgotten password (contract M3)."""

from fastapi import APIRouter, status

from api.access.rules import ANYBODY, ANYBODY_WITH_CAPTCHA, access
from api.acting.password_resets import ask_for_link, confirm, factors_for_reset, find_reset
from api.acting.signing_in import Reception
from api.frame.inputs import MakingIn, ReceptionIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.schemas.factors import PasswordResetConfirmation
from api.schemas.sessions import (
    PasswordResetAnswer,
    PasswordResetRequest,
    ResetLink,
    ResetView,
)
from models.identifiers import Prefix
from terms.access import RESET_PER_ADDRESS, RESET_PER_ORIGIN, RESET_TRIES_PER_ORIGIN
from terms.guessing import network_of

router = APIRouter(route_class=Route, tags=["passwords"])


@router.post("/v1/password-resets", status_code=status.HTTP_202_ACCEPTED)
@access(ANYBODY_WITH_CAPTCHA, Kind.TOO_MANY_REQUESTS)
async def ask_for_reset(
    request: PasswordResetRequest, reception: ReceptionIn, making: MakingIn
) -> PasswordResetAnswer:
    """Asks for a link by mail. Answer and time are the same for an address that nobody here has."""
    email, at = request.email.lower(), reception.at
    throttles, network = reception.parts.throttles, network_of(reception.browser.origin.ip)
    await throttles.attempt(RESET_PER_ORIGIN, "reset-origin", network, now=at)
    await throttles.attempt(RESET_PER_ADDRESS, "reset", email, now=at)
    expires_at = await ask_for_link(reception, email, making.id(Prefix.PASSWORD_RESET))
    return PasswordResetAnswer(expires_at=expires_at)


@router.post("/v1/password-resets/look")
@access(ANYBODY, Kind.RESET_LINK_UNKNOWN, Kind.RESET_LINK_EXPIRED, Kind.TOO_MANY_REQUESTS)
async def look_at_reset(link: ResetLink, reception: ReceptionIn) -> ResetView:
    """Whether the link works, and what has to be given with the new password."""
    await _take_try(reception)
    reset = await find_reset(reception.session, link.token, reception.at)
    factors = await factors_for_reset(reception.session, reset.user_id)
    return ResetView(
        expires_at=reset.expires_at, factor_required=factors is not None, factors=list(factors or ())
    )


@router.post("/v1/password-resets/confirm", status_code=status.HTTP_204_NO_CONTENT)
@access(
    ANYBODY,
    Kind.RESET_LINK_UNKNOWN,
    Kind.RESET_LINK_EXPIRED,
    Kind.PASSWORD_UNCHANGED,
    Kind.SECOND_FACTOR_REQUIRED,
    Kind.SECOND_FACTOR_REFUSED,
    Kind.PASSKEY_REFUSED,
    Kind.TOO_MANY_REQUESTS,
)
async def confirm_reset(confirmation: PasswordResetConfirmation, reception: ReceptionIn) -> None:
    """Sets the new password. Who has a second factor gives it too: the mailbox alone is not enough.

    All sessions end; the browser that did it is known from now on. Five wrong factors end the link.
    """
    await _take_try(reception)
    await confirm(reception, confirmation)


async def _take_try(reception: Reception) -> None:
    network = network_of(reception.browser.origin.ip)
    await reception.parts.throttles.attempt(RESET_TRIES_PER_ORIGIN, "reset-tries", network, now=reception.at)
