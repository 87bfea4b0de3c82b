"""What is exported of a person: one small zip of JSON and of what they signed (GDPR art. 15, 20)."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.clock import now
from activities.evidence.verifier.contents import written_json
from activities.evidence.zip_stream import ZipStream
from activities.export.paths import tidy
from activities.subjects.finding import earlier_addresses_of, is_theirs
from activities.subjects.messages import SubjectExportReady
from activities.subjects.traces import at, traces_of
from activities.vault.errors import KeyDestroyed
from activities.vault.vault import Vault
from models import (
    Business,
    Document,
    Envelope,
    EnvelopeDocument,
    Revision,
    Signer,
    SubjectMeasure,
    SubjectPlace,
)
from models.database import Database
from terms.envelope import EnvelopeState, SignerState
from terms.subjects import MeasureState, export_until

FORMAT = "rubrica-data-subject/1"
IMPOSSIBLE = "SubjectExportImpossible"
"""Error type: what was to be exported is destroyed."""
README = (
    "Datos personales de una persona en los sobres de quien se los envió (RGPD, art. 15 y 20):\n"
    "person.json los dice; documents/ tiene lo que firmó; manifest.json, el SHA-256 de cada archivo.\n\n"
    "Personal data of one person in the envelopes of who sent them (GDPR art. 15 and 20):\n"
    "person.json tells them; documents/ holds what they signed; manifest.json the SHA-256 of each file.\n"
)


class SubjectExports:
    """Makes and removes them. `zone` is the holder's (contract C1)."""

    def __init__(self, database: Database, vault: Vault, zone: str) -> None:
        self._database = database
        self._vault = vault
        self._zone = zone

    @activity.defn(name="Export data subject")
    async def make(self, measure_id: str) -> SubjectExportReady:
        """Gathers, packs and stores; repeated, what was made stays.

        Raises `ApplicationError` of type `SubjectExportImpossible` when its data or key is destroyed.
        """
        async with self._database.transaction() as session:
            await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            measure = await session.get(SubjectMeasure, measure_id, with_for_update=True)
            if measure is None or measure.email is None or measure.ended_at is not None:
                raise _impossible()
            if measure.fetch_until is None:
                told, files = await _gathered(session, measure, now())
                await self._store(measure, told, files)
                measure.fetch_until = export_until(now(), self._zone)
                measure.begun_at = now()
                measure.state = MeasureState.IN_FORCE.value
            return SubjectExportReady(measure.fetch_until)

    @activity.defn(name="Remove export of data subject")
    async def remove(self, measure_id: str) -> None:
        """Nobody can fetch it any more; then it goes. May be repeated."""
        async with self._database.transaction() as session:
            measure = await session.get(SubjectMeasure, measure_id, with_for_update=True)
            if measure is None:
                return
            measure.state = MeasureState.ENDED.value
            measure.begun_at, measure.ended_at = measure.begun_at or now(), measure.ended_at or now()
            object_key = measure.object_key
        if object_key is not None:
            await self._vault.delete(measure.business_id, object_key)

    async def _pack(
        self, measure: SubjectMeasure, told: dict[str, Any], files: Sequence[tuple[str, Revision]]
    ) -> AsyncIterator[bytes]:
        packed = ZipStream(measure.asked_at)
        yield packed.add("README.txt", README.encode())
        yield packed.add("person.json", written_json(told))
        for path, revision in files:
            data = await self._vault.get(measure.business_id, revision.object_key)
            if hashlib.sha256(data).hexdigest() != revision.sha256:
                raise RuntimeError(f"object of {revision.id} is not the one on record")
            activity.heartbeat(path)
            yield await asyncio.to_thread(packed.add, path, data)
        manifest = {"measure_id": measure.id, "format": FORMAT, "files": dict(packed.listing)}
        yield packed.add("manifest.json", written_json(manifest))
        yield packed.close()

    async def _store(
        self, measure: SubjectMeasure, told: dict[str, Any], files: Sequence[tuple[str, Revision]]
    ) -> None:
        """Under the lock of the measure, so that of two attempts one writes."""
        digest, size = hashlib.sha256(), 0

        async def packed() -> AsyncIterator[bytes]:
            nonlocal size
            async for piece in self._pack(measure, told, files):
                digest.update(piece)
                size += len(piece)
                yield piece

        object_key = f"{measure.business_id}/subjects/{measure.id}.zip"
        try:
            await self._vault.put_stream(measure.business_id, object_key, packed())
        except KeyDestroyed as error:
            raise _impossible() from error
        measure.object_key, measure.sha256, measure.size = object_key, digest.hexdigest(), size


