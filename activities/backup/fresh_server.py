"""A fresh PostgreSQL server for the time of a drill: empty, on a socket in a folder, gone afterwards."""

import asyncio
import os
import pwd
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL

from activities.backup.dump import program
from activities.backup.programs import run, started
from activities.confined import confined

SUPERUSER = "postgres"
ACCOUNT = "nobody"
"""Whom the server runs as where this process is root, which PostgreSQL refuses."""
_READY_SECONDS = 60
_THROWAWAY = ("listen_addresses=", "fsync=off", "full_page_writes=off", "synchronous_commit=off")


@dataclass(frozen=True)
class FreshServer:
    """An empty server; `folder` holds its socket."""

    folder: Path
    password: str

    def url(self, database: str) -> str:
        """SQLAlchemy's URL of a database, for the superuser."""
        return self._address("postgresql+psycopg", database, self.password).render_as_string(
            hide_password=False
        )

    def bare_url(self, database: str) -> str:
        """libpq's address without the password."""
        return self._address("postgresql", database, None).render_as_string()

    async def create(self, database: str, roles: Sequence[str]) -> None:
        """A database, and roles that nobody can sign in as."""
        async with await self.connect("postgres") as connection:
            for role in roles:
                await connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role)))
            await connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(database))
            )

    async def connect(self, database: str) -> psycopg.AsyncConnection:
        """A connection of the superuser that commits each statement."""
        address = self._address("postgresql", database, self.password).render_as_string(hide_password=False)
        return await psycopg.AsyncConnection.connect(address, autocommit=True)

    def _address(self, driver: str, database: str, password: str | None) -> URL:
        query = {"host": str(self.folder)}
        return URL.create(driver, SUPERUSER, password, database=database, query=query)


@asynccontextmanager
async def fresh_server(programs: Path | None, folder: Path) -> AsyncIterator[FreshServer]:
    """Makes a server in an empty folder, and stops it at the end of the block. Raises `ApplicationError`."""
    server = FreshServer(folder, secrets.token_urlsafe(24))
    password_file = folder / "password"
    password_file.write_text(server.password)
    if os.geteuid() == 0:
        account = pwd.getpwnam(ACCOUNT)
        for path in (folder, password_file):
            os.chown(path, account.pw_uid, account.pw_gid)
    data = str(folder / "data")
    options = ("--encoding=utf8", "--locale=C.UTF-8", "--auth=scram-sha-256", "--no-sync")
    make = (program(programs, "initdb"), "-D", data, "-U", SUPERUSER, f"--pwfile={password_file}", *options)
    await run(confined(make, ACCOUNT), {}, cwd=str(folder))
    settings = (*_THROWAWAY, f"unix_socket_directories={folder}")
    words = tuple(word for setting in settings for word in ("-c", setting))
    serve = confined((program(programs, "postgres"), "-D", data, *words), ACCOUNT)
    with (folder / "log").open("wb") as log:
        async with started(serve, {}, stdout=log.fileno(), stderr=log.fileno(), cwd=str(folder)) as process:
            await _ready(server)
            yield server
            process.terminate()
            await process.wait()


async def _ready(server: FreshServer) -> None:
    async with asyncio.timeout(_READY_SECONDS):
        while True:
            try:
                await (await server.connect("postgres")).close()
            except psycopg.OperationalError:
                await asyncio.sleep(0.1)
            else:
                return
