"""A log of its own with its chain: who seals and who checks, and somebody with all rights (M7)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from temporalio.testing import ActivityEnvironment
from ulid import ULID

from activities.evidence.chain_stamp import ChainStamper
from activities.log_chain.checking import Break, LogChecker, check_all
from activities.log_chain.sealing import LogSealer, Sealed
from activities.measures import MeasureReport
from activities.records.measure_records import MeasureRecords
from activities.retention.messages import PurgeOrder
from activities.retention.rows import RowDestruction
from models import Activity
from models.database import Database, make_engine
from terms.activity import EntryClass, kept_until
from terms.log_chain import Broken
from terms.measures import Measure, Outcome
from terms.retention import PurgeStage
from tests.activities.evidence.kit import SigningKit
from tests.databases import OwnDatabase

NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(days=400)
CHANGE = "UPDATE activity SET status = 200 WHERE id = '{0}'"
REMOVE = "DELETE FROM activity WHERE id = '{0}'"
STAMP_AGAIN = "UPDATE log_segments SET token = decode('{0}', 'hex') WHERE number = 1"
BUSINESS = "biz_1"
DUE = (
    "INSERT INTO retentions (business_id, stage, blocked_at, due_at)"
    " VALUES (:business, 'people', now() - interval '6 years', now())"
)


class Chain:
    """A database of the test's own, with who seals and who checks, and somebody with all rights."""

    def __init__(self, urls: OwnDatabase, superuser: str, kit: SigningKit) -> None:
        self.urls, self.anchors_file = urls, kit.folder.anchors
        self.rows = Database(make_engine(urls.worker))
        self.retention = Database(make_engine(urls.retention))
        self.intruder = Database(make_engine(superuser))
        self.sealer = LogSealer(self.rows, ChainStamper(kit.tsa, kit.anchors), size=3)
        self.checker = LogChecker(kit.anchors)

    async def close(self) -> None:
        for each in (self.rows, self.retention, self.intruder):
            await each.close()

    async def log(
        self,
        count: int,
        kind: EntryClass = EntryClass.ACCESS,
        at: datetime = NOW,
        business_id: str | None = None,
    ) -> list[str]:
        """So many entries; their ids."""
        entries = [
            Activity(
                id=f"atv_{ULID.from_datetime(at + timedelta(milliseconds=number))}",
                at=at,
                action="api:sessions:create",
                actor="anybody",
                ip="192.0.2.7",
                objects=[],
                business_id=business_id,
                status=401,
                retention=kind.value,
                keep_until=kept_until(kind, at),
            )
            for number in range(count)
        ]
        ids = [entry.id for entry in entries]
        async with self.rows.transaction() as session:
            session.add_all(entries)
        return ids

    async def seal(self) -> Sealed:
        """Seals all there is; the last answer."""
        while (sealed := await ActivityEnvironment().run(self.sealer.seal)).entries:
            pass
        return sealed

    async def breaks(self, at: datetime | None = None) -> Sequence[Break]:
        async with self.rows.transaction() as session:
            return await check_all(session, self.checker, at or datetime.now(UTC))

    async def by_force(self, *statements: str) -> None:
        """What somebody with all rights does, past triggers and policies."""
        async with self.intruder.transaction() as session:
            await session.execute(text("SET session_replication_role = replica"))
            for statement in statements:
                await session.execute(text(statement))

    async def purge(self) -> None:
        """The last stage of the business's purge, in the retention's role."""
        async with self.rows.transaction() as session:
            await session.execute(text(DUE), {"business": BUSINESS})
        order = PurgeOrder(BUSINESS, PurgeStage.PEOPLE)
        await RowDestruction(self.retention, batch=2).destroy(order)

    async def record(self, sealed: Sealed, at: datetime = NOW) -> None:
        """What the measure leaves in writing."""
        figures = {"newest": sealed.number, "sha256": sealed.sha256}
        report = MeasureReport(Measure.LOG_SEAL, at, at, at, Outcome.DONE, None, figures)
        await MeasureRecords(self.rows, "v1").record(report)

    async def found(self) -> list[tuple[int, Broken]]:
        return [(one.number, one.broken) for one in await self.breaks()]
