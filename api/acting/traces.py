"""What signers look at and take with them, kept in evidence (contract E4)."""

from datetime import datetime

from activities.records.ledger import EventDraft, append_events
from api.access.callers import LinkHolder
from api.access.scopes import scope_of
from api.frame.context import Origin
from models.database import Database
from terms.evidence import ActorKind, EventKind


async def trace_document_view(
    database: Database, holder: LinkHolder, document_id: str, sha256: str, origin: Origin, now: datetime
) -> None:
    """The signer was shown this document in this version: once per version."""
    key = f"document-viewed-{holder.signer.id}-{document_id}-{sha256[:16]}"
    await _append(database, holder, EventKind.DOCUMENT_VIEWED, key, origin, now, document_id, sha256)


async def trace_download(
    database: Database, holder: LinkHolder, sha256: str | None, origin: Origin, now: datetime
) -> None:
    """The signer took the copy: once a day, so that nobody can flood the evidence."""
    key = f"copy-downloaded-{holder.signer.id}-{now.date().isoformat()}"
    await _append(database, holder, EventKind.COPY_DOWNLOADED, key, origin, now, None, sha256)


async def _append(
    database: Database,
    holder: LinkHolder,
    kind: EventKind,
    key: str,
    origin: Origin,
    now: datetime,
    document_id: str | None,
    sha256: str | None,
) -> None:
    event = EventDraft(
        key=key,
        kind=kind,
        at=now,
        actor=ActorKind.SIGNER,
        actor_id=holder.signer.id,
        document_id=document_id,
        document_sha256=sha256,
        data={"signer_id": holder.signer.id, "link_id": holder.link.id},
        personal={"ip": origin.ip, "user_agent": origin.user_agent},
    )
    async with database.transaction(scope_of(holder)) as session:
        await append_events(session, holder.envelope.id, [event])
