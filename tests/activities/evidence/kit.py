"""Real keys, a real TSA and CA over HTTP, and what signs with them."""

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
import typst
from cryptography.hazmat.primitives.serialization import pkcs12

from activities.evidence.certificate_seal import CertificateSeal
from activities.evidence.chain_stamp import ChainStamper
from activities.signing.certificate_authority import CertificateAuthority
from activities.signing.cms_signer import CmsSigner, LocalKey
from activities.signing.level import findings
from activities.signing.request import SignatureRequest
from activities.signing.sealing import sign_for_long_term
from activities.signing.signing import SignedBytes
from activities.signing.timestamps import TimestampClient
from deploy.pki.folder import EST_USER, PkiFolder
from models import Document, Signer
from tests.activities.evidence.dossiers import MadeRevision, Story


def sample_pdf(text: str) -> bytes:
    """A plain PDF of one page."""
    return bytes(typst.compile(f'#"{text}"'.encode(), format="pdf"))


def seal_signer(folder: PkiFolder) -> CmsSigner:
    """The organisation's key of a local PKI."""
    bundle = pkcs12.load_pkcs12(folder.seal.read_bytes(), folder.seal_password.read_bytes())
    chain = [each.certificate for each in bundle.additional_certs]
    intermediate = [each for each in chain if each.issuer != each.subject]
    assert bundle.cert is not None
    return CmsSigner(LocalKey(bundle.key), bundle.cert.certificate, intermediate)


@dataclass
class SigningKit:
    """Signs documents as the service does."""

    folder: PkiFolder
    client: httpx.AsyncClient

    def __post_init__(self) -> None:
        url = self.folder.base_url
        auth = (EST_USER, self.folder.est_password.read_text())
        self.anchors = self.folder.anchors.read_bytes()
        self.tsa = TimestampClient(self.client, f"{url}/tsa")
        self.authority = CertificateAuthority(self.client, f"{url}/.well-known/est", auth)
        self.organisation = seal_signer(self.folder)
        self.stamper = ChainStamper(self.tsa, self.anchors)
        self.certificate_seal = CertificateSeal(self.organisation, self.tsa, self.anchors)

    async def sign(self, pdf: bytes, signer: Signer) -> SignedBytes:
        """A signer's signature with a single-use certificate."""
        key = await self.authority.enrol(signer.name, signer.id)
        request = SignatureRequest(f"Signature-{signer.id}", datetime.now(UTC))
        return await sign_for_long_term(pdf, request, key, self.tsa, self.anchors, asyncio.to_thread)

    async def seal(self, pdf: bytes, field_name: str = "Seal") -> SignedBytes:
        """The organisation's seal."""
        request = SignatureRequest(field_name, datetime.now(UTC))
        return await sign_for_long_term(
            pdf, request, self.organisation, self.tsa, self.anchors, asyncio.to_thread
        )


class SignedStory:
    """A story whose documents are real PDFs, really signed. `files` holds all bytes by object key."""

    def __init__(self, story: Story, kit: SigningKit, originals: list[bytes] | None = None) -> None:
        self.story = story
        self.files: dict[str, bytes] = {}
        self._kit = kit
        self._newest: dict[str, bytes] = {}
        for number, document in enumerate(story.documents):
            pdf = originals[number] if originals else sample_pdf(document.name)
            document.sha256 = document.uploaded_sha256 = hashlib.sha256(pdf).hexdigest()
            document.size = len(pdf)
            document.object_key = f"{story.business.id}/documents/{document.id}"
            self.files[document.object_key] = self._newest[document.id] = pdf

    async def signed_by(self, signer: Signer) -> None:
        """One signer, from the invitation to the signature in every document."""
        self.story.invite(signer)
        self.story.view(signer)
        self.story.sign(signer)
        for document in self.story.documents:
            signed = await self._kit.sign(self._newest[document.id], signer)
            await self._keep(document, f"signature:{signer.id}", signed)

    async def sealed(self) -> None:
        """The seal on every document, and the end."""
        for document in self.story.documents:
            await self._keep(document, "seal", await self._kit.seal(self._newest[document.id]))
        self.story.end("completed")

    async def completed(self) -> "SignedStory":
        """The whole story."""
        self.story.open()
        for signer in self.story.signers:
            await self.signed_by(signer)
        await self.sealed()
        return self

    async def _keep(self, document: Document, key: str, signed: SignedBytes) -> None:
        found = (await asyncio.to_thread(findings, signed.data, self._kit.anchors))[-1]
        assert signed.timestamp is not None
        size, serial = len(signed.data), signed.certificate_serial
        made = MadeRevision(signed.sha256, size, found.level.label, serial, signed.timestamp.time)
        self.story.revise(document, key, made)
        self._newest[document.id] = signed.data
        self.files[self.story.revisions[-1].object_key] = signed.data
