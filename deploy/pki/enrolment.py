"""Enrolment over secure transport (EST, RFC 7030): a CSR in, a signer's certificate out."""

import base64
import binascii
import secrets

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID

from deploy.pki import profiles
from deploy.pki.folder import EST_USER, Pki

SUBJECT_PARTS = frozenset({NameOID.COMMON_NAME, NameOID.SERIAL_NUMBER, NameOID.COUNTRY_NAME})


class EnrolmentError(Exception):
    """A certificate request that cannot be granted; the message says why."""


def authorised(pki: Pki, header: str | None) -> bool:
    """Whether an `Authorization: Basic` header carries the enrolment password."""
    expected = base64.b64encode(f"{EST_USER}:{pki.est_password}".encode())
    given = (header or "").removeprefix("Basic ").encode()
    return secrets.compare_digest(given, expected)


def enrol(pki: Pki, body: bytes) -> bytes:
    """Issues a certificate for a base64 PKCS#10 request and answers base64 PKCS#7 (RFC 7030 §4.2).

    Raises `EnrolmentError` for a request that is malformed, badly signed, not P-256, or names anything
    besides common name, serial number and country.
    """
    request = _request(body)
    public_key = request.public_key()
    if not isinstance(public_key, ec.EllipticCurvePublicKey) or public_key.curve.name != "secp256r1":
        raise EnrolmentError("the key is not ECDSA P-256")
    names = {attribute.oid for attribute in request.subject}
    if not names <= SUBJECT_PARTS or NameOID.COMMON_NAME not in names:
        raise EnrolmentError("the subject needs a common name and may have a serial number and a country")
    certificate = profiles.signing_certificate(pki.issuing, public_key, request.subject, pki.signer_validity)
    pki.register.add(certificate)
    return certificates([certificate])


def certificates(chain: list[x509.Certificate]) -> bytes:
    """A base64 certs-only PKCS#7, EST's answer format."""
    return base64.encodebytes(pkcs7.serialize_certificates(chain, Encoding.DER))


def _request(body: bytes) -> x509.CertificateSigningRequest:
    try:
        request = x509.load_der_x509_csr(base64.b64decode(body))
        valid = request.is_signature_valid
    except (ValueError, binascii.Error, UnsupportedAlgorithm) as error:
        raise EnrolmentError("not a base64 PKCS#10 request") from error
    if not valid:
        raise EnrolmentError("the request's own signature is not valid")
    return request
