"""The key of each business: made on first use, wrapped by the master key, destroyed once and for all."""

from datetime import UTC, datetime

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from activities.vault.cipher import KEY, unwrap_key, wrap_key
from activities.vault.errors import KeyDestroyed, ObjectMissing
from models.database import Database
from models.scope import Scope
from models.vault import BusinessKey


class BusinessKeys:
    """Keys by business, read from PostgreSQL each time: one that is destroyed is gone everywhere at once."""

    def __init__(self, database: Database, master_key: bytes) -> None:
        if len(master_key) != KEY:
            raise ValueError(f"the master key must have {KEY} bytes")
        self._database = database
        self._master_key = master_key

    async def find(self, business_id: str) -> bytes:
        """The key for reading. Raises `KeyDestroyed`, or `ObjectMissing` where none was ever made."""
        row = await self._row(business_id)
        if row is None:
            raise ObjectMissing(f"business {business_id} has stored nothing yet")
        return self._unwrapped(row)

    async def find_or_make(self, business_id: str) -> bytes:
        """The key for writing. Of two callers that make it at once, both get the one that was first."""
        row = await self._row(business_id)
        if row is None:
            await self._make(business_id)
            row = await self._row(business_id)
            assert row is not None, "business_keys rows are never deleted"  # noqa: S101
        return self._unwrapped(row)

    async def destroy(self, business_id: str) -> None:
        """Destroys the key for good; also where there is none yet, so that none is made later."""
        now = datetime.now(UTC)
        gone = {"wrapped": None, "destroyed_at": now}
        statement = insert(BusinessKey).values(business_id=business_id, created_at=now, **gone)
        statement = statement.on_conflict_do_update(
            index_elements=[BusinessKey.business_id], set_=gone, where=BusinessKey.destroyed_at.is_(None)
        )
        async with self._database.transaction(Scope.of_vault(business_id)) as session:
            await session.execute(statement)

    async def _row(self, business_id: str) -> BusinessKey | None:
        async with self._database.transaction(Scope.of_vault(business_id)) as session:
            found = await session.execute(select(BusinessKey).where(BusinessKey.business_id == business_id))
            return found.scalar_one_or_none()

    async def _make(self, business_id: str) -> None:
        key = AESGCM.generate_key(KEY * 8)
        wrapped = wrap_key(self._master_key, key, _purpose(business_id))
        statement = insert(BusinessKey).values(
            business_id=business_id, wrapped=wrapped, created_at=datetime.now(UTC)
        )
        async with self._database.transaction(Scope.of_vault(business_id)) as session:
            await session.execute(statement.on_conflict_do_nothing())

    def _unwrapped(self, row: BusinessKey) -> bytes:
        if row.wrapped is None:
            raise KeyDestroyed(f"the key of business {row.business_id} was destroyed")
        return unwrap_key(self._master_key, row.wrapped, _purpose(row.business_id))


def _purpose(business_id: str) -> str:
    return f"key of business {business_id}"
