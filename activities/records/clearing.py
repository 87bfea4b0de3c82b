"""Clears away what nobody needs any more, and records how much of what (contract M9)."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, delete, or_, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.records.rights_request_forgetting import forget_ended
from activities.vault.vault import Vault
from models import (
    Acceptance,
    Base,
    Certificate,
    Clearing,
    EvidencePack,
    Export,
    OrderedLetter,
    PasswordReset,
)
from models.database import Database
from models.kept import OF_CLOSED_ACCOUNTS, OF_FORMER_STAFF
from terms.clearing import BATCH, Cleared, cleared_before

OBJECT_KEY = "object_key"
"""How the columns end that name objects of the vault."""


@dataclass(frozen=True)
class ClearingOrder:
    """One batch of one kind of the run of a day; batches count from 1."""

    run_on: date
    kind: Cleared
    batch: int


class Clearer:
    """What the service forgets by itself. `retention` connects as the role that may destroy evidence."""

    def __init__(self, database: Database, retention: Database, vault: Vault, batch: int = BATCH) -> None:
        self._database = database
        self._retention = retention
        self._vault = vault
        self._batch = batch

    @activity.defn(name="Clear rows away")
    async def clear_rows(self, order: ClearingOrder) -> int:
        """Removes at most one batch of letters or links, together with its record; returns how many.

        A batch that was carried out before is not carried out again: its record answers.
        """
        async with self._database.transaction() as session:
            before = await _recorded(session, order)
            if before is not None:
                return before
            table = OrderedLetter if order.kind is Cleared.LETTERS else PasswordReset
            due = select(table.id).where(_is_due(order.kind)).order_by(table.id).limit(self._batch)
            gone = await session.execute(delete(table).where(table.id.in_(due)).returning(table.id))
            count = len(gone.all())
            await _record(session, order, count)
            return count

    @activity.defn(name="Clear acceptances away")
    async def clear_acceptances(self, order: ClearingOrder) -> int:
        """Destroys at most one batch of what closed accounts accepted, with its record; returns how many.

        The database shows the retention's role nothing that is not due. Repeated, its record answers.
        """
        async with self._retention.transaction() as session:
            before = await _recorded(session, order)
            if before is not None:
                return before
            due = (
                select(Acceptance.id)
                .where(text(OF_CLOSED_ACCOUNTS[Acceptance.__tablename__]))
                .order_by(Acceptance.id)
                .limit(self._batch)
            )
            gone = await session.execute(
                delete(Acceptance).where(Acceptance.id.in_(due)).returning(Acceptance.id)
            )
            count = len(gone.all())
            await _record(session, order, count)
            return count

    @activity.defn(name="Clear what former staff signed and learned")
    async def clear_former_staff(self, order: ClearingOrder) -> int:
        """Destroys all that is due of who left the staff, with its record; returns how many rows.

        Objects go before the rows that name them, in one transaction, which sees one instant: a repeated step
        finds what is left. The database shows the retention's role nothing that is not due.
        """
        async with self._retention.transaction() as session:
            before = await _recorded(session, order)
            if before is not None:
                return before
            for object_key in await _objects_of_former_staff(session):
                await self._vault.delete(object_key.split("/")[0], object_key)
                activity.heartbeat(object_key)
            count = 0
            for table, where in OF_FORMER_STAFF.items():
                gone = await session.execute(text(f"DELETE FROM {table} WHERE {where} RETURNING 1"))  # noqa: S608 - ours, from models/kept
                count += len(gone.all())
            await _record(session, order, count)
            return count

    @activity.defn(name="Clear rights requests")
    async def clear_requests(self, order: ClearingOrder) -> int:
        """Forgets who made at most one batch of requests that ended long ago, with what they said and were
        told; returns how many. That there was a request, and how it ended, stays.
        """
        async with self._database.transaction() as session:
            before = await _recorded(session, order)
            if before is not None:
                return before
            count = await forget_ended(session, cleared_before(order.kind, datetime.now(UTC)), self._batch)
            await _record(session, order, count)
            return count

    @activity.defn(name="Clear orphan objects away")
    async def clear_objects(self, order: ClearingOrder) -> int:
        """Removes stored objects whose row never came; returns how many.

        Only such as a step of this service made and none can be about to need: old enough, and of an envelope
        only once its last step is done. Others, whatever they are, stay.
        """
        removed = 0
        before = cleared_before(Cleared.OBJECTS, datetime.now(UTC))
        async for keys in self._old_objects(before):
            activity.heartbeat(removed)
            for object_key in await self._orphans(keys):
                await self._vault.delete(object_key.split("/")[0], object_key)
                removed += 1
        async with self._database.transaction() as session:
            if await _recorded(session, order) is None:
                await _record(session, order, removed)
        return removed

    async def _old_objects(self, before: datetime) -> AsyncIterator[list[str]]:
        page: list[str] = []
        async for object_key in self._vault.older_than(before):
            page.append(object_key)
            if len(page) == self._batch:
                yield page
                page = []
        if page:
            yield page

    async def _orphans(self, object_keys: Sequence[str]) -> list[str]:
        async with self._database.transaction() as session:
            kept = await _known(session, object_keys)
            finished = await _finished(session, object_keys)
            making = await _being_made(session, object_keys)
        return [key for key in object_keys if key not in kept and _may_go(key, finished, making)]


async def _objects_of_former_staff(session: AsyncSession) -> list[str]:
    found: list[str] = []
    for table, where in OF_FORMER_STAFF.items():
        for column in Base.metadata.tables[table].columns:
            if column.name.endswith(OBJECT_KEY):
                found += await session.scalars(select(column).where(column.is_not(None), text(where)))
    return found


def _is_due(kind: Cleared) -> ColumnElement[bool]:
    before = cleared_before(kind, datetime.now(UTC))
    if kind is Cleared.LETTERS:
        return OrderedLetter.posted_at < before
    return or_(PasswordReset.ended_at < before, PasswordReset.expires_at < before)


async def _known(session: AsyncSession, object_keys: Sequence[str]) -> set[str]:
    """Those that a row names, of whatever table: tables that are added later are asked too."""
    found: set[str] = set()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if column.name.endswith(OBJECT_KEY):
                query = select(column).where(column.in_(object_keys))
                found.update(key for key in await session.scalars(query) if key is not None)
    return found


async def _being_made(session: AsyncSession, object_keys: Sequence[str]) -> set[str]:
    """Exports and packs among them that have not lapsed: each looks after its own objects until then."""
    ids = {parts[2] for key in object_keys if len(parts := key.split("/")) > 2}
    found: set[str] = set()
    for table in (Export, EvidencePack):
        query = select(table.id).where(table.id.in_(ids), table.lapsed_at.is_(None))
        found.update(await session.scalars(query))
    return found


async def _finished(session: AsyncSession, object_keys: Sequence[str]) -> set[str]:
    """Envelopes among them whose certificate is there: nothing is done for them any more."""
    envelopes = {parts[2] for key in object_keys if (parts := key.split("/"))[1:2] == ["envelopes"]}
    rows = await session.scalars(
        select(Certificate.envelope_id).where(Certificate.envelope_id.in_(envelopes))
    )
    return set(rows)


def _may_go(object_key: str, finished: set[str], making: set[str]) -> bool:
    """Whether an object without a row is one of those that this service makes and then names in a row."""
    match object_key.split("/"):
        case [_, "documents", _] | [_, "submissions", _, "drawing"]:
            return True
        case [_, "envelopes", envelope_id, "revisions" | "certificate", _]:
            return envelope_id in finished
        case [_, "exports" | "evidence-packs", made, *_]:
            return made not in making
        case [_, "subjects" | "receipts", _]:
            return True
    return False


async def _recorded(session: AsyncSession, order: ClearingOrder) -> int | None:
    count: int | None = await session.scalar(
        select(Clearing.count).where(
            Clearing.run_on == order.run_on,
            Clearing.kind == order.kind.value,
            Clearing.batch == order.batch,
        )
    )
    return count


async def _record(session: AsyncSession, order: ClearingOrder, count: int) -> None:
    await session.execute(
        insert(Clearing)
        .values(
            run_on=order.run_on,
            kind=order.kind.value,
            batch=order.batch,
            count=count,
            at=datetime.now(UTC),
        )
        .on_conflict_do_nothing()
    )
