"""Businesses with a row in every table, and a vault with their files."""

import hashlib
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from obstore.store import LocalStore
from sqlalchemy import insert

from activities.export.archive import Archive
from activities.export.finishing import Finishing
from activities.export.gathering import Gathering
from activities.export.measuring import Measuring
from activities.vault.cipher import CHUNK
from activities.vault.vault import Vault
from deploy.stack.postgres import PostgresCluster
from models import Export
from models.database import Database, make_engine
from models.identifiers import Prefix, new_id
from models.scope import Scope
from terms.texts import Holder
from tests.databases import OwnDatabase, own_database
from tests.tenants import Tenant

HOLDER = Holder("Rúbrica SL", "B12345674", "Calle 1", "hola@rubrica.test", "dpo@rubrica.test", "", "")
NOT_HERE = (
    "retentions",
    "legal_holds",
    "purge_steps",
    "activity_begun",
    "activity_destructions",
    "business_keys",
    "exports",
    "export_members",
)
SIZES = {
    "documents": 2 * CHUNK + 17,
    "revisions": CHUNK,
    "certificates": 300,
    "invoice_documents": 40,
    "claims": 50,
    "declaration_receipts": 60,
    "sealed_versions": 70,
}


@dataclass
class Exporting:
    """Exports of a business, step by step, as the workflow would take them."""

    database: Database
    vault: Vault
    folder: Path
    tenant: Tenant
    files: dict[str, bytes] = field(default_factory=dict)
    """What was stored, by table."""

    @property
    def business_id(self) -> str:
        return self.tenant.id_of("businesses")

    async def asked(self) -> str:
        """A new export, of which nothing is made yet."""
        export_id = new_id(Prefix.EXPORT)
        row = {
            "id": export_id,
            "business_id": self.business_id,
            "requested_by": self.tenant.id_of("users"),
            "requested_at": datetime.now(UTC),
        }
        async with self.database.transaction() as session:
            await session.execute(insert(Export).values(row))
        return export_id

    async def gathered(self) -> str:
        export_id = await self.asked()
        await Gathering(self.database, self.vault, HOLDER).gather(export_id)
        return export_id

    async def made(self) -> Export:
        """An export that can be fetched."""
        export_id = await self.gathered()
        assert await Measuring(self.database, self.vault).measure(export_id)
        await Finishing(self.database, self.vault, "Europe/Madrid").finish(export_id)
        return await self.read(export_id)

    async def read(self, export_id: str) -> Export:
        async with self.database.transaction() as session:
            return await session.get_one(Export, export_id)

    def archive(
        self, export: Export, scope: Scope | None = None, database: Database | None = None
    ) -> Archive:
        return Archive(database or self.database, self.vault, export, scope)

    async def fetched(self, export: Export) -> bytes:
        """The whole archive."""
        assert export.size is not None
        return await collected(await self.archive(export).open(0, export.size))


async def collected(pieces: AsyncIterator[bytes]) -> bytes:
    return b"".join([piece async for piece in pieces])


@pytest.fixture(scope="session")
def own(postgres: PostgresCluster) -> OwnDatabase:
    """A database of these tests alone: their rows are made up."""
    return own_database(postgres, "export")


@pytest.fixture(scope="session")
async def database(own: OwnDatabase) -> AsyncIterator[Database]:
    database = Database(make_engine(own.worker))
    yield database
    await database.close()


@pytest.fixture
async def exporting(database: Database, tmp_path: Path) -> Exporting:
    """A business at work, with files in the vault."""
    return await business_with_files(database, tmp_path)


async def business_with_files(database: Database, folder: Path, **given: dict[str, Any]) -> Exporting:
    """A business with a row in every table, each file of which is stored."""
    business_id = new_id(Prefix.BUSINESS)
    files = {table: os.urandom(size) for table, size in SIZES.items()}
    values = {
        table: {"object_key": f"{business_id}/documents/{table}", "sha256": hashlib.sha256(data).hexdigest()}
        for table, data in files.items()
    }
    values["contract_decisions"] = {"outcome": "taken"}
    values["documents"] |= {"name": "Contrato ñ/«año».pdf"}
    values["revisions"] |= {"key": "seal"}
    values["invoice_documents"] |= {"format": "pdf"}
    values["invoice_documents"]["object_key"] = f"{business_id}/invoices/1.pdf"
    values["claims"]["object_key"] = f"{business_id}/claims/1.pdf"
    values["declaration_receipts"]["object_key"] = f"{business_id}/receipts/1.pdf"
    paper_id = values["certificates"]["id"] = new_id(Prefix.CERTIFICATE)
    values["sealed_versions"] |= {"paper_id": paper_id, "number": 1}
    accepted = hashlib.sha256(business_id.encode()).hexdigest()
    values["shown_texts"] = values["acceptances"] = {"sha256": accepted}
    values["businesses"] = {"id": business_id, "name": "Peñalver & Hijos {x}"}
    tenant = Tenant(values | given)
    vault = Vault(database, LocalStore(folder), bytes(32))
    async with database.transaction() as session:
        for statement in tenant.inserts(NOT_HERE):
            await session.execute(statement)
    for table, data in files.items():
        await vault.put(business_id, str(values[table]["object_key"]), data)
    return Exporting(database, vault, folder, tenant, files)
