"""Databases of some tests alone: rows that are made up, or of another time, would disturb other tests."""

from dataclasses import dataclass

from deploy.stack.postgres import APP, OWNER, RETENTION, WORKER, PostgresCluster

BLANK = "blank"
"""The database with the migrated schema and no row, of which each other is a copy."""


@dataclass(frozen=True)
class OwnDatabase:
    """URLs of a database for each role that connects."""

    app: str
    worker: str
    owner: str
    retention: str


def own_database(postgres: PostgresCluster, name: str) -> OwnDatabase:
    """A database with the newest schema; the same name leads to the same one."""
    postgres.create_database(name, template=BLANK)
    return OwnDatabase(*(postgres.url(role, name) for role in (APP, WORKER, OWNER, RETENTION)))
