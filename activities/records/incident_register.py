"""Entering incidents and what becomes of them, within the caller's transaction (contract A7, M7)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models import Incident, IncidentEntry
from terms.incidents import EntryKind, IncidentKind, IncidentSource, IncidentState


async def open_incident(
    session: AsyncSession,
    incident_id: str,
    kind: IncidentKind,
    source: IncidentSource,
    *,
    title: str,
    words: str,
    aware_at: datetime,
    now: datetime,
    source_id: str | None = None,
    subject_ids: Sequence[str] = (),
    by: str | None = None,
) -> bool:
    """Enters an incident, with its first entry; says whether it is new.

    The same id or `source_id` is entered once. `title` and `words` must hold no personal data.
    """
    made = await session.execute(
        insert(Incident)
        .values(
            id=incident_id,
            kind=kind.value,
            source=source.value,
            source_id=source_id,
            title=title,
            subject_ids=list(subject_ids),
            aware_at=aware_at,
            opened_at=now,
            opened_by=by,
            state=IncidentState.OPEN.value,
        )
        .on_conflict_do_nothing()
        .returning(Incident.id)
    )
    if made.first() is None:
        return False
    session.add(_entry(incident_id, 1, EntryKind.OPENED, words, now, by, IncidentState.OPEN))
    await session.flush()
    return True


async def add_entry(
    session: AsyncSession,
    incident: Incident,
    words: str,
    *,
    now: datetime,
    by: str | None,
    state: IncidentState | None = None,
) -> None:
    """Writes the next entry of an incident that the caller has locked; with `state` it takes that one."""
    last = await session.scalar(
        select(func.max(IncidentEntry.number)).where(IncidentEntry.incident_id == incident.id)
    )
    kind = EntryKind.NOTE if state is None else EntryKind.STATE
    session.add(_entry(incident.id, (last or 0) + 1, kind, words, now, by, state))
    if state is not None:
        incident.state = state.value
        incident.closed_at = now if state is IncidentState.CLOSED else None
    await session.flush()


def _entry(
    incident_id: str,
    number: int,
    kind: EntryKind,
    words: str,
    at: datetime,
    by: str | None,
    state: IncidentState | None,
) -> IncidentEntry:
    return IncidentEntry(
        incident_id=incident_id,
        number=number,
        at=at,
        kind=kind.value,
        by=by,
        words=words,
        state=state.value if state else None,
    )
