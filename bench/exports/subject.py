"""A business with documents of a given sum, stored in a vault of its own."""

import hashlib
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from obstore.store import LocalStore

from activities.vault.vault import Vault
from models import Business, Document, Export, User
from models.database import Database, make_engine
from models.identifiers import Prefix, new_id

MEGABYTE = 1_000_000
DOCUMENT = 20 * MEGABYTE
PIECE = MEGABYTE


@dataclass(frozen=True)
class Subject:
    """What every phase needs in order to find the business again in a process of its own."""

    database_url: str
    folder: Path
    business_id: str
    export_id: str

    def parts(self) -> tuple[Database, Vault]:
        """Database and vault."""
        database = Database(make_engine(self.database_url))
        return database, Vault(database, LocalStore(self.folder), bytes(32))


async def made(database_url: str, folder: Path, size: int) -> Subject:
    """Stores documents of random bytes, `size` together, and asks for an export."""
    subject = Subject(database_url, folder, new_id(Prefix.BUSINESS), new_id(Prefix.EXPORT))
    database, vault = subject.parts()
    now, user_id = datetime.now(UTC), new_id(Prefix.USER)
    email = f"{user_id.lower()}@example.com"
    async with database.transaction() as session:
        session.add(User(id=user_id, email=email, password_hash="-", email_verified_at=now, created_at=now))
        await session.flush()
        session.add(
            Business(
                id=subject.business_id,
                owner_id=user_id,
                name="Bench",
                country="ES",
                address={},
                created_at=now,
            )
        )
    for length in _lengths(size):
        async with database.transaction() as session:
            session.add(await _stored(vault, subject.business_id, user_id, length, now))
    async with database.transaction() as session:
        session.add(
            Export(
                id=subject.export_id, business_id=subject.business_id, requested_by=user_id, requested_at=now
            )
        )
    await database.close()
    return subject


def _lengths(size: int) -> list[int]:
    whole, rest = divmod(size, DOCUMENT)
    return [DOCUMENT] * whole + ([rest] if rest else [])


async def _stored(vault: Vault, business_id: str, user_id: str, length: int, now: datetime) -> Document:
    document_id, digest = new_id(Prefix.DOCUMENT), hashlib.sha256()

    async def content() -> AsyncIterator[bytes]:
        for _ in range(length // PIECE):
            piece = os.urandom(PIECE)
            digest.update(piece)
            yield piece

    object_key = f"{business_id}/documents/{document_id}"
    await vault.put_stream(business_id, object_key, content())
    return Document(
        id=document_id,
        business_id=business_id,
        created_by=user_id,
        name="contrato.pdf",
        sha256=digest.hexdigest(),
        uploaded_sha256=digest.hexdigest(),
        size=length,
        page_count=1,
        pages=[],
        object_key=object_key,
        created_at=now,
    )
