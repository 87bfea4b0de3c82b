"""Whether a connection's role is held to the scopes of its transactions (contract M2)."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_IS_CONFINED = text(
    """
    SELECT NOT (rolsuper OR rolbypassrls)
        AND NOT EXISTS (
            SELECT FROM pg_class
            WHERE oid = to_regclass('envelopes') AND pg_has_role(current_user, relowner, 'MEMBER')
        )
        AND NOT EXISTS (
            SELECT FROM pg_policies, unnest(roles) AS role
            WHERE policyname = 'worker' AND pg_has_role(current_user, role, 'MEMBER')
        )
    FROM pg_roles WHERE rolname = current_user
    """
)


async def is_confined(session: AsyncSession) -> bool:
    """Whether the role can get past row-level security in no way: as superuser, owner, or as the worker."""
    return bool((await session.execute(_IS_CONFINED)).scalar_one())
