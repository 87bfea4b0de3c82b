"""Second factors as they are shown to their user."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.codes import recovery_codes_left
from api.access.credentials import read_credentials
from api.schemas.factors import FactorsView, FactorView
from models import Passkey, TotpFactor
from terms.sessions import Proof


async def read_factors(session: AsyncSession, user_id: str) -> FactorsView:
    """All of the user's factors that work, oldest first."""
    apps = await session.scalars(
        select(TotpFactor)
        .where(TotpFactor.user_id == user_id, TotpFactor.confirmed_at.is_not(None))
        .execution_options(populate_existing=True)
    )
    passkeys = await session.scalars(
        select(Passkey).where(Passkey.user_id == user_id).execution_options(populate_existing=True)
    )
    items = [_shown(Proof.TOTP, app, None) for app in apps]
    items += [_shown(Proof.PASSKEY, passkey, passkey.synced) for passkey in passkeys]
    credentials = await read_credentials(session, user_id)
    return FactorsView(
        items=sorted(items, key=lambda item: item.created_at),
        recovery_codes_left=await recovery_codes_left(session, user_id) if items else None,
        required=credentials.is_staff,
    )


def _shown(kind: Proof, row: TotpFactor | Passkey, synced: bool | None) -> FactorView:
    return FactorView(
        id=row.id,
        kind=kind,
        name=row.name,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        synced=synced,
    )
