"""Appending to the evidence ledger: one hash chain per envelope, each step recorded once (contract E4)."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import EvidenceEvent
from models.identifiers import Prefix, new_id
from terms.evidence import GENESIS, ActorKind, ChainedEvent, EventKind, event_hash, personal_digest

SALT_BYTES = 16


@dataclass(frozen=True)
class EventDraft:
    """An event to append. `key` names the step: an event whose key the envelope already has is not repeated.

    `at` is the instant it happened; `personal` holds what erasure may have to redact (IP, user agent,
    names, addresses), `data` only what is not personal.
    """

    key: str
    kind: EventKind
    at: datetime
    actor: ActorKind
    actor_id: str | None = None
    document_id: str | None = None
    document_sha256: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    personal: Mapping[str, Any] = field(default_factory=dict)


async def append_events(
    session: AsyncSession, envelope_id: str, drafts: Sequence[EventDraft]
) -> list[EvidenceEvent]:
    """Appends the drafts whose keys are new, in order, within the caller's transaction; returns those.

    A lock held until the transaction ends keeps two writers from naming the same predecessor.
    """
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(envelope_id, 0))))
    known = await _known_keys(session, envelope_id, [draft.key for draft in drafts])
    sequence, previous = await chain_head(session, envelope_id)
    appended: list[EvidenceEvent] = []
    for draft in drafts:
        if draft.key in known:
            continue
        known.add(draft.key)
        sequence += 1
        row = _chained_row(envelope_id, sequence, previous, draft)
        session.add(row)
        appended.append(row)
        previous = row.hash
    await session.flush()
    return appended


async def chain_head(session: AsyncSession, envelope_id: str) -> tuple[int, str]:
    """Sequence number and hash of the newest event; `(0, GENESIS)` for an empty chain."""
    newest = await session.execute(
        select(EvidenceEvent.sequence, EvidenceEvent.hash)
        .where(EvidenceEvent.envelope_id == envelope_id)
        .order_by(EvidenceEvent.sequence.desc())
        .limit(1)
    )
    row = newest.first()
    return (row.sequence, row.hash) if row else (0, GENESIS)


async def read_chain(session: AsyncSession, envelope_id: str) -> list[EvidenceEvent]:
    """All events of an envelope in order."""
    rows = await session.scalars(
        select(EvidenceEvent).where(EvidenceEvent.envelope_id == envelope_id).order_by(EvidenceEvent.sequence)
    )
    return list(rows)


def chained(row: EvidenceEvent) -> ChainedEvent:
    """The row as the chain hashes it."""
    return ChainedEvent(
        envelope_id=row.envelope_id,
        sequence=row.sequence,
        at=row.at,
        kind=EventKind(row.kind),
        actor=ActorKind(row.actor),
        actor_id=row.actor_id,
        document_id=row.document_id,
        document_sha256=row.document_sha256,
        data=row.data,
        personal_digest=row.personal_digest,
        previous=row.previous,
    )


async def _known_keys(session: AsyncSession, envelope_id: str, keys: Sequence[str]) -> set[str]:
    found = await session.scalars(
        select(EvidenceEvent.key).where(EvidenceEvent.envelope_id == envelope_id, EvidenceEvent.key.in_(keys))
    )
    return set(found)


def _chained_row(envelope_id: str, sequence: int, previous: str, draft: EventDraft) -> EvidenceEvent:
    salt = os.urandom(SALT_BYTES)
    personal = {name: value for name, value in draft.personal.items() if value is not None}
    event = ChainedEvent(
        envelope_id=envelope_id,
        sequence=sequence,
        at=draft.at,
        kind=draft.kind,
        actor=draft.actor,
        actor_id=draft.actor_id,
        document_id=draft.document_id,
        document_sha256=draft.document_sha256,
        data=draft.data,
        personal_digest=personal_digest(salt, personal),
        previous=previous,
    )
    return EvidenceEvent(
        envelope_id=envelope_id,
        sequence=sequence,
        id=new_id(Prefix.EVENT),
        key=draft.key,
        at=draft.at,
        kind=draft.kind.value,
        actor=draft.actor.value,
        actor_id=draft.actor_id,
        document_id=draft.document_id,
        document_sha256=draft.document_sha256,
        data=dict(draft.data),
        personal=personal,
        personal_salt=salt,
        personal_digest=event.personal_digest,
        previous=previous,
        hash=event_hash(event),
    )
