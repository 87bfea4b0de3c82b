"""What PostgreSQL knows about an occurrence: IP, user agent, names, words, the hashes that were shown."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.envelope_messages import Occurrence
from models import Act, Document, EnvelopeDocument, Revision, Signer, Submission
from models.identifiers import Prefix
from terms.evidence import EventKind


@dataclass
class Circumstances:
    """Details of one occurrence, split into what is personal and what is not."""

    personal: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    document_sha256: str | None = None


async def circumstances_of(session: AsyncSession, occurrence: Occurrence) -> Circumstances:
    """Everything known about the occurrence from its act or submission and its signer."""
    found = Circumstances()
    if occurrence.signer_id:
        await _add_signer(session, occurrence.signer_id, found)
    if occurrence.act_id and occurrence.act_id.startswith(Prefix.SUBMISSION.value):
        await _add_submission(session, occurrence, found)
    elif occurrence.act_id:
        await _add_act(session, occurrence.act_id, found)
    return found


async def newest_hashes(session: AsyncSession, envelope_id: str) -> dict[str, str]:
    """Document id → SHA-256 of what is shown now: its newest revision, or the original."""
    originals = await session.execute(
        select(Document.id, Document.sha256)
        .join(EnvelopeDocument, EnvelopeDocument.document_id == Document.id)
        .where(EnvelopeDocument.envelope_id == envelope_id)
    )
    hashes = {row.id: row.sha256 for row in originals}
    revisions = await session.execute(
        select(Revision.document_id, Revision.sha256)
        .where(Revision.envelope_id == envelope_id)
        .order_by(Revision.number)
    )
    hashes.update({row.document_id: row.sha256 for row in revisions})
    return hashes


async def _add_signer(session: AsyncSession, signer_id: str, found: Circumstances) -> None:
    signer = await session.get(Signer, signer_id)
    found.data["signer_id"] = signer_id
    if signer is not None:
        found.personal |= {"name": signer.name, "email": signer.email}


async def _add_act(session: AsyncSession, act_id: str, found: Circumstances) -> None:
    act = await session.get(Act, act_id)
    if act is not None:
        found.personal |= {"ip": act.ip, "user_agent": act.user_agent, "words": act.words}


async def _add_submission(session: AsyncSession, occurrence: Occurrence, found: Circumstances) -> None:
    submission = await session.get(Submission, occurrence.act_id)
    if submission is None:
        return
    found.personal |= {"ip": submission.ip, "user_agent": submission.user_agent}
    found.data["submission_id"] = submission.id
    if occurrence.kind is EventKind.CONSENT_ACCEPTED:
        found.data |= {
            "version": submission.consent_version,
            "language": submission.consent_language,
            "sha256": submission.consent_sha256,
        }
    else:
        found.personal |= {"typed_name": submission.typed_name, "values": submission.values}
        found.data |= {"method": submission.method, "time_zone": submission.time_zone}
        found.data["documents"] = await newest_hashes(session, submission.envelope_id)
