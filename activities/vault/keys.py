"""The keys of each business: made on first use, wrapped by the master key, destroyed once and for all."""

from datetime import UTC, datetime

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.dialects.postgresql import insert

from activities.vault.cipher import KEY, unwrap_key, wrap_key
from activities.vault.errors import KeyDestroyed, ObjectMissing
from models.database import Database
from models.scope import Scope
from models.vault import BusinessKey
from terms.retention import DataClass


class BusinessKeys:
    """Keys by business and class of data.

    They are read from PostgreSQL each time: one that is destroyed is gone everywhere at once.
    """

    def __init__(self, database: Database, master_key: bytes) -> None:
        if len(master_key) != KEY:
            raise ValueError(f"the master key must have {KEY} bytes")
        self._database = database
        self._master_key = master_key

    async def find(self, business_id: str, kind: DataClass) -> bytes:
        """The key for reading. Raises `KeyDestroyed`, or `ObjectMissing` where none was ever made."""
        row = await self._row(business_id, kind)
        if row is None:
            raise ObjectMissing(f"business {business_id} has stored nothing of {kind} yet")
        return self._unwrapped(row)

    async def find_or_make(self, business_id: str, kind: DataClass) -> bytes:
        """The key for writing. Of two callers that make it at once, both get the one that was first.

        Raises `KeyDestroyed`, or `ObjectMissing` where the business went meanwhile.
        """
        row = await self._row(business_id, kind)
        if row is None:
            await self._make(business_id, kind)
            row = await self._row(business_id, kind)
            if row is None:
                raise ObjectMissing(f"business {business_id} has no key of {kind}: it is gone")
        return self._unwrapped(row)

    async def destroy(self, business_id: str, kind: DataClass) -> None:
        """Destroys the key for good; also where there is none yet, so that none is made later.

        The database lets only the retention's role do it, and only once the class is due.
        """
        now = datetime.now(UTC)
        gone = {"wrapped": None, "destroyed_at": now}
        statement = insert(BusinessKey).values(
            business_id=business_id, data_class=kind.value, created_at=now, **gone
        )
        statement = statement.on_conflict_do_update(
            index_elements=[BusinessKey.business_id, BusinessKey.data_class],
            set_=gone,
            where=BusinessKey.destroyed_at.is_(None),
        )
        async with self._database.transaction(Scope.of_purge(business_id)) as session:
            await session.execute(statement)

    async def _row(self, business_id: str, kind: DataClass) -> BusinessKey | None:
        async with self._database.transaction(Scope.of_vault(business_id)) as session:
            return await session.get(BusinessKey, (business_id, kind.value))

    async def _make(self, business_id: str, kind: DataClass) -> None:
        key = AESGCM.generate_key(KEY * 8)
        wrapped = wrap_key(self._master_key, key, _purpose(business_id))
        statement = insert(BusinessKey).values(
            business_id=business_id, data_class=kind.value, wrapped=wrapped, created_at=datetime.now(UTC)
        )
        async with self._database.transaction(Scope.of_vault(business_id)) as session:
            await session.execute(statement.on_conflict_do_nothing())

    def _unwrapped(self, row: BusinessKey) -> bytes:
        if row.wrapped is None:
            raise KeyDestroyed(f"the key of business {row.business_id} was destroyed")
        return unwrap_key(self._master_key, row.wrapped, _purpose(row.business_id))


def _purpose(business_id: str) -> str:
    return f"key of business {business_id}"
