"""The CMS of a PAdES signature, assembled from parts that are encoded once (ETSI EN 319 122-1, 142-1).

pyHanko's own signer models the CMS as objects and encodes it several times over, which costs more than all
else of a signature together; here only what depends on the document is encoded for each signature.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from activities.signing.der import OCTET_STRING, SEQUENCE, SET, integer, oid, set_of, tlv

CMS_ROOM = 2048
"""Bytes of a CMS besides its certificates and time stamp, generously."""

_DATA = oid("1.2.840.113549.1.7.1")
_SIGNED_DATA = oid("1.2.840.113549.1.7.2")
_CONTENT_TYPE = oid("1.2.840.113549.1.9.3")
_MESSAGE_DIGEST = oid("1.2.840.113549.1.9.4")
_SIGNING_CERTIFICATE_V2 = oid("1.2.840.113549.1.9.16.2.47")
_TIMESTAMP_TOKEN = oid("1.2.840.113549.1.9.16.2.14")
_SHA256 = tlv(SEQUENCE, oid("2.16.840.1.101.3.4.2.1"))
_ECDSA_SHA256 = tlv(SEQUENCE, oid("1.2.840.10045.4.3.2"))
_RSA_SHA256 = tlv(SEQUENCE, oid("1.2.840.113549.1.1.11"), b"\x05\x00")


class SigningKey(Protocol):
    """A private key, in this process or in a device."""

    def sign(self, data: bytes) -> bytes:
        """The signature over `data` with SHA-256: ECDSA in DER, or RSA PKCS#1 v1.5."""


@dataclass(frozen=True)
class LocalKey:
    """A key in this process's memory; it lives as long as this object."""

    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

    def sign(self, data: bytes) -> bytes:
        """Signs with the key."""
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self.key.sign(data, ec.ECDSA(hashes.SHA256()))


@dataclass(frozen=True)
class SignedDigest:
    """Signed attributes over one document digest, and the signature over them, in DER."""

    attributes: bytes
    signature: bytes


class CmsSigner:
    """Signs document digests with one certificate's key.

    `chain` holds the certificates between it and the root; the root itself is the validator's business.
    """

    def __init__(
        self, key: SigningKey, certificate: x509.Certificate, chain: Sequence[x509.Certificate] = ()
    ) -> None:
        self.key = key
        self.certificate = certificate
        self.chain = tuple(chain)
        der = certificate.public_bytes(Encoding.DER)
        issuer = certificate.issuer.public_bytes()
        serial = integer(certificate.serial_number)
        self._signer_id = tlv(SEQUENCE, issuer, serial)
        self._content_type = _attribute(_CONTENT_TYPE, _DATA)
        self._signing_certificate = _attribute(
            _SIGNING_CERTIFICATE_V2, _certificate_reference(der, issuer, serial)
        )
        encoded_chain = (link.public_bytes(Encoding.DER) for link in self.chain)
        self._certificates = set_of(der, *encoded_chain, tag=0xA0)
        is_rsa = isinstance(certificate.public_key(), rsa.RSAPublicKey)
        self._algorithm = _RSA_SHA256 if is_rsa else _ECDSA_SHA256

    @property
    def serial(self) -> str:
        """The certificate's serial number in lower-case hex."""
        return f"{self.certificate.serial_number:x}"

    @property
    def room(self) -> int:
        """Bytes that a CMS of this signer needs without a time stamp, at most."""
        return len(self._certificates) + CMS_ROOM

    def sign(self, document_digest: bytes) -> SignedDigest:
        """Signs the SHA-256 digest of a document's signed byte range."""
        digest = _attribute(_MESSAGE_DIGEST, tlv(OCTET_STRING, document_digest))
        attributes = set_of(self._content_type, digest, self._signing_certificate)
        return SignedDigest(attributes, self.key.sign(attributes))

    def assemble(self, signed: SignedDigest, timestamp_token: bytes | None = None) -> bytes:
        """The detached CMS in DER, with the time stamp over `signed.signature` where there is one."""
        unsigned = b""
        if timestamp_token is not None:
            unsigned = tlv(0xA1, _attribute(_TIMESTAMP_TOKEN, timestamp_token))
        signer_info = tlv(
            SEQUENCE,
            integer(1),
            self._signer_id,
            _SHA256,
            # the signed attributes lose their SET tag to an implicit [0] (RFC 5652 §5.4)
            b"\xa0" + signed.attributes[1:],
            self._algorithm,
            tlv(OCTET_STRING, signed.signature),
            unsigned,
        )
        signed_data = tlv(
            SEQUENCE,
            integer(1),
            tlv(SET, _SHA256),
            tlv(SEQUENCE, _DATA),
            self._certificates,
            tlv(SET, signer_info),
        )
        return tlv(SEQUENCE, _SIGNED_DATA, tlv(0xA0, signed_data))


def _attribute(kind: bytes, value: bytes) -> bytes:
    return tlv(SEQUENCE, kind, tlv(SET, value))


def _certificate_reference(der: bytes, issuer: bytes, serial: bytes) -> bytes:
    """SigningCertificateV2 with the one certificate; SHA-256 is its default algorithm (RFC 5035 §3)."""
    issuer_serial = tlv(SEQUENCE, tlv(SEQUENCE, tlv(0xA4, issuer)), serial)
    reference = tlv(SEQUENCE, tlv(OCTET_STRING, hashlib.sha256(der).digest()), issuer_serial)
    return tlv(SEQUENCE, tlv(SEQUENCE, reference))
