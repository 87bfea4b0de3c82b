"""The purge of one stage: keys first, then rows, objects and histories; each step may be repeated (S18)."""

from datetime import UTC, datetime

from sqlalchemy import update
from temporalio import activity

from activities.retention.departing import name_departing
from activities.retention.histories import Histories
from activities.retention.messages import PurgeOrder
from activities.retention.rows import RowDestruction
from activities.vault.errors import KeyDestroyed
from activities.vault.vault import Vault
from models import Retention
from models.database import Database
from terms.retention import DataClass, PurgeStage

KEYS = {
    PurgeStage.DOCUMENTS_AND_EVIDENCE: DataClass.DOCUMENTS_AND_EVIDENCE,
    PurgeStage.CONTRACT_AND_BILLING: DataClass.CONTRACT_AND_BILLING,
}
"""Stage → class whose objects, and their key, go with it."""


class Purge:
    """Destroys. `shredder` is the vault in the retention's role, which alone may destroy keys."""

    def __init__(self, database: Database, rows: RowDestruction, vault: Vault, shredder: Vault) -> None:
        self._database = database
        self._rows = rows
        self._vault = vault
        self._shredder = shredder
        self._histories = Histories(database)

    @activity.defn(name="Purge")
    async def purge(self, order: PurgeOrder) -> None:
        """Destroys everything of the stage. Raises `ApplicationError` of type `PurgeNotDue`.

        What is to be destroyed outside the database is recorded before, so that a repeated step, which finds
        less, records no less.
        """
        await self._rows.note(order, "begun", ())
        await self._begin(order)
        kind = KEYS.get(order.stage)
        if kind is not None:
            await self._destroy_key(order, kind)
        client, own = activity.client(), activity.info().workflow_id or ""
        workflow_ids = await self._histories.find(client, order, own)
        await self._rows.note(order, "histories", workflow_ids)
        await self._histories.delete(client, workflow_ids)
        await self._rows.destroy(order)
        if kind is not None:
            await self._destroy_objects(order, kind)

    async def _begin(self, order: PurgeOrder) -> None:
        async with self._database.transaction() as session:
            await session.execute(
                update(Retention)
                .where(
                    Retention.business_id == order.business_id,
                    Retention.stage == order.stage.value,
                    Retention.begun_at.is_(None),
                )
                .values(begun_at=datetime.now(UTC))
            )
            if order.stage is PurgeStage.PEOPLE:
                await name_departing(session, order.business_id)

    async def _destroy_key(self, order: PurgeOrder, kind: DataClass) -> None:
        """Of the documents' key only after invoices from before classes had keys have left it."""
        if kind is DataClass.DOCUMENTS_AND_EVIDENCE:
            await self._move_invoices(order.business_id)
        await self._rows.note(order, "key", [f"{order.business_id}/{kind}"])
        await self._shredder.destroy_key(order.business_id, kind)
        listed = [f"{key} {size}" async for key, size in self._vault.objects(order.business_id, kind)]
        await self._rows.note(order, "objects", listed)

    async def _move_invoices(self, business_id: str) -> None:
        try:
            async for key, _ in self._vault.objects(business_id, DataClass.CONTRACT_AND_BILLING):
                await self._vault.move_to_own_key(business_id, key)
        except KeyDestroyed:
            return

    async def _destroy_objects(self, order: PurgeOrder, kind: DataClass) -> None:
        keys = [key async for key, _ in self._vault.objects(order.business_id, kind)]
        for key in keys:
            await self._vault.delete(order.business_id, key)
