"""Codes of authenticator apps and recovery codes: each works once (contract M3)."""

import hmac
import secrets
from datetime import datetime

import pyotp
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.factor_secrets import FactorSecrets
from models import RecoveryCode, TotpFactor
from terms.factors import RECOVERY_ALPHABET, RECOVERY_CODES, RECOVERY_HALF, TOTP_PERIOD, steps_taken


async def use_totp(
    session: AsyncSession, sealed: FactorSecrets, factor: TotpFactor, code: str, now: datetime
) -> bool:
    """Whether the code is one of the app's current ones, not used before; it is used now."""
    step = _matching(sealed, factor, code, now)
    if step is None:
        return False
    used = await session.execute(
        update(TotpFactor)
        .where(TotpFactor.id == factor.id, or_(TotpFactor.last_step.is_(None), TotpFactor.last_step < step))
        .values(last_step=step, last_used_at=now)
        .returning(TotpFactor.id)
        .execution_options(synchronize_session=False)
    )
    return used.first() is not None


async def use_any_totp(
    session: AsyncSession, sealed: FactorSecrets, user_id: str, code: str, now: datetime
) -> bool:
    """Whether the code is a current one of any of the user's apps."""
    factors = await session.scalars(
        select(TotpFactor).where(TotpFactor.user_id == user_id, TotpFactor.confirmed_at.is_not(None))
    )
    for factor in factors.all():
        if await use_totp(session, sealed, factor, code, now):
            return True
    return False


async def use_recovery_code(
    session: AsyncSession, sealed: FactorSecrets, user_id: str, code: str, now: datetime
) -> bool:
    """Whether it is one of the user's codes, not used before; it is used now."""
    used = await session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.code_hmac == sealed.code_hmac(user_id, code),
            RecoveryCode.user_id == user_id,
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.user_id)
    )
    return used.first() is not None


async def make_recovery_codes(
    session: AsyncSession, sealed: FactorSecrets, user_id: str, now: datetime
) -> list[str]:
    """New codes, which are kept only as hashes; older ones end."""
    codes = [_new_code() for _ in range(RECOVERY_CODES)]
    await session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    session.add_all(
        RecoveryCode(code_hmac=sealed.code_hmac(user_id, code), user_id=user_id, made_at=now)
        for code in codes
    )
    await session.flush()
    return codes


async def recovery_codes_left(session: AsyncSession, user_id: str) -> int:
    """How many still work."""
    left = await session.scalar(
        select(func.count())
        .select_from(RecoveryCode)
        .where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    )
    return left or 0


def _matching(sealed: FactorSecrets, factor: TotpFactor, code: str, now: datetime) -> int | None:
    secret = sealed.open(factor.id, factor.user_id, factor.sealed_secret)
    totp = pyotp.TOTP(secret, interval=int(TOTP_PERIOD.total_seconds()))
    typed = "".join(code.split()).encode(errors="replace")
    found = None
    for step in steps_taken(now, factor.last_step):
        if hmac.compare_digest(totp.generate_otp(step).encode(), typed):
            found = step
    return found


def _new_code() -> str:
    signs = "".join(secrets.choice(RECOVERY_ALPHABET) for _ in range(2 * RECOVERY_HALF))
    return f"{signs[:RECOVERY_HALF]}-{signs[RECOVERY_HALF:]}"
