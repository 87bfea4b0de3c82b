"""Enrolling, naming and removing second factors (contract M3)."""

import io

import pyotp
import segno
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from activities.mail.messages import Purpose
from api.access.callers import Person
from api.access.codes import make_recovery_codes, use_totp
from api.access.credentials import read_credentials
from api.access.members import require_not_held
from api.access.passkeys import Json, credential_sha256, is_synced, new_passkey
from api.acting.signing_in import Reception
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.factors import read_factors
from api.schemas.factors import Enrolled, TotpEnrolment
from models import Passkey, RecoveryCode, Session, TotpFactor, User
from terms.factors import ENROLMENT_LIFE, FACTORS_MAX, TOTP_SECRET_SIGNS


async def begin_totp(reception: Reception, user_id: str, factor_id: str, name: str) -> TotpEnrolment:
    """A secret to be confirmed by its first code; one begun before is dropped. Raises 409 for too many."""
    session = reception.session
    user = await _locked_user(session, user_id)
    await _require_room(session, user_id)
    await session.execute(
        delete(TotpFactor).where(TotpFactor.user_id == user_id, TotpFactor.confirmed_at.is_(None))
    )
    secret = pyotp.random_base32(TOTP_SECRET_SIGNS)
    sealed = reception.parts.factors.seal(factor_id, user_id, secret)
    session.add(
        TotpFactor(id=factor_id, user_id=user_id, name=name, sealed_secret=sealed, created_at=reception.at)
    )
    await session.flush()
    uri = pyotp.TOTP(secret).provisioning_uri(
        name=user.email, issuer_name=reception.parts.settings.mail_from_name
    )
    return TotpEnrolment(
        id=factor_id,
        secret=secret,
        uri=uri,
        qr_svg=_picture(uri),
        expires_at=reception.at + ENROLMENT_LIFE,
    )


async def confirm_totp(reception: Reception, person: Person, factor_id: str, code: str) -> Enrolled:
    """The app's first code makes it a factor. Raises 404, 410 when it took too long, 401 for a wrong code."""
    session, at = reception.session, reception.at
    await _locked_user(session, person.user_id)
    factor = await session.scalar(
        select(TotpFactor).where(
            TotpFactor.id == factor_id,
            TotpFactor.user_id == person.user_id,
            TotpFactor.confirmed_at.is_(None),
        )
    )
    if factor is None:
        raise Problem(Kind.NOT_FOUND)
    if at >= factor.created_at + ENROLMENT_LIFE:
        raise Problem(Kind.ENROLMENT_EXPIRED)
    if not await use_totp(session, reception.parts.factors, factor, code, at):
        raise Problem(Kind.SECOND_FACTOR_REFUSED)
    await session.execute(update(TotpFactor).where(TotpFactor.id == factor_id).values(confirmed_at=at))
    return await _enrolled(reception, person, factor.name)


async def add_passkey(
    reception: Reception, person: Person, passkey_id: str, name: str, credential: Json
) -> Enrolled:
    """Enrols what the authenticator made. Raises 401 when it does not stand, 409 when it is known."""
    session, user_id = reception.session, person.user_id
    verified = await new_passkey(session, reception.parts, user_id, credential, reception.at)
    await _locked_user(session, user_id)
    await _require_room(session, user_id)
    sha256 = credential_sha256(verified.credential_id)
    if await session.scalar(select(Passkey.id).where(Passkey.credential_sha256 == sha256)):
        raise Problem(Kind.PASSKEY_KNOWN)
    session.add(
        Passkey(
            id=passkey_id,
            user_id=user_id,
            name=name,
            credential_sha256=sha256,
            credential_id=verified.credential_id,
            public_key=verified.credential_public_key,
            sign_count=verified.sign_count,
            synced=is_synced(verified),
            created_at=reception.at,
        )
    )
    await session.flush()
    return await _enrolled(reception, person, name)


async def rename_factor(session: AsyncSession, user_id: str, factor_id: str, name: str) -> None:
    """Gives a factor another name. Raises 404 when it is not the user's."""
    for table in (TotpFactor, Passkey):
        changed = await session.execute(
            update(table)
            .where(table.id == factor_id, table.user_id == user_id)
            .values(name=name)
            .returning(table.id)
        )
        if changed.first() is not None:
            return
    raise Problem(Kind.NOT_FOUND)


async def remove_factor(reception: Reception, user_id: str, factor_id: str) -> None:
    """Removes a factor; with the last one the recovery codes go. Raises 404, and 409 for staff's last one.

    Raises 403 while an owner's report of a stolen device stands, as renewing recovery codes does.
    """
    session = reception.session
    await _locked_user(session, user_id)
    await require_not_held(session, user_id)
    name = await _removed(session, user_id, factor_id)
    if name is None:
        raise Problem(Kind.NOT_FOUND)
    credentials = await read_credentials(session, user_id)
    if not credentials.has_factor:
        if credentials.is_staff:
            raise Problem(Kind.FACTOR_NEEDED)
        await session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    await reception.letters.order(Purpose.SECOND_FACTOR_REMOVED, user_id, name=name, **reception.whence)


async def renew_recovery_codes(reception: Reception, user_id: str) -> list[str]:
    """New recovery codes. Raises 409 without a factor to recover."""
    session = reception.session
    await _locked_user(session, user_id)
    await require_not_held(session, user_id)
    if not (await read_credentials(session, user_id)).has_factor:
        raise Problem(Kind.NO_FACTOR)
    codes = await make_recovery_codes(session, reception.parts.factors, user_id, reception.at)
    await reception.letters.order(Purpose.RECOVERY_CODES_MADE, user_id, **reception.whence)
    return codes


async def _enrolled(reception: Reception, person: Person, name: str) -> Enrolled:
    """The session has proved the factor by enrolling it; recovery codes come with the first one."""
    session, user_id, at = reception.session, person.user_id, reception.at
    kept = await session.scalar(
        select(func.count()).select_from(RecoveryCode).where(RecoveryCode.user_id == user_id)
    )
    codes = None if kept else await make_recovery_codes(session, reception.parts.factors, user_id, at)
    row = await session.get_one(Session, person.session_id, populate_existing=True)
    row.second_factor_at = at
    await session.flush()
    await reception.raise_privilege(row)
    await reception.letters.order(Purpose.SECOND_FACTOR_ADDED, user_id, name=name, **reception.whence)
    return Enrolled(factors=await read_factors(session, user_id), recovery_codes=codes)


async def _locked_user(session: AsyncSession, user_id: str) -> User:
    """Of two changes at once the second sees what the first did."""
    return await session.get_one(User, user_id, with_for_update=True, populate_existing=True)


async def _require_room(session: AsyncSession, user_id: str) -> None:
    factors = await read_factors(session, user_id)
    if len(factors.items) >= FACTORS_MAX:
        raise Problem(Kind.TOO_MANY_FACTORS)


async def _removed(session: AsyncSession, user_id: str, factor_id: str) -> str | None:
    for table in (TotpFactor, Passkey):
        gone = await session.execute(
            delete(table).where(table.id == factor_id, table.user_id == user_id).returning(table.name)
        )
        name = gone.scalar_one_or_none()
        if name is not None:
            return name
    return None


def _picture(uri: str) -> str:
    drawn = io.BytesIO()
    segno.make(uri, error="m").save(drawn, kind="svg", scale=4, border=4, xmldecl=False, svgns=True)
    return drawn.getvalue().decode()
