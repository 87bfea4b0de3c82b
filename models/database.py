"""Engine and sessions. One commit per request or activity, by the frame, never by the code in the middle."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache

from sqlalchemy import Connection, TextClause, event, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session, SessionTransaction

from models.scope import PUBLIC, SERVICE, Scope

_SCOPE = "scope"


def make_engine(url: str, *, pool_size: int = 10) -> AsyncEngine:
    """An async engine for a `postgresql+psycopg://` URL; waits at most 5 s for a connection.

    Its errors do not quote parameters: they reach logs and Temporal, where no name or address may go.
    """
    return create_async_engine(
        url,
        pool_size=pool_size,
        pool_pre_ping=True,
        pool_timeout=5,
        connect_args={"connect_timeout": 5},
        hide_parameters=True,
    )


class Database:
    """Hands out sessions that commit when their block ends well and roll back when it does not.

    `scope` is that of transactions which name none: the service's for the worker, nobody's for the API.
    """

    def __init__(self, engine: AsyncEngine, scope: Scope = SERVICE) -> None:
        self.engine = engine
        self._scope = scope
        self._sessions = async_sessionmaker(engine, expire_on_commit=False)

    @asynccontextmanager
    async def transaction(self, scope: Scope | None = None) -> AsyncIterator[AsyncSession]:
        """A session in one transaction that sees the rows of `scope`, committed at the end of the block.

        It takes a connection at its first statement, so that a block without any needs no database.
        """
        async with self._sessions() as session, session.begin():
            session.info[_SCOPE] = scope or self._scope
            event.listen(session.sync_session, "after_begin", _on_begin)
            yield session

    async def close(self) -> None:
        """Closes all connections."""
        await self.engine.dispose()


async def enter(session: AsyncSession, scope: Scope) -> None:
    """Lets the rest of the transaction see the rows of another scope, and no longer those of the one before.

    What was done so far is written first. The request's kept answer stays within reach.
    """
    await session.flush()
    connection = await session.connection()
    entered = replace(scope, request=scope.request or session.info[_SCOPE].request)
    session.info[_SCOPE] = entered
    await connection.run_sync(_tell, entered)


def _on_begin(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    """In a new transaction everything is unset; for nobody's rows, and the service's, no policy asks."""
    scope = session.info[_SCOPE]
    settings = {name: value for name, value in scope.settings().items() if value}
    if scope not in (PUBLIC, SERVICE):
        _set(connection, settings)


def _tell(connection: Connection, scope: Scope) -> None:
    """Tells PostgreSQL whose rows it may show from now on, until the transaction ends or is told anew."""
    _set(connection, scope.settings())


def _set(connection: Connection, settings: Mapping[str, str]) -> None:
    values = {f"value{n}": value for n, value in enumerate(settings.values())}
    connection.execute(_statement(tuple(settings)), values)


@cache
def _statement(names: tuple[str, ...]) -> TextClause:
    return text(
        "SELECT " + ", ".join(f"set_config('{name}', :value{n}, true)" for n, name in enumerate(names))
    )