def _impossible() -> ApplicationError:
    return ApplicationError("what was to be exported is destroyed", type=IMPOSSIBLE, non_retryable=True)


async def _gathered(
    session: AsyncSession, measure: SubjectMeasure, made_at: datetime
) -> tuple[dict[str, Any], list[tuple[str, Revision]]]:
    """What the JSON tells, and what lies beside it: path and signed version."""
    emails = await earlier_addresses_of(session, measure.business_id, str(measure.email))
    business = await session.get_one(Business, measure.business_id)
    envelopes, files = [], []
    for signer, envelope in await _places(session, measure.id):
        theirs = is_theirs(signer, emails)
        documents = await _documents(session, envelope.id)
        signed = await _signed(session, envelope, signer) if theirs else {}
        paths = {
            document.id: f"documents/{envelope.id}/{number:02} {tidy(document.name)}.pdf"
            for number, document in enumerate(documents, start=1)
        }
        files += [(paths[document_id], revision) for document_id, revision in signed.items()]
        envelopes.append(
            _envelope(envelope, documents if theirs else [], signed, paths)
            | await traces_of(session, signer, emails, theirs=theirs)
        )
    told = {
        "format": FORMAT,
        "made_at": at(made_at),
        "person": {"email": measure.email, "other_emails": sorted(emails - {str(measure.email).lower()})},
        "controller": {"name": business.name, "tax_id": business.tax_id, "country": business.country}
        | {"address": business.address},
        "envelopes": envelopes,
    }
    return told, files


async def _places(session: AsyncSession, measure_id: str) -> list[tuple[Signer, Envelope]]:
    rows = await session.execute(
        select(Signer, Envelope)
        .join(SubjectPlace, SubjectPlace.signer_id == Signer.id)
        .join(Envelope, Envelope.id == Signer.envelope_id)
        .where(SubjectPlace.measure_id == measure_id)
        .order_by(Signer.id)
    )
    return [(row.Signer, row.Envelope) for row in rows]


async def _documents(session: AsyncSession, envelope_id: str) -> list[Document]:
    rows = await session.scalars(
        select(Document)
        .join(EnvelopeDocument, EnvelopeDocument.document_id == Document.id)
        .where(EnvelopeDocument.envelope_id == envelope_id)
        .order_by(EnvelopeDocument.position)
    )
    return list(rows)


async def _signed(session: AsyncSession, envelope: Envelope, signer: Signer) -> dict[str, Revision]:
    """Document → what the person has a right to: the finished one, or as far as their own signature."""
    if signer.state != SignerState.SIGNED.value:
        return {}
    query = select(Revision).where(Revision.envelope_id == envelope.id).order_by(Revision.number)
    if envelope.state != EnvelopeState.COMPLETED.value:
        query = query.where(Revision.key == f"signature:{signer.id}")
    return {row.document_id: row for row in await session.scalars(query)}


def _envelope(
    envelope: Envelope, documents: Sequence[Document], signed: dict[str, Revision], paths: dict[str, str]
) -> dict[str, Any]:
    return {
        "envelope": {
            "id": envelope.id,
            "title": envelope.title,
            "message": envelope.message,
            "state": envelope.state,
            "sent_at": at(envelope.sent_at),
            "finished_at": at(envelope.finished_at),
        },
        "documents": [
            {
                "id": document.id,
                "name": document.name,
                "sha256": document.sha256,
                "signed": {"path": paths[document.id], "sha256": signed[document.id].sha256}
                if document.id in signed
                else None,
            }
            for document in documents
        ],
    }
