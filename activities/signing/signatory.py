"""The activities that sign and seal: each signature of each document once, whoever asks and however often.

The row in `revisions` is what counts. Bytes are stored before it, under a key of their own, so that a crash
in between leaves an object nobody knows, never a row without its object. Row and evidence are one
transaction.
"""

import hashlib
import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.records.ledger import EventDraft, append_events
from activities.signing.circumstances import Base, field_name, newest_base, read_act, signature_request
from activities.signing.document_signer import DocumentSigner, SignedDocument
from activities.signing.errors import SigningError
from activities.signing.messages import SealOrder, SignatureOrder, SignedRevision
from activities.signing.request import SignatureRequest
from activities.vault.vault import Vault
from models import Revision
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.evidence import ActorKind, EventKind

logger = logging.getLogger(__name__)

SEAL = "seal"


class ConflictError(SigningError):
    """Another revision took the number in the meantime: the next attempt builds on that one."""


@dataclass(frozen=True)
class _Task:
    """One revision to make. `key` makes it unique within the envelope and document."""

    envelope_id: str
    document_id: str
    key: str
    kind: EventKind
    signer_id: str | None = None


class Signatory:
    """Signs with the signers' own certificates and seals with the organisation's."""

    def __init__(self, database: Database, vault: Vault, signer: DocumentSigner) -> None:
        self._database = database
        self._vault = vault
        self._signer = signer

    @activity.defn(name="Apply signer's signature")
    async def sign(self, order: SignatureOrder) -> SignedRevision:
        """Adds one signer's signature to the newest version of a document: PAdES B-T at least.

        Raises `SigningError`s, `VaultError`s and database errors; all can pass and are retried.
        """
        task = _Task(
            order.envelope_id,
            order.document_id,
            f"signature:{order.signer_id}",
            EventKind.SIGNATURE_APPLIED,
            order.signer_id,
        )
        async with self._database.transaction() as session:
            if (done := await _find(session, task)) is not None:
                return done
            base = await newest_base(session, task.envelope_id, task.document_id)
            act = await read_act(
                session, order.envelope_id, order.document_id, order.signer_id, order.submission_id
            )
        drawing = None
        if (drawing_key := act.submission.drawing_object_key) is not None:
            drawing = await self._vault.get(base.business_id, drawing_key)
        request = signature_request(act, order.envelope_id, task.key, drawing, datetime.now(UTC))
        document = await self._signer.sign(await self._read(base), request, act.signer.name, act.signer.id)
        return await self._keep(task, base, document)

    @activity.defn(name="Seal document")
    async def seal(self, order: SealOrder) -> SignedRevision:
        """Seals the newest version of a document, which becomes PAdES B-LTA with all its signatures.

        Raises what `sign` raises.
        """
        task = _Task(order.envelope_id, order.document_id, SEAL, EventKind.SEAL_APPLIED)
        async with self._database.transaction() as session:
            if (done := await _find(session, task)) is not None:
                return done
            base = await newest_base(session, task.envelope_id, task.document_id)
            earlier = await _signature_fields(session, task)
        request = SignatureRequest(f"{SEAL}-{order.envelope_id}", datetime.now(UTC))
        document = await self._signer.seal(await self._read(base), request, earlier)
        return await self._keep(task, base, document)

    async def _read(self, base: Base) -> bytes:
        pdf = await self._vault.get(base.business_id, base.object_key)
        if hashlib.sha256(pdf).hexdigest() != base.sha256:
            raise SigningError(f"{base.object_key} is not what was stored")
        return pdf

    async def _keep(self, task: _Task, base: Base, document: SignedDocument) -> SignedRevision:
        """Stores the bytes, then records them unless another attempt was faster: its row stands then."""
        revision = _row(task, base, document)
        await self._vault.put(base.business_id, revision.object_key, document.signed.data)
        try:
            async with self._database.transaction() as session:
                session.add(revision)
                await session.flush()
                await append_events(session, task.envelope_id, [_event(task, revision)])
        except IntegrityError:
            await self._discard(base.business_id, revision.object_key)
            async with self._database.transaction() as session:
                done = await _find(session, task)
            if done is None:
                raise ConflictError(f"{task.document_id} has a newer revision by now") from None
            return done
        logger.info("%s of %s in %s: %s", task.key, task.document_id, task.envelope_id, revision.level)
        return _answer(revision)

    async def _discard(self, business_id: str, object_key: str) -> None:
        """The object of a lost race; one that cannot be removed now is encrypted and known to nobody."""
        with suppress(Exception):
            await self._vault.delete(business_id, object_key)


async def _find(session: AsyncSession, task: _Task) -> SignedRevision | None:
    row = await session.scalar(
        select(Revision).where(
            Revision.envelope_id == task.envelope_id,
            Revision.document_id == task.document_id,
            Revision.key == task.key,
        )
    )
    return _answer(row) if row is not None else None


async def _signature_fields(session: AsyncSession, task: _Task) -> list[str]:
    keys = await session.scalars(
        select(Revision.key)
        .where(Revision.envelope_id == task.envelope_id, Revision.document_id == task.document_id)
        .order_by(Revision.number)
    )
    return [field_name(key) for key in keys]


def _row(task: _Task, base: Base, document: SignedDocument) -> Revision:
    revision_id = new_id(Prefix.REVISION)
    return Revision(
        id=revision_id,
        envelope_id=task.envelope_id,
        document_id=task.document_id,
        number=base.number + 1,
        key=task.key,
        sha256=document.signed.sha256,
        base_sha256=base.sha256,
        object_key=f"{base.business_id}/envelopes/{task.envelope_id}/revisions/{revision_id}",
        size=len(document.signed.data),
        level=document.level.label,
        certificate_serial=document.signed.certificate_serial,
        signed_at=document.timestamp.time,
        created_at=datetime.now(UTC),
    )


def _event(task: _Task, revision: Revision) -> EventDraft:
    return EventDraft(
        key=f"{task.key}:{task.document_id}",
        kind=task.kind,
        at=revision.signed_at,
        actor=ActorKind.SERVICE,
        document_id=task.document_id,
        document_sha256=revision.sha256,
        data={
            "signer_id": task.signer_id,
            "revision_id": revision.id,
            "revision": revision.number,
            "level": revision.level,
            "certificate_serial": revision.certificate_serial,
            "timestamp": revision.signed_at.astimezone(UTC).isoformat(),
        },
    )


def _answer(revision: Revision) -> SignedRevision:
    return SignedRevision(revision.id, revision.number, revision.sha256, revision.level)
