"""Which objects of the vault are in an export, under which names (contract S16, E4, S19)."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from activities.export import paths
from models import (
    Certificate,
    Claim,
    DeclarationReceipt,
    Document,
    Envelope,
    EnvelopeDocument,
    Invoice,
    InvoiceDocument,
    Revision,
    SealedVersion,
)
from terms.renewal import Paper

AT_ONCE = 500
"""Rows in memory at a time."""


@dataclass(frozen=True)
class VaultFile:
    """An object and where it lies in the archive; `sha256` is what the tables say of it."""

    path: str
    object_key: str
    sha256: str | None = None
    rows: int | None = None


async def vault_files(session: AsyncSession, business_id: str) -> AsyncIterator[list[VaultFile]]:
    """All of a business, some hundreds at a time, each path once."""
    for query, named in _KINDS:
        found = await session.stream(query(business_id), execution_options={"yield_per": AT_ONCE})
        async for rows in found.partitions(AT_ONCE):
            yield [VaultFile(named(row), row.object_key, row.sha256) for row in rows]


def _documents(business_id: str) -> Select[*tuple[Any, ...]]:
    return (
        select(Document.id, Document.name, Document.object_key, Document.sha256)
        .where(Document.business_id == business_id)
        .order_by(Document.id)
    )


def _revisions(business_id: str) -> Select[*tuple[Any, ...]]:
    place = (EnvelopeDocument.envelope_id == Revision.envelope_id) & (
        EnvelopeDocument.document_id == Revision.document_id
    )
    return (
        select(
            Revision.envelope_id,
            Revision.number,
            Revision.key,
            Revision.object_key,
            Revision.sha256,
            Document.name,
            EnvelopeDocument.position,
        )
        .join(Envelope, Envelope.id == Revision.envelope_id)
        .join(Document, Document.id == Revision.document_id)
        .join(EnvelopeDocument, place)
        .where(Envelope.business_id == business_id)
        .order_by(Revision.envelope_id, EnvelopeDocument.position, Revision.number)
    )


def _certificates(business_id: str) -> Select[*tuple[Any, ...]]:
    return (
        select(Certificate.envelope_id, Certificate.object_key, Certificate.sha256)
        .join(Envelope, Envelope.id == Certificate.envelope_id)
        .where(Envelope.business_id == business_id)
        .order_by(Certificate.envelope_id)
    )


def _invoices(business_id: str) -> Select[*tuple[Any, ...]]:
    return (
        select(Invoice.number, InvoiceDocument.format, InvoiceDocument.object_key, InvoiceDocument.sha256)
        .join(Invoice, Invoice.id == InvoiceDocument.invoice_id)
        .where(InvoiceDocument.business_id == business_id)
        .order_by(Invoice.id, InvoiceDocument.format)
    )


def _claims(business_id: str) -> Select[*tuple[Any, ...]]:
    return (
        select(Claim.id, Claim.object_key, Claim.sha256)
        .where(Claim.business_id == business_id)
        .order_by(Claim.id)
    )


def _receipts(business_id: str) -> Select[*tuple[Any, ...]]:
    return (
        select(DeclarationReceipt.id, DeclarationReceipt.object_key, DeclarationReceipt.sha256)
        .where(DeclarationReceipt.business_id == business_id)
        .order_by(DeclarationReceipt.id)
    )


def _renewed_certificates(business_id: str) -> Select[*tuple[Any, ...]]:
    return _renewed(Paper.CERTIFICATE, business_id, Certificate.envelope_id).join(
        Certificate, Certificate.id == SealedVersion.paper_id
    )


def _renewed_receipts(business_id: str) -> Select[*tuple[Any, ...]]:
    return _renewed(Paper.RECEIPT, business_id)


def _renewed(kind: Paper, business_id: str, *more: InstrumentedAttribute[str]) -> Select[*tuple[Any, ...]]:
    """Versions with a further timestamp."""
    version = SealedVersion
    return (
        select(version.paper_id, version.number, version.object_key, version.sha256, *more)
        .where(version.business_id == business_id, version.kind == kind.value)
        .where(version.number > 0, version.object_key.is_not(None))
        .order_by(version.paper_id, version.number)
    )


_KINDS: tuple[tuple[Callable[[str], Select[*tuple[Any, ...]]], Callable[[Row[Any]], str]], ...] = (
    (_documents, lambda row: paths.document_path(row.id, row.name)),
    (
        _revisions,
        lambda row: paths.revision_path(row.envelope_id, row.position, row.name, row.number, row.key),
    ),
    (_certificates, lambda row: paths.certificate_path(row.envelope_id)),
    (_renewed_certificates, lambda row: paths.certificate_path(row.envelope_id, row.number)),
    (_invoices, lambda row: paths.invoice_path(row.number, row.format)),
    (_claims, lambda row: paths.claim_path(row.id)),
    (_receipts, lambda row: paths.receipt_path(row.id)),
    (_renewed_receipts, lambda row: paths.receipt_path(row.paper_id, row.number)),
)
