"""The records that security measures leave, and the alarms about them (contract M7, M9)."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.clock import now
from activities.measures import MeasureReport
from activities.records.incident_register import open_incident
from activities.records.measure_messages import AlarmOrder, AlarmReceipt, OverdueMeasure
from activities.records.staff_at_work import at_work
from models import Incident, MeasureRecord, StaffMember
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.alarms import CALLED, AlarmKind
from terms.incidents import IncidentSource
from terms.measures import RHYTHMS, Measure, standing, watch_stopped

_TITLES = {
    AlarmKind.FAILED: "Security measure failed: {}",
    AlarmKind.OVERDUE: "Security measure overdue: {}",
    AlarmKind.DETECTED: "Detected: {}",
    AlarmKind.EXPIRED: "Expired: {}",
}


class MeasureRecords:
    """Writes what was done, and calls the staff where it was not."""

    def __init__(self, database: Database, version: str) -> None:
        self._database = database
        self._version = version

    @activity.defn(name="Record measure")
    async def record(self, report: MeasureReport) -> None:
        """Writes one time of a measure; the same due time is recorded once."""
        async with self._database.transaction() as session:
            await session.execute(
                insert(MeasureRecord)
                .values(
                    id=new_id(Prefix.MEASURE_RECORD),
                    measure=report.measure.value,
                    due_at=report.due_at,
                    began_at=report.began_at,
                    ended_at=report.ended_at,
                    outcome=report.outcome.value,
                    reason=report.reason,
                    figures=report.figures,
                    figures_sha256=digest(report.figures),
                    version=self._version,
                )
                .on_conflict_do_nothing(index_elements=["measure", "due_at"])
            )

    @activity.defn(name="Find overdue measures")
    async def overdue(self, at: datetime, zone: str) -> list[OverdueMeasure]:
        """Those without a record of a due time, from when each is judged."""
        async with self._database.transaction() as session:
            rows = await session.execute(
                select(MeasureRecord.measure, func.max(MeasureRecord.due_at).label("newest")).group_by(
                    MeasureRecord.measure
                )
            )
            newest: dict[str, datetime] = {row.measure: row.newest for row in rows}
            since = {one: await judged_from(session, one, at) for one in Measure if one.value not in newest}
        stands = {one: standing(one, since.get(one, at), newest.get(one.value), at, zone) for one in Measure}
        return [OverdueMeasure(one, each.missed_at) for one, each in stands.items() if each.missed_at]

    @activity.defn(name="Find stopped watch")
    async def stopped_watch(self, at: datetime) -> OverdueMeasure | None:
        """The watch itself, once it has not run for some time: it was paused, or its schedule is gone."""
        async with self._database.transaction() as session:
            since = await judged_from(session, Measure.WATCH, at)
            newest = await session.scalar(
                select(func.max(MeasureRecord.due_at)).where(MeasureRecord.measure == Measure.WATCH.value)
            )
        missed_at = watch_stopped(since, newest, at)
        return OverdueMeasure(Measure.WATCH, missed_at) if missed_at else None

    @activity.defn(name="Is measure recorded")
    async def recorded_since(self, measure: Measure, due_at: datetime) -> bool:
        """Whether it was carried out for that due time, or later."""
        async with self._database.transaction() as session:
            found = await session.scalar(
                select(MeasureRecord.id)
                .where(MeasureRecord.measure == measure.value, MeasureRecord.due_at >= due_at)
                .limit(1)
            )
            return found is not None

    @activity.defn(name="Find who is called")
    async def called(self) -> list[str]:
        """Ids of the members of staff who are told."""
        async with self._database.transaction() as session:
            return await _called(session)

    @activity.defn(name="Raise alarm")
    async def raise_alarm(self, order: AlarmOrder) -> AlarmReceipt:
        """Enters an incident, once per `source_id`, and says whom to tell."""
        async with self._database.transaction() as session:
            new = await open_incident(
                session,
                new_id(Prefix.INCIDENT),
                order.incident,
                IncidentSource.MONITORING,
                title=_TITLES[order.kind].format(order.subject),
                words=order.words,
                aware_at=order.aware_at,
                now=now(),
                source_id=order.source_id,
                subject_ids=order.subject_ids,
            )
            incident_id = await session.scalar(
                select(Incident.id).where(Incident.source_id == order.source_id)
            )
            return AlarmReceipt(str(incident_id), new, await _called(session))


async def judged_from(session: AsyncSession, measure: Measure, at: datetime) -> datetime:
    """From when a measure without a record is judged: from the first record of any, or, where it was added to
    services that had some, from the first watch that knew it. Before that nothing was missed `at` all.
    """
    first = select(func.min(MeasureRecord.began_at))
    if RHYTHMS[measure].added:
        knew = MeasureRecord.figures["watched"].contains([measure.value])
        first = first.where(MeasureRecord.measure == Measure.WATCH.value, knew)
    return await session.scalar(first) or at


def digest(figures: Mapping[str, Any]) -> str:
    """SHA-256 of figures as JSON with sorted keys and without blanks."""
    written = json.dumps(figures, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


async def _called(session: AsyncSession) -> list[str]:
    rows = await session.scalars(select(StaffMember).where(*at_work(now())).order_by(StaffMember.user_id))
    return [row.user_id for row in rows if CALLED & set(row.roles)]
