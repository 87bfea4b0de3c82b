"""The register of incidents as staff see it."""

import csv
import io
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.cursors import cursor_after, position_of
from api.schemas.common import Page
from api.schemas.incidents import IncidentDetail, IncidentEntryView, IncidentView, StaffName
from models import Incident, IncidentEntry, KnownPerson
from terms.incidents import EntryKind, IncidentKind, IncidentSource, IncidentState

ExportFormat = Literal["csv", "jsonl"]
_COLUMNS = (
    "incident", "kind", "source", "source_id", "title", "subjects", "aware_at", "opened_at", "opened_by",
    "number", "at", "entry", "by", "words", "state",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class IncidentFilter:
    """What to list; the range is of `opened_at`, with its beginning, without its end."""

    states: Sequence[IncidentState] = ()
    kinds: Sequence[IncidentKind] = ()
    opened_from: datetime | None = None
    opened_to: datetime | None = None


async def find_incident(session: AsyncSession, incident_id: str, *, lock: bool = False) -> Incident:
    """The incident, locked for a change if asked. Raises 404."""
    incident = await session.get(Incident, incident_id, with_for_update=lock or None)
    if incident is None:
        raise Problem(Kind.NOT_FOUND)
    return incident


async def list_incidents(
    session: AsyncSession, wanted: IncidentFilter, limit: int, after: str | None
) -> Page[IncidentView]:
    """One page, newest first. Raises 422 for a cursor we did not make."""
    query = select(Incident).where(*_conditions(wanted)).order_by(Incident.id.desc()).limit(limit + 1)
    if after is not None:
        query = query.where(Incident.id < position_of(after))
    rows = (await session.scalars(query)).all()
    shown = rows[:limit]
    names = await staff_names(session, [row.opened_by for row in shown])
    return Page[IncidentView](
        items=[IncidentView.model_validate(_values(row, names)) for row in shown],
        next=cursor_after(shown[-1].id) if len(rows) > limit else None,
    )


async def show_incident(session: AsyncSession, incident: Incident) -> IncidentDetail:
    """The incident with its history."""
    entries = await _entries(session, incident.id)
    names = await staff_names(session, [incident.opened_by, *(entry.by for entry in entries)])
    shown = [_entry(entry, names) for entry in entries]
    return IncidentDetail.model_validate(_values(incident, names) | {"entries": shown})


async def export_incidents(
    session: AsyncSession, wanted: IncidentFilter, form: ExportFormat
) -> AsyncIterator[bytes]:
    """The register, a line per entry, oldest first."""
    if form == "csv":
        yield _csv_line(_COLUMNS)
    rows = await session.stream(
        select(Incident, IncidentEntry)
        .join(IncidentEntry, IncidentEntry.incident_id == Incident.id)
        .where(*_conditions(wanted))
        .order_by(Incident.id, IncidentEntry.number)
    )
    async for incident, entry in rows:
        values = _exported(incident, entry)
        yield _csv_line(values) if form == "csv" else _json_line(values)


async def staff_names(session: AsyncSession, user_ids: Sequence[str | None]) -> Mapping[str, StaffName]:
    """KnownPerson id → how that member of staff is shown."""
    wanted = {user_id for user_id in user_ids if user_id is not None}
    rows = await session.execute(select(KnownPerson.id, KnownPerson.name).where(KnownPerson.id.in_(wanted)))
    known = {row.id: row.name for row in rows}
    return {user_id: StaffName(id=user_id, name=known.get(user_id)) for user_id in wanted}


def _conditions(wanted: IncidentFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.states:
        conditions.append(Incident.state.in_([state.value for state in wanted.states]))
    if wanted.kinds:
        conditions.append(Incident.kind.in_([kind.value for kind in wanted.kinds]))
    if wanted.opened_from is not None:
        conditions.append(Incident.opened_at >= wanted.opened_from)
    if wanted.opened_to is not None:
        conditions.append(Incident.opened_at < wanted.opened_to)
    return conditions


def _values(row: Incident, names: Mapping[str, StaffName]) -> dict[str, object]:
    return {
        "id": row.id,
        "kind": IncidentKind(row.kind),
        "source": IncidentSource(row.source),
        "source_id": row.source_id,
        "title": row.title,
        "subject_ids": row.subject_ids,
        "state": IncidentState(row.state),
        "aware_at": row.aware_at,
        "opened_at": row.opened_at,
        "opened_by": names.get(row.opened_by or ""),
        "closed_at": row.closed_at,
    }


async def _entries(session: AsyncSession, incident_id: str) -> Sequence[IncidentEntry]:
    rows = await session.scalars(
        select(IncidentEntry).where(IncidentEntry.incident_id == incident_id).order_by(IncidentEntry.number)
    )
    return rows.all()


def _entry(row: IncidentEntry, names: Mapping[str, StaffName]) -> IncidentEntryView:
    return IncidentEntryView(
        number=row.number,
        at=row.at,
        kind=EntryKind(row.kind),
        by=names.get(row.by or ""),
        words=row.words,
        state=IncidentState(row.state) if row.state else None,
    )


def _exported(incident: Incident, entry: IncidentEntry) -> tuple[str | int | None, ...]:
    return (
        incident.id,
        incident.kind,
        incident.source,
        incident.source_id,
        incident.title,
        " ".join(incident.subject_ids),
        incident.aware_at.isoformat(),
        incident.opened_at.isoformat(),
        incident.opened_by,
        entry.number,
        entry.at.isoformat(),
        entry.kind,
        entry.by,
        entry.words,
        entry.state,
    )


def _csv_line(values: Sequence[str | int | None]) -> bytes:
    """A line of RFC 4180; what a spreadsheet would take for a formula is marked as text."""
    out = io.StringIO()
    csv.writer(out).writerow([tame(value) for value in values])
    return out.getvalue().encode()


def tame(value: str | int | None) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _json_line(values: Sequence[str | int | None]) -> bytes:
    return json.dumps(dict(zip(_COLUMNS, values, strict=True)), ensure_ascii=False).encode() + b"\n"
