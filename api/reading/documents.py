"""Documents as they are shown, and which bytes stand for them now."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.archive.versions import newest_version
from activities.subjects.blocked import document_is_restricted
from api.access.callers import Member
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.schemas.documents import DocumentView
from api.schemas.signing import PageView
from models import Certificate, Document, Revision
from terms.renewal import Paper


@dataclass(frozen=True)
class StoredFile:
    """A file in the vault: where it is, what it is called, and the hash by which everybody knows it."""

    business_id: str
    object_key: str
    sha256: str
    size: int
    name: str
    media_type: str = "application/pdf"


def sha256_of(data: bytes) -> str:
    """SHA-256 as lower-case hex."""
    return hashlib.sha256(data).hexdigest()


async def owned_document(session: AsyncSession, member: Member, document_id: str) -> Document:
    """The document, if it is the business's and the caller may see its mode. Raises 404."""
    document = await session.scalar(
        select(Document).where(Document.id == document_id, Document.business_id == member.business_id)
    )
    if document is None or not member.may_see(test=document.test):
        raise Problem(Kind.NOT_FOUND)
    return document


async def readable_document(session: AsyncSession, member: Member, document_id: str) -> Document:
    """The document, for reading its content. Raises 404, and 403 while an envelope with it is restricted.

    The owner reads it all the same (GDPR art. 18.2).
    """
    document = await owned_document(session, member, document_id)
    if not member.is_owner_in_person and await document_is_restricted(session, document_id):
        raise Problem(Kind.ENVELOPE_RESTRICTED)
    return document


def original_file(document: Document) -> StoredFile:
    """The document as it was sent."""
    return StoredFile(
        document.business_id, document.object_key, document.sha256, document.size, document.name
    )


async def signed_file(session: AsyncSession, envelope_id: str, document: Document) -> StoredFile | None:
    """The newest signed version; `None` before the first signature."""
    revision = await session.scalar(
        select(Revision)
        .where(Revision.envelope_id == envelope_id, Revision.document_id == document.id)
        .order_by(Revision.number.desc())
        .limit(1)
    )
    return revision_file(document, revision) if revision else None


def revision_file(document: Document, revision: Revision) -> StoredFile:
    """A signed version of the document."""
    return StoredFile(
        document.business_id, revision.object_key, revision.sha256, revision.size, document.name
    )


async def certificate_file(session: AsyncSession, business_id: str, envelope_id: str) -> StoredFile | None:
    """The certificate of evidence with its newest timestamp; `None` before it is issued."""
    found = await session.scalar(select(Certificate).where(Certificate.envelope_id == envelope_id))
    if found is None:
        return None
    name = f"certificate {envelope_id}.pdf"
    renewed = await newest_version(session, Paper.CERTIFICATE, found.id)
    if renewed is not None and renewed.object_key is not None:
        return StoredFile(business_id, renewed.object_key, renewed.sha256, renewed.size, name)
    return StoredFile(business_id, found.object_key, found.sha256, found.size, name)


async def current_file(session: AsyncSession, envelope_id: str, document: Document) -> StoredFile:
    """What is shown to a signer now: the newest signed version, or the original."""
    return await signed_file(session, envelope_id, document) or original_file(document)


def show_document(document: Document) -> DocumentView:
    """A document as examined."""
    return DocumentView(
        id=document.id,
        name=document.name,
        sha256=document.sha256,
        uploaded_sha256=document.uploaded_sha256,
        size=document.size,
        page_count=document.page_count,
        pages=[PageView(**page) for page in document.pages],
        changes=document.changes,
        findings=document.findings,
        signature_count=document.signature_count,
        test=document.test,
        created_at=document.created_at,
    )
