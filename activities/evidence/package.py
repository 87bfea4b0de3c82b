"""The evidence package: everything about one envelope, to be checked without this service (contract E4)."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Iterator

from activities.evidence import package_files as names
from activities.evidence.dossier import Dossier, EvidenceBroken, open_dossier
from activities.evidence.texts import accepted_texts
from activities.evidence.used_certificates import UsedCertificates
from activities.evidence.verifier import script
from activities.evidence.verifier.chain import EVENTS
from activities.evidence.verifier.contents import FORMAT, MANIFEST, written_json
from activities.evidence.verifier.program import ANCHORS, CERTIFICATES, DOCUMENTS
from activities.evidence.zip_stream import ZipStream
from activities.vault.vault import Vault
from models import Document, Revision
from models.database import Database
from models.scope import Scope
from terms.envelope import EnvelopeState
from terms.texts import Holder, Text


class EnvelopeNotSent(Exception):
    """A draft has no evidence to hand over."""


class EvidenceErased(Exception):
    """The signed documents were destroyed at a data subject's request: there is nothing left to prove."""


class EvidencePackage:
    """Builds packages of envelopes that were sent; before the certificate is issued, without it."""

    def __init__(self, database: Database, vault: Vault, holder: Holder, anchors_pem: bytes) -> None:
        self._database = database
        self._vault = vault
        self._holder = holder
        self._anchors_pem = anchors_pem

    async def build(self, envelope_id: str, scope: Scope | None = None) -> AsyncIterator[bytes]:
        """The package as a zip, to be streamed, for who sees what `scope` does; one document at a time is
        in memory.

        Raises `UnknownEnvelope`, `EnvelopeNotSent`, `EvidenceErased` or `EvidenceBroken` before the first
        byte. While streaming, `EvidenceBroken` for a document that is not the one on record, and what the
        vault raises: the zip then breaks off and cannot be opened.
        """
        dossier = await open_dossier(self._database, envelope_id, scope)
        if dossier.envelope.state == EnvelopeState.DRAFT:
            raise EnvelopeNotSent(envelope_id)
        if dossier.erased.documents:
            raise EvidenceErased(envelope_id)
        texts = await accepted_texts(self._database, dossier.events, self._holder)
        return self._stream(dossier, list(texts.values()))

    async def _stream(self, dossier: Dossier, texts: list[Text]) -> AsyncIterator[bytes]:
        packed = ZipStream(dossier.events[-1].at if dossier.events else dossier.envelope.created_at)
        used = UsedCertificates()
        for name, small in self._small_files(dossier, texts):
            yield packed.add(name, small)
        async for name, data in self._large_files(dossier, used):
            yield await asyncio.to_thread(packed.add, name, data)
        yield packed.add(CERTIFICATES, used.pem())
        manifest = {"envelope_id": dossier.envelope.id, "files": packed.listing, "format": FORMAT}
        yield packed.add(MANIFEST, written_json(manifest))
        yield packed.close()

    def _small_files(self, dossier: Dossier, texts: list[Text]) -> Iterator[tuple[str, bytes]]:
        yield from names.readme_files(dossier, self._holder).items()
        yield "verify.py", script()
        yield EVENTS, names.events_json(dossier)
        yield DOCUMENTS, names.documents_json(dossier, texts)
        for text in texts:
            yield names.text_name(text), text.markdown.encode()
        yield ANCHORS, self._anchors_pem

    async def _large_files(
        self, dossier: Dossier, used: UsedCertificates
    ) -> AsyncIterator[tuple[str, bytes]]:
        for document in dossier.documents:
            original = await self._read(dossier, document.object_key, document.sha256)
            yield names.original_name(dossier, document), original
            revisions = dossier.revisions_of(document.id)
            if revisions:
                signed = await self._read(dossier, revisions[-1].object_key, revisions[-1].sha256)
                await _in_thread(_check_revisions, document, revisions, signed)
                await _in_thread(used.add_pdf, signed)
                yield names.result_name(dossier, document), signed
        certificate = dossier.certificate
        if certificate is not None:
            if not dossier.erased.certificate:
                newest = dossier.renewed[-1] if dossier.renewed else certificate
                sealed = await self._read(dossier, newest.object_key or "", newest.sha256)
                await _in_thread(used.add_pdf, sealed)
                yield names.CERTIFICATE, sealed
            for name, token in names.tokens(dossier, certificate):
                used.add_cms(token)
                yield name, token

    async def _read(self, dossier: Dossier, object_key: str, sha256: str) -> bytes:
        data = await self._vault.get(dossier.business.id, object_key)
        if await asyncio.to_thread(lambda: hashlib.sha256(data).hexdigest()) != sha256:
            raise EvidenceBroken(f"object {object_key} is not the one on record")
        return data


async def _in_thread(work: Callable[..., None], *arguments: object) -> None:
    await asyncio.to_thread(work, *arguments)


def _check_revisions(document: Document, revisions: list[Revision], signed: bytes) -> None:
    """Earlier versions are not packed: each is a beginning of the last, because signing only adds."""
    for revision in revisions:
        if hashlib.sha256(signed[: revision.size]).hexdigest() != revision.sha256:
            raise EvidenceBroken(f"revision {revision.number} of {document.id} is not within the last one")
