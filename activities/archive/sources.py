"""Where sealed papers and timestamps that stand alone are found, and what is left of them (contract E4)."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from activities.subjects.erased import erased_of
from models import Certificate, DeclarationReceipt, Envelope, PurgeCertificate, SealedVersion, SubjectMeasure
from models.identifiers import Prefix, new_id
from terms.renewal import Paper


@dataclass(frozen=True)
class Sealed:
    """One that was sealed and not noted yet. Its bytes are `data`, or lie in the vault.

    A certificate of evidence needs not be read: its timestamp is of the same hour and authority as the one
    over the evidence, its `token`.
    """

    kind: Paper
    paper_id: str
    business_id: str
    sealed_at: datetime
    object_key: str | None = None
    data: bytes | None = field(default=None, repr=False)
    token: bytes | None = field(default=None, repr=False)
    sha256: str = ""
    size: int = 0


async def unnoted(session: AsyncSession, limit: int) -> list[Sealed]:
    """Some of each kind."""
    found: list[Sealed] = []
    for certificate, business_id in await session.execute(_certificates().limit(limit)):
        facts = (certificate.id, business_id, certificate.created_at)
        token = certificate.chain_token
        found.append(_certificate(certificate, business_id))
        found.append(Sealed(Paper.EVIDENCE_CHAIN, *facts, data=token, token=token))
    for receipt in await session.scalars(_receipts().limit(limit)):
        facts = (receipt.id, receipt.business_id, receipt.issued_at)
        found.append(Sealed(Paper.RECEIPT, *facts, object_key=receipt.object_key))
    for purge in await session.scalars(_purges().limit(limit)):
        facts = (purge.id, purge.business_id, purge.issued_at)
        found.append(Sealed(Paper.PURGE_CERTIFICATE, *facts, data=purge.pdf))
    for measure in await session.scalars(_measures().limit(limit)):
        facts = (measure.id, measure.business_id, measure.ended_at or measure.begun_at or measure.asked_at)
        found.append(Sealed(Paper.SUBJECT_CERTIFICATE, *facts, data=measure.certificate))
    return found


def _certificate(row: Certificate, business_id: str) -> Sealed:
    return Sealed(
        Paper.CERTIFICATE,
        row.id,
        business_id,
        row.created_at,
        object_key=row.object_key,
        token=row.chain_token,
        sha256=row.sha256,
        size=row.size,
    )


def _certificates() -> Select[Certificate, str]:
    return (
        select(Certificate, Envelope.business_id)
        .join(Envelope, Envelope.id == Certificate.envelope_id)
        .where(_new(Paper.CERTIFICATE, Certificate.id))
        .order_by(Certificate.id)
    )


def _receipts() -> Select[DeclarationReceipt]:
    is_new = _new(Paper.RECEIPT, DeclarationReceipt.id)
    return select(DeclarationReceipt).where(is_new).order_by(DeclarationReceipt.id)


def _purges() -> Select[PurgeCertificate]:
    is_new = _new(Paper.PURGE_CERTIFICATE, PurgeCertificate.id)
    return select(PurgeCertificate).where(is_new).order_by(PurgeCertificate.id)


def _measures() -> Select[SubjectMeasure]:
    is_new = _new(Paper.SUBJECT_CERTIFICATE, SubjectMeasure.id)
    certified = SubjectMeasure.certificate.is_not(None)
    return select(SubjectMeasure).where(certified, is_new).order_by(SubjectMeasure.id)


def _new(kind: Paper, paper_id: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    noted = select(SealedVersion.number).where(
        SealedVersion.kind == kind.value, SealedVersion.paper_id == paper_id
    )
    return ~noted.exists()


async def is_left(session: AsyncSession, kind: Paper, paper_id: str) -> bool:
    """Whether the paper is still there to be renewed. Keeps erasures away until the transaction's end."""
    if kind not in (Paper.CERTIFICATE, Paper.EVIDENCE_CHAIN):
        return True
    envelope = await session.scalar(
        select(Envelope)
        .join(Certificate, Certificate.envelope_id == Envelope.id)
        .where(Certificate.id == paper_id)
        .with_for_update(of=Envelope)
    )
    if envelope is None:
        return False
    erased = await erased_of(session, envelope.id)
    return not (erased.documents or (kind is Paper.CERTIFICATE and erased.certificate))


async def chain_token(session: AsyncSession, version: SealedVersion) -> bytes:
    """The newest token over an envelope's evidence."""
    if version.token is not None:
        return version.token
    certificate = await session.scalars(
        select(Certificate.chain_token).where(Certificate.id == version.paper_id)
    )
    return certificate.one()


async def kept_in_row(session: AsyncSession, kind: Paper, paper_id: str) -> bytes | None:
    """The bytes of a paper that is kept in its row; locked until the transaction's end."""
    if kind is Paper.PURGE_CERTIFICATE:
        purge = await session.get(PurgeCertificate, paper_id)
        return purge.pdf if purge else None
    measure = await session.get(SubjectMeasure, paper_id, with_for_update=True)
    return measure.certificate if measure else None


async def grow(session: AsyncSession, version: SealedVersion, data: bytes) -> bool:
    """Puts the renewed paper in the place of the one in its row; `False` where it is another one by now."""
    kind = Paper(version.kind)
    before = await kept_in_row(session, kind, version.paper_id)
    if before is None or hashlib.sha256(before).hexdigest() != version.sha256:
        return False
    if kind is Paper.PURGE_CERTIFICATE:
        purge = update(PurgeCertificate).where(PurgeCertificate.id == version.paper_id)
        await session.execute(purge.values(pdf=data))
    else:
        measure = update(SubjectMeasure).where(SubjectMeasure.id == version.paper_id)
        await session.execute(measure.values(certificate=data))
    return True


def new_object_key(before: str) -> str:
    """Where another version of a paper in the vault lies: in the folder of the one before."""
    folder, _, name = before.rpartition("/")
    suffix = ".pdf" if name.endswith(".pdf") else ""
    return f"{folder}/{new_id(Prefix.REVISION)}{suffix}"
