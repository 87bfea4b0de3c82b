"""Signs and seals documents to the level owed, or fails: the one place that joins CA, TSA, seal and trust."""

from collections.abc import Sequence
from dataclasses import dataclass

import httpx
from pydantic import SecretStr

from activities.signing.certificate_authority import CertificateAuthority
from activities.signing.cms_signer import CmsSigner
from activities.signing.level import findings, require_level
from activities.signing.request import SignatureRequest
from activities.signing.seal_credential import load_seal
from activities.signing.sealing import sign_for_long_term
from activities.signing.signing import Runner, SignedBytes
from activities.signing.timestamps import Timestamp, TimestampClient
from settings import Settings
from terms.signatures import SEALED_LEVEL, SIGNATURE_LEVEL, Level


@dataclass(frozen=True)
class SignedDocument:
    """A document with one more signature, and the level that validating it found."""

    signed: SignedBytes
    timestamp: Timestamp
    level: Level


class DocumentSigner:
    """Makes signatures of signers and the organisation's seal.

    All methods raise `SigningError`s and `BrokenProcessPool`; every one of them can pass and is retried,
    except `SigningForbiddenError` and `UnsignableDocumentError`, which upload has ruled out.
    """

    def __init__(
        self,
        authority: CertificateAuthority,
        tsa: TimestampClient,
        seal: CmsSigner,
        anchors_pem: bytes,
        run: Runner,
    ) -> None:
        self._authority = authority
        self._tsa = tsa
        self._seal = seal
        self._anchors_pem = anchors_pem
        self._run = run

    async def sign(self, pdf: bytes, request: SignatureRequest, name: str, signer_id: str) -> SignedDocument:
        """A signer's signature with a certificate and key made for it alone, the key gone afterwards."""
        signer = await self._authority.enrol(name, signer_id)
        signed = await sign_for_long_term(pdf, request, signer, self._tsa, self._anchors_pem, self._run)
        return await self._judged(signed, [request.field_name], SIGNATURE_LEVEL)

    async def seal(
        self, pdf: bytes, request: SignatureRequest, earlier: Sequence[str] = ()
    ) -> SignedDocument:
        """The organisation's seal; it and the signatures in the fields named `earlier` must reach B-LTA."""
        signed = await sign_for_long_term(pdf, request, self._seal, self._tsa, self._anchors_pem, self._run)
        return await self._judged(signed, [*earlier, request.field_name], SEALED_LEVEL)

    async def timestamp(self, data: bytes) -> Timestamp:
        """A time stamp over other data, such as the head of an evidence chain."""
        return await self._tsa.stamp(data)

    async def level(self, pdf: bytes, field_name: str) -> Level:
        """The level that one signature of a document reaches."""
        found = await self._run(findings, pdf, self._anchors_pem, [field_name])
        return found[0].level if found else Level.NONE

    async def _judged(self, signed: SignedBytes, fields: list[str], least: Level) -> SignedDocument:
        found = await self._run(require_level, signed.data, self._anchors_pem, fields, least)
        if signed.timestamp is None:
            raise TypeError("a signature without time stamp reached this place")
        return SignedDocument(signed, signed.timestamp, min(finding.level for finding in found))


def make_document_signer(settings: Settings, client: httpx.AsyncClient, run: Runner) -> DocumentSigner:
    """The signer that the settings describe; raises `SealCredentialError` and `OSError`."""
    return DocumentSigner(
        CertificateAuthority(client, settings.ca_url, _auth(settings.ca_username, settings.ca_password)),
        TimestampClient(client, settings.tsa_url, _auth(settings.tsa_username, settings.tsa_password)),
        load_seal(settings),
        settings.trust_anchors_file.read_bytes(),
        run,
    )


def _auth(username: str | None, password: SecretStr | None) -> tuple[str, str] | None:
    if username is None:
        return None
    return username, password.get_secret_value() if password else ""
