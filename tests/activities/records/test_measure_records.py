"""Records of measures are written once and never changed; an alarm is one incident (contract M7, M9)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from activities.measures import MeasureReport
from activities.records.measure_messages import AlarmOrder, OverdueMeasure
from activities.records.measure_records import MeasureRecords, digest
from deploy.stack.postgres import PostgresCluster
from models import Incident, IncidentEntry, MeasureRecord, StaffMember
from models.database import Database, make_engine
from models.identifiers import Prefix, new_id
from terms.alarms import AlarmKind
from terms.measures import RHYTHMS, Measure, Outcome
from tests.databases import own_database

DUE = datetime(2020, 1, 19, 3, 30, tzinfo=UTC)


def report(due_at: datetime = DUE, **figures: int) -> MeasureReport:
    return MeasureReport(Measure.BACKUP, due_at, DUE, DUE, Outcome.DONE, None, figures)


def watched(at: datetime, *known: Measure) -> MeasureReport:
    """A watch that knew these; without any one of a release that did not say which."""
    figures = {"overdue": {}} | ({"watched": [one.value for one in known]} if known else {})
    return MeasureReport(Measure.WATCH, at, at, at, Outcome.DONE, None, figures)


@pytest.mark.rule("M9")
async def test_a_repeated_record_changes_nothing(database: Database) -> None:
    records = MeasureRecords(database, "v9")
    await records.record(report(rows=1))
    await records.record(report(rows=2))
    async with database.transaction() as session:
        row = await session.scalar(select(MeasureRecord).where(MeasureRecord.due_at == DUE))
    assert row is not None
    assert (row.figures, row.version, row.outcome) == ({"rows": 1}, "v9", "done")
    assert row.figures_sha256 == digest({"rows": 1}) != digest({"rows": 2})


@pytest.mark.rule("M9")
@pytest.mark.parametrize(
    "statement", ["UPDATE measure_records SET outcome = 'x'", "DELETE FROM measure_records"]
)
async def test_nobody_changes_one(database: Database, statement: str) -> None:
    await MeasureRecords(database, "v9").record(report(DUE + timedelta(days=7)))
    with pytest.raises(ProgrammingError):
        async with database.transaction() as session:
            await session.execute(text(statement))


@pytest.mark.rule("M9")
async def test_an_alarm_is_one_incident_and_calls_operations_and_security(
    database: Database, draft: dict[str, str]
) -> None:
    async with database.transaction() as session:
        session.add(StaffMember(user_id=draft["user"], roles=["operations"], joined_at=DUE))
    order = AlarmOrder(AlarmKind.FAILED, "backup", f"failed:{new_id(Prefix.ACT)}", DUE, "restic ended with 1")
    records = MeasureRecords(database, "v9")
    first, again = await records.raise_alarm(order), await records.raise_alarm(order)
    assert (first.new, again.new) == (True, False)
    assert first.incident_id == again.incident_id
    assert draft["user"] in first.user_ids
    async with database.transaction() as session:
        incident = await session.get_one(Incident, first.incident_id)
        words = await session.scalar(
            select(IncidentEntry.words).where(IncidentEntry.incident_id == incident.id)
        )
        (await session.get_one(StaffMember, draft["user"])).left_at = DUE
    assert (incident.source, incident.title) == ("monitoring", "Security measure failed: backup")
    assert words == "restic ended with 1"
    assert draft["user"] not in (await records.raise_alarm(order)).user_ids


@pytest.mark.rule("M9")
async def test_one_without_a_record_of_its_due_time_is_overdue(postgres: PostgresCluster) -> None:
    database = Database(make_engine(own_database(postgres, "overdue_measures").worker))
    records, zone = MeasureRecords(database, "v9"), "Europe/Madrid"
    assert await records.overdue(DUE, zone) == [], "before the first record nothing can be late"
    await records.record(report())
    missed = RHYTHMS[Measure.BACKUP].next_after(DUE)
    grace = RHYTHMS[Measure.BACKUP].grace
    early = await records.overdue(missed + grace - timedelta(seconds=1), zone)
    assert Measure.BACKUP not in {one.measure for one in early}
    assert Measure.DETECTION in {one.measure for one in early}, "it never came in a week"
    assert OverdueMeasure(Measure.BACKUP, missed) in await records.overdue(missed + grace, zone)
    assert await records.stopped_watch(DUE + timedelta(hours=2)) is None
    stopped = OverdueMeasure(Measure.WATCH, DUE.replace(hour=4, minute=0))
    assert await records.stopped_watch(DUE + timedelta(hours=3)) == stopped
    await records.record(report(missed))
    late = await records.overdue(missed + grace, zone)
    assert Measure.BACKUP not in {one.measure for one in late}
    await database.close()


@pytest.mark.rule("M2", "M3", "M9")
async def test_one_that_was_added_later_is_missed_only_once_the_watch_knew_it(
    postgres: PostgresCluster,
) -> None:
    """Also where the service had been leaving other records for years: the first look raises no alarm."""
    database = Database(make_engine(own_database(postgres, "added_measures").worker))
    records, zone = MeasureRecords(database, "v9"), "Europe/Madrid"
    added = {measure for measure, rhythm in RHYTHMS.items() if rhythm.added}
    assert added == {Measure.REVIEW_ROUND, Measure.ACCESS_REVIEW, Measure.KEY_CHANGE}
    await records.record(report())
    await records.record(watched(DUE))

    async def missed(at: datetime) -> set[Measure]:
        return {one.measure for one in await records.overdue(at, zone)} & added

    released = datetime(2030, 5, 20, 12, tzinfo=UTC)
    assert await missed(released) == set()
    await records.record(watched(released, *Measure))
    assert await missed(released + timedelta(hours=1)) == set()
    assert await missed(released + timedelta(days=2)) == {Measure.KEY_CHANGE}
    assert await missed(datetime(2030, 7, 3, tzinfo=UTC)) == {Measure.KEY_CHANGE, Measure.REVIEW_ROUND}
    assert await missed(datetime(2030, 8, 3, tzinfo=UTC)) == added
    await database.close()
