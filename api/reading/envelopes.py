"""Envelopes as their sender sees them, read from the tables."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.subjects.blocked import envelope_is_restricted
from api.access.callers import Member
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.schemas.envelopes import (
    EnvelopeDocumentView,
    EnvelopeView,
    EventView,
    FieldView,
    Reminders,
    SignerView,
)
from models import Certificate, Document, Envelope, EnvelopeDocument, EvidenceEvent, Field, Revision, Signer
from terms.envelope import EnvelopeState, SignerState

SEAL_KEY = "seal"


async def owned_envelope(session: AsyncSession, member: Member, envelope_id: str) -> Envelope:
    """The envelope, if it is the business's and the caller may see its mode.

    Raises 404 alike for one that is not and one that is nowhere.
    """
    envelope = await session.scalar(
        select(Envelope).where(Envelope.id == envelope_id, Envelope.business_id == member.business_id)
    )
    if envelope is None or not member.may_see(test=envelope.test):
        raise Problem(Kind.NOT_FOUND)
    return envelope


async def readable_envelope(session: AsyncSession, member: Member, envelope_id: str) -> Envelope:
    """The envelope, for reading its content. Raises 404, and 403 while it is restricted.

    The owner, who answers for it and may need it for claims, reads it all the same (GDPR art. 18.2).
    """
    envelope = await owned_envelope(session, member, envelope_id)
    if not member.is_owner_in_person and await envelope_is_restricted(session, envelope_id):
        raise Problem(Kind.ENVELOPE_RESTRICTED)
    return envelope


async def owned_envelope_document(
    session: AsyncSession, member: Member, envelope_id: str, document_id: str
) -> Document:
    """A document of the business's envelope, for reading. Raises 404, and 403 while it is restricted."""
    await readable_envelope(session, member, envelope_id)
    return await document_of(session, envelope_id, document_id)


async def document_of(session: AsyncSession, envelope_id: str, document_id: str) -> Document:
    """A document of an envelope. Raises 404 for any other."""
    document = await session.scalar(
        select(Document)
        .join(EnvelopeDocument, EnvelopeDocument.document_id == Document.id)
        .where(EnvelopeDocument.envelope_id == envelope_id, Document.id == document_id)
    )
    if document is None:
        raise Problem(Kind.NOT_FOUND)
    return document


async def documents_of(session: AsyncSession, envelope_id: str) -> Sequence[Document]:
    """The documents of an envelope in the sender's order."""
    rows = await session.scalars(
        select(Document)
        .join(EnvelopeDocument, EnvelopeDocument.document_id == Document.id)
        .where(EnvelopeDocument.envelope_id == envelope_id)
        .order_by(EnvelopeDocument.position)
    )
    return rows.all()


async def signers_of(session: AsyncSession, envelope_id: str) -> Sequence[Signer]:
    """The signers of an envelope in the sender's order."""
    rows = await session.scalars(
        select(Signer).where(Signer.envelope_id == envelope_id).order_by(Signer.position)
    )
    return rows.all()


async def newest_revisions(session: AsyncSession, envelope_id: str) -> Mapping[str, Revision]:
    """Document id → its newest signed version."""
    rows = await session.scalars(
        select(Revision).where(Revision.envelope_id == envelope_id).order_by(Revision.number)
    )
    return {row.document_id: row for row in rows}


async def show_envelope(session: AsyncSession, envelope: Envelope) -> EnvelopeView:
    """The envelope, whole."""
    await session.refresh(envelope)
    certificate = await session.scalar(select(Certificate.id).where(Certificate.envelope_id == envelope.id))
    return EnvelopeView(
        id=envelope.id,
        title=envelope.title,
        message=envelope.message,
        language=envelope.language,
        state=EnvelopeState(envelope.state),
        documents=await _documents(session, envelope.id),
        signers=await _signers(session, envelope.id),
        expires_in_days=envelope.expires_in_days,
        expires_at=envelope.expires_at,
        reminders=Reminders(**envelope.reminders),
        metadata=envelope.custom,
        external_id=envelope.external_id,
        paused=envelope.paused,
        test=envelope.test,
        reason=envelope.reason,
        created_at=envelope.created_at,
        sent_at=envelope.sent_at,
        finished_at=envelope.finished_at,
        certificate_ready=certificate is not None,
    )


async def _documents(session: AsyncSession, envelope_id: str) -> list[EnvelopeDocumentView]:
    newest = await newest_revisions(session, envelope_id)
    sealed = await _sealed(session, envelope_id)
    return [
        _document(row, newest.get(row.id), sealed=row.id in sealed)
        for row in await documents_of(session, envelope_id)
    ]


async def _sealed(session: AsyncSession, envelope_id: str) -> set[str]:
    """Documents with the seal, whatever timestamps were added since."""
    rows = await session.scalars(
        select(Revision.document_id).where(Revision.envelope_id == envelope_id, Revision.key == SEAL_KEY)
    )
    return set(rows)


def _document(row: Document, newest: Revision | None, *, sealed: bool) -> EnvelopeDocumentView:
    return EnvelopeDocumentView(
        id=row.id,
        name=row.name,
        page_count=row.page_count,
        sha256=row.sha256,
        signed_sha256=newest.sha256 if newest else None,
        level=newest.level if newest else None,
        sealed=sealed,
    )


async def _signers(session: AsyncSession, envelope_id: str) -> list[SignerView]:
    fields = defaultdict(list)
    for field in await session.scalars(
        select(Field).where(Field.envelope_id == envelope_id).order_by(Field.id)
    ):
        fields[field.signer_id].append(_field(field))
    return [_signer(row, fields[row.id]) for row in await signers_of(session, envelope_id)]


def _signer(row: Signer, fields: list[FieldView]) -> SignerView:
    return SignerView(
        id=row.id,
        name=row.name,
        email=row.email,
        language=row.language,
        routing_order=row.routing_order,
        state=SignerState(row.state),
        notified_at=row.notified_at,
        viewed_at=row.viewed_at,
        acted_at=row.acted_at,
        decline_reason=row.decline_reason,
        fields=fields,
    )


def _field(row: Field) -> FieldView:
    return FieldView.model_validate(
        {name: getattr(row, name) for name in FieldView.model_fields},
    )


def show_event(row: EvidenceEvent) -> EventView:
    """One link of the chain. What erasure redacted is absent."""
    personal = row.personal or {}
    return EventView(
        sequence=row.sequence,
        at=row.at,
        kind=row.kind,
        actor=row.actor,
        actor_id=row.actor_id,
        document_id=row.document_id,
        document_sha256=row.document_sha256,
        ip=personal.get("ip"),
        user_agent=personal.get("user_agent"),
        data=row.data,
        hash=row.hash,
        previous=row.previous,
    )
