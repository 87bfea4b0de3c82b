"""A consistent dump of the database, with what it held counted in the same snapshot of it (contract M1)."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, func, make_url, select, table, text
from sqlalchemy.ext.asyncio import AsyncSession

from models.database import Database

_ROLES = """
SELECT DISTINCT rolname FROM pg_roles WHERE oid >= 16384 AND oid IN (
    SELECT relowner FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION SELECT (aclexplode(relacl)).grantee FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION SELECT (aclexplode(proacl)).grantee FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION SELECT unnest(polroles) FROM pg_policy
) ORDER BY rolname
"""
_TABLES = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
    " ORDER BY relname"
)

_SECRETS = ("password", "sslpassword")
"""Parameters of addresses that no argument may show."""


@dataclass(frozen=True)
class Held:
    """What the dumped database holds: rows by table, the schema's version, and the roles that it names."""

    snapshot: str
    tables: Mapping[str, int]
    schema: str
    roles: tuple[str, ...]


@asynccontextmanager
async def frozen(database: Database) -> AsyncIterator[Held]:
    """What is there at one instant; a dump of it can be made as long as the block lasts."""
    async with database.transaction() as session:
        await session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
        snapshot = str(await session.scalar(text("SELECT pg_export_snapshot()")))
        yield await _held(session, snapshot)


async def count_rows(session: AsyncSession) -> dict[str, int]:
    """Rows by table."""
    counts = {}
    for name in (await session.scalars(text(_TABLES))).all():
        counts[name] = int(await session.scalar(select(func.count()).select_from(table(name))) or 0)
    return counts


async def _held(session: AsyncSession, snapshot: str) -> Held:
    schema = str(await session.scalar(text("SELECT version_num FROM alembic_version")))
    roles = (await session.scalars(text(_ROLES))).all()
    return Held(snapshot, await count_rows(session), schema, tuple(roles))


def dump_command(programs: Path | None, url: str, snapshot: str) -> tuple[list[str], dict[str, str]]:
    """The program that prints the dump, and the environment that lets it in: no password in its arguments."""
    address = make_url(url)
    command = [
        program(programs, "pg_dump"),
        "--format=custom",
        "--enable-row-security",
        "--no-password",
        f"--snapshot={snapshot}",
        f"--dbname={_without_password(address)}",
    ]
    return command, {"PGPASSWORD": address.password or _first(address.query.get("password"))}


def program(programs: Path | None, name: str) -> str:
    """A program of PostgreSQL: in the folder of the setting, else wherever PATH finds it."""
    return str(programs / name) if programs else name


def _without_password(address: URL) -> str:
    """libpq's address as everybody may see it."""
    bare = address.difference_update_query(_SECRETS)
    return URL.create(
        "postgresql", bare.username, None, bare.host, bare.port, bare.database, bare.query
    ).render_as_string()


def _first(value: str | tuple[str, ...] | None) -> str:
    return value if isinstance(value, str) else next(iter(value or ()), "")
