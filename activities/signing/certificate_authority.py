"""Single-use certificates for signers, from a CA that speaks EST (RFC 7030)."""

import asyncio
import base64

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID

from activities.signing.cms_signer import CmsSigner, LocalKey
from activities.signing.errors import EnrolmentError
from terms.signatures import certificate_name, pseudonym

TIMEOUT_SECONDS = 15.0


class CertificateAuthority:
    """Enrols signers at the EST service of `url`, such as `https://ca.example/.well-known/est`."""

    def __init__(self, client: httpx.AsyncClient, url: str, auth: tuple[str, str] | None = None) -> None:
        self._client = client
        self._url = url.rstrip("/")
        self._auth = auth
        self._authorities: list[x509.Certificate] = []
        self._lock = asyncio.Lock()

    async def enrol(self, name: str, signer_id: str) -> CmsSigner:
        """A fresh P-256 key, in memory only, with a certificate for the signer.

        Raises `EnrolmentError` when the CA cannot be reached, refuses, or certifies another key.
        """
        key = ec.generate_private_key(ec.SECP256R1())
        body = base64.encodebytes(_request(key, name, signer_id).public_bytes(Encoding.DER))
        headers = {"Content-Type": "application/pkcs10", "Content-Transfer-Encoding": "base64"}
        (certificate,) = await self._certificates("POST", "simpleenroll", content=body, headers=headers)
        if certificate.public_key() != key.public_key():
            raise EnrolmentError("the CA certified another key")
        return CmsSigner(LocalKey(key), certificate, await self._chain(certificate))

    async def authorities(self) -> list[x509.Certificate]:
        """The CA's own certificates. Raises `EnrolmentError` when it cannot be reached."""
        return await self._certificates("GET", "cacerts")

    async def _chain(self, certificate: x509.Certificate) -> list[x509.Certificate]:
        """The CA certificates above `certificate`, without the root."""
        async with self._lock:
            if _issuer(certificate, self._authorities) is None:
                self._authorities = await self._certificates("GET", "cacerts")
        chain: list[x509.Certificate] = []
        link = _issuer(certificate, self._authorities)
        while link is not None and link.issuer != link.subject and link not in chain:
            chain.append(link)
            link = _issuer(link, self._authorities)
        return chain

    async def _certificates(
        self, method: str, path: str, *, content: bytes | None = None, headers: dict[str, str] | None = None
    ) -> list[x509.Certificate]:
        try:
            answer = await self._client.request(
                method,
                f"{self._url}/{path}",
                content=content,
                headers=headers,
                auth=self._auth or httpx.USE_CLIENT_DEFAULT,
                timeout=TIMEOUT_SECONDS,
            )
            answer.raise_for_status()
            certificates = pkcs7.load_der_pkcs7_certificates(base64.b64decode(answer.content))
        except (httpx.HTTPError, ValueError) as error:
            raise EnrolmentError(f"{path}: {type(error).__name__}: {error}") from error
        if not certificates or (path == "simpleenroll" and len(certificates) != 1):
            raise EnrolmentError(f"{path}: {len(certificates)} certificates in the answer")
        return certificates


def _request(key: ec.EllipticCurvePrivateKey, name: str, signer_id: str) -> x509.CertificateSigningRequest:
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, certificate_name(name)),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, pseudonym(signer_id)),
        ]
    )
    return x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())


def _issuer(certificate: x509.Certificate, among: list[x509.Certificate]) -> x509.Certificate | None:
    for candidate in among:
        if candidate.subject != certificate.issuer:
            continue
        try:
            certificate.verify_directly_issued_by(candidate)
        except Exception:  # noqa: BLE001, S112 - whatever is wrong with it, it is not the issuer
            continue
        return candidate
    return None
