"""A business with a marker in every place where somebody's words can be kept, and what searches for them."""

import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Table, text, types
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from activities.vault.classes import FOLDERS
from activities.vault.vault import Vault
from deploy.stack.postgres import OWNER, PostgresCluster, _binary
from models import Base
from models.kept import KEPT
from terms.retention import DataClass
from tests.tenants import FIXED, NAMED, NOW, Tenant

DATABASE = "retention"
"""That of these tests alone: their rows are made up."""
STAFFS = (
    "staff_members",
    "staff_events",
    "staff_invitations",
    "staff_role_changes",
    "staff_commitments",
    "training_attempts",
    "external_trainings",
    "incidents",
    "incident_entries",
    "breaches",
    "breach_assessments",
    "subprocessors",
)
OF_THE_RETENTION = ("departing_users", "purge_certificates", "purge_steps", "retentions")
PATHS = {kind: [f"{folder}/1/2.bin" for folder, of in FOLDERS.items() if of is kind] for kind in DataClass}
"""An object in every folder that the vault stores in, by class."""


@dataclass
class Planted:
    """A tenant whose rows and objects all carry `marker`."""

    staff: bool
    beside: "Planted | None" = None
    """Whose breach and sub-processor concern this one too."""
    marker: str = field(default_factory=lambda: f"mk{uuid4().hex[:14]}")
    tenant: Tenant = field(default_factory=Tenant)

    def __post_init__(self) -> None:
        for table in KEPT:
            self._mark(Base.metadata.tables[table])
        self.tenant.email = f"{self.marker}@example.com"
        rows = self.tenant.rows
        rows["users"]["email"] = rows["mails"]["address"] = self.tenant.email
        rows["gateway_events"]["about"] = {"subscription": self.of("subscriptions"), "object": self.marker}
        rows["customer_lookups"]["found"] = [self.business]
        rows["invoices"]["rectifies"] = None
        if self.beside is not None:
            for table in ("breach_controllers", "breach_contacts"):
                rows[table]["breach_id"] = self.beside.of("breaches")
            rows["subprocessor_objections"]["subprocessor_id"] = self.beside.of("subprocessors")
        rows["activity"]["retention"] = "technical"
        rows["legal_holds"] |= {"release_asked_by": "usr_1", "released_by": "usr_2", "released_at": NOW}

    def _mark(self, table: Table) -> None:
        """Words and JSON get the marker, what is an id, a hash or of a closed vocabulary does not."""
        row, fixed = self.tenant.rows[table.name], FIXED.get(table.name, {})
        for column in table.columns:
            given = column.name in fixed or column.name not in row or row[column.name] is None
            if given or column.foreign_keys or column.name in NAMED or column.name.endswith("_id"):
                continue
            if isinstance(column.type, types.JSON):
                row[column.name] = {"words": self.marker}
            elif isinstance(column.type, types.LargeBinary):
                row[column.name] = self.marker.encode()
            elif isinstance(column.type, types.String) and column.name != "id":
                row[column.name] = self._text(column.type.length, row[column.name])

    def _text(self, length: int | None, before: str) -> str:
        if length == 64 and len(before) == 64:
            return before
        return self.marker if length is None or length >= len(self.marker) else before

    @property
    def business(self) -> str:
        """Its id."""
        return self.tenant.id_of("businesses")

    @property
    def object_keys(self) -> list[str]:
        """Of its objects, one in each folder."""
        return [f"{self.business}/{path}" for paths in PATHS.values() for path in paths]

    def of(self, table: str) -> str:
        """The id of its row."""
        return self.tenant.id_of(table)

    async def store(self, owner: AsyncEngine, vault: Vault) -> None:
        """Puts rows and objects in their places."""
        without = OF_THE_RETENTION if self.staff else (*STAFFS, "customer_lookups", *OF_THE_RETENTION)
        async with owner.begin() as connection:
            for statement in self.tenant.inserts(without=without):
                await connection.execute(statement)
        for object_key in self.object_keys:
            await vault.put(self.business, object_key, self.marker.encode() * 9)

    def marked(self) -> set[str]:
        """Tables of the map whose planted row carries the marker."""
        return {table for table in KEPT if self.marker in str(self.tenant.rows[table])}


async def tables_with(connection: AsyncConnection, *needles: str) -> dict[str, int]:
    """Table → how many rows hold one of the words in any column, written out or as bytes."""
    names = await connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
    patterns = [f"%{form}%" for needle in needles for form in (needle, needle.encode().hex())]
    found = {}
    for name in names.scalars():
        query = text(f"SELECT count(*) FROM {name} t WHERE t::text LIKE ANY(:patterns)")  # noqa: S608
        count: Any = (await connection.execute(query, {"patterns": patterns})).scalar_one()
        found |= {name: count} if count else {}
    return found


def backup(postgres: PostgresCluster, file: Path) -> bytes:
    """A backup of these tests' database, as `pg_dump` makes it."""
    url = postgres.url(OWNER, DATABASE).replace("+psycopg", "")
    subprocess.run([_binary("pg_dump"), "--enable-row-security", "--dbname", url, "--file", file], check=True)
    return file.read_bytes()


def files_under(folder: Path) -> list[Path]:
    """Every file that is there."""
    return [path for path in folder.rglob("*") if path.is_file()]
