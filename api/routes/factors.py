"""One's own second factors (contract M3)."""

from fastapi import APIRouter, status

from api.access.passkeys import ask_for_new_passkey
from api.access.rules import SETTING_UP, SETTING_UP_STEPPED_UP, access
from api.acting.factors import (
    add_passkey,
    begin_totp,
    confirm_totp,
    remove_factor,
    rename_factor,
    renew_recovery_codes,
)
from api.frame.inputs import MakingIn, PersonIn, ReceptionIn, SessionIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.reading.factors import read_factors
from api.schemas.factors import (
    Enrolled,
    FactorChange,
    FactorsView,
    FactorView,
    NewPasskey,
    PasskeyOptions,
    RecoveryCodes,
    TotpConfirmation,
    TotpEnrolment,
)
from models import User
from models.identifiers import Prefix
from terms.factors import CHALLENGE_LIFE

router = APIRouter(route_class=Route, tags=["second factors"])


@router.get("/v1/me/factors")
@access(SETTING_UP)
async def list_factors(person: PersonIn, session: SessionIn) -> FactorsView:
    """The user's second factors."""
    return await read_factors(session, person.user_id)


@router.post("/v1/me/factors/totp", status_code=status.HTTP_201_CREATED)
@access(SETTING_UP_STEPPED_UP, Kind.TOO_MANY_FACTORS)
async def begin_totp_factor(
    named: FactorChange, person: PersonIn, reception: ReceptionIn, making: MakingIn
) -> TotpEnrolment:
    """A secret for an authenticator app. Nothing changes until its first code is given."""
    return await begin_totp(reception, person.user_id, making.id(Prefix.TOTP), named.name)


@router.post("/v1/me/factors/totp/{totp_factor_id}/confirm")
@access(SETTING_UP_STEPPED_UP, Kind.NOT_FOUND, Kind.ENROLMENT_EXPIRED, Kind.SECOND_FACTOR_REFUSED)
async def confirm_totp_factor(
    totp_factor_id: str, confirmation: TotpConfirmation, person: PersonIn, reception: ReceptionIn
) -> Enrolled:
    """The first code: from now on the factor is asked for, also in other open sessions."""
    return await confirm_totp(reception, person, totp_factor_id, confirmation.code)


@router.post("/v1/me/factors/passkeys/challenge", status_code=status.HTTP_201_CREATED)
@access(SETTING_UP_STEPPED_UP)
async def ask_for_passkey_factor(person: PersonIn, reception: ReceptionIn) -> PasskeyOptions:
    """Options for an authenticator to make a passkey."""
    user = await reception.session.get_one(User, person.user_id)
    options = await ask_for_new_passkey(reception.session, reception.parts, user, reception.at)
    return PasskeyOptions(options=options, expires_at=reception.at + CHALLENGE_LIFE)


@router.post("/v1/me/factors/passkeys", status_code=status.HTTP_201_CREATED)
@access(SETTING_UP_STEPPED_UP, Kind.PASSKEY_REFUSED, Kind.PASSKEY_KNOWN, Kind.TOO_MANY_FACTORS)
async def add_passkey_factor(
    passkey: NewPasskey, person: PersonIn, reception: ReceptionIn, making: MakingIn
) -> Enrolled:
    """Enrols the passkey: it is a second factor, and signs in without a password."""
    passkey_id = making.id(Prefix.PASSKEY)
    return await add_passkey(reception, person, passkey_id, passkey.name, passkey.credential)


@router.patch("/v1/me/factors/{factor_id}")
@access(SETTING_UP, Kind.NOT_FOUND)
async def change_factor(
    factor_id: str, change: FactorChange, person: PersonIn, session: SessionIn
) -> FactorView:
    """Gives a factor another name."""
    await rename_factor(session, person.user_id, factor_id, change.name)
    factors = await read_factors(session, person.user_id)
    return next(item for item in factors.items if item.id == factor_id)


@router.delete("/v1/me/factors/{factor_id}", status_code=status.HTTP_204_NO_CONTENT)
@access(SETTING_UP_STEPPED_UP, Kind.NOT_FOUND, Kind.FACTOR_NEEDED, Kind.PASSWORD_RESET_REQUIRED)
async def delete_factor(factor_id: str, person: PersonIn, reception: ReceptionIn) -> None:
    """Removes a factor at once."""
    await remove_factor(reception, person.user_id, factor_id)


@router.post("/v1/me/recovery-codes", status_code=status.HTTP_201_CREATED)
@access(SETTING_UP_STEPPED_UP, Kind.NO_FACTOR, Kind.PASSWORD_RESET_REQUIRED)
async def make_new_recovery_codes(person: PersonIn, reception: ReceptionIn) -> RecoveryCodes:
    """New recovery codes; older ones end."""
    return RecoveryCodes(recovery_codes=await renew_recovery_codes(reception, person.user_id))
