"""Everything PostgreSQL holds about one envelope, read in one snapshot, its chain checked (contract E4)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.archive.versions import versions_of
from activities.records.ledger import chained, read_chain
from activities.subjects.erased import NOTHING, Erased, erased_of
from models import (
    Business,
    Certificate,
    Document,
    Envelope,
    EnvelopeDocument,
    EvidenceEvent,
    Revision,
    SealedVersion,
    Signer,
    User,
)
from models.database import Database
from models.scope import Scope
from terms.evidence import GENESIS, chain_break, personal_digest
from terms.renewal import Paper


class UnknownEnvelope(Exception):
    """There is no such envelope."""


class EvidenceBroken(Exception):
    """The stored evidence contradicts itself: nothing may be certified from it."""


@dataclass(frozen=True)
class Dossier:
    """Rows of one envelope: signers and documents in the sender's order, events and revisions in theirs."""

    envelope: Envelope
    business: Business
    sender: User | None
    signers: Sequence[Signer]
    documents: Sequence[Document]
    revisions: Sequence[Revision]
    events: Sequence[EvidenceEvent]
    certificate: Certificate | None
    renewed: Sequence[SealedVersion] = ()
    """The certificate's versions with further timestamps, oldest first."""
    tokens: Sequence[SealedVersion] = ()
    """The further timestamps over the chain, each over the one before."""
    erased: Erased = NOTHING

    @property
    def head(self) -> tuple[int, str]:
        """Sequence number and hash of the newest event."""
        return (self.events[-1].sequence, self.events[-1].hash) if self.events else (0, GENESIS)

    def revisions_of(self, document_id: str) -> list[Revision]:
        """A document's signed versions, oldest first."""
        return [revision for revision in self.revisions if revision.document_id == document_id]


async def open_dossier(database: Database, envelope_id: str, scope: Scope | None = None) -> Dossier:
    """Reads the dossier, as far as `scope` sees it.

    Raises `UnknownEnvelope`, or `EvidenceBroken` when the chain does not verify.
    """
    async with database.transaction(scope) as session:
        await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        dossier = await _read(session, envelope_id)
    check_chain(envelope_id, dossier.events)
    return dossier


def check_chain(envelope_id: str, events: Sequence[EvidenceEvent]) -> None:
    """Recomputes every hash, and every personal digest that was not redacted; raises `EvidenceBroken`."""
    broken = chain_break((chained(event), event.hash) for event in events)
    if broken is not None:
        raise EvidenceBroken(f"evidence chain of {envelope_id} breaks at event {broken}")
    for event in events:
        if event.personal is None:
            continue
        if personal_digest(event.personal_salt, event.personal) != event.personal_digest:
            raise EvidenceBroken(f"personal details of event {event.sequence} of {envelope_id} were changed")


async def _read(session: AsyncSession, envelope_id: str) -> Dossier:
    envelope = await session.get(Envelope, envelope_id)
    if envelope is None:
        raise UnknownEnvelope(envelope_id)
    documents = await session.scalars(
        select(Document)
        .join(EnvelopeDocument, EnvelopeDocument.document_id == Document.id)
        .where(EnvelopeDocument.envelope_id == envelope_id)
        .order_by(EnvelopeDocument.position)
    )
    signers = await session.scalars(
        select(Signer)
        .where(Signer.envelope_id == envelope_id)
        .order_by(Signer.routing_order, Signer.position)
    )
    revisions = await session.scalars(
        select(Revision).where(Revision.envelope_id == envelope_id).order_by(Revision.number)
    )
    certificate = await session.get(Certificate, envelope_id)
    renewals = [
        await versions_of(session, kind, certificate.id) if certificate else ()
        for kind in (Paper.CERTIFICATE, Paper.EVIDENCE_CHAIN)
    ]
    return Dossier(
        envelope=envelope,
        business=await session.get_one(Business, envelope.business_id),
        sender=await session.get(User, envelope.created_by),
        signers=list(signers),
        documents=list(documents),
        revisions=list(revisions),
        events=await read_chain(session, envelope_id),
        certificate=certificate,
        renewed=renewals[0],
        tokens=renewals[1],
        erased=await erased_of(session, envelope_id),
    )
