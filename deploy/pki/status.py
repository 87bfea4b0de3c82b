"""Certificate status: OCSP answers (RFC 6960) and CRLs (RFC 5280 §5), made fresh for each request."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ocsp

from deploy.pki.profiles import Issuer
from deploy.pki.register import Entry, Register

OCSP_VALIDITY = timedelta(hours=1)
CRL_VALIDITY = timedelta(days=1)


@dataclass(frozen=True)
class Responder:
    """The delegated OCSP responder of one CA."""

    issuer: Issuer
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    register: Register

    def answer(self, request_der: bytes) -> bytes:
        """The DER answer to a DER request, `malformedRequest` or `unauthorized` where due (RFC 6960 §2.3)."""
        try:
            request = ocsp.load_der_ocsp_request(request_der)
        except ValueError:
            return _unsuccessful(ocsp.OCSPResponseStatus.MALFORMED_REQUEST)
        entry = self.register.find(request.serial_number)
        if entry is None or not self._names_issuer(request):
            return _unsuccessful(ocsp.OCSPResponseStatus.UNAUTHORIZED)
        return self._signed(request, entry)

    def _names_issuer(self, request: ocsp.OCSPRequest) -> bool:
        builder = ocsp.OCSPRequestBuilder().add_certificate(
            self.certificate, self.issuer.certificate, request.hash_algorithm
        )
        expected = builder.build()
        return (expected.issuer_key_hash, expected.issuer_name_hash) == (
            request.issuer_key_hash,
            request.issuer_name_hash,
        )

    def _signed(self, request: ocsp.OCSPRequest, entry: Entry) -> bytes:
        now = datetime.now(UTC).replace(microsecond=0)
        builder = ocsp.OCSPResponseBuilder().add_response(
            cert=entry.certificate,
            issuer=self.issuer.certificate,
            algorithm=request.hash_algorithm,
            cert_status=ocsp.OCSPCertStatus.REVOKED if entry.revoked_at else ocsp.OCSPCertStatus.GOOD,
            this_update=now,
            # nothing is known of a certificate beyond its end, so an answer is not fresh beyond it either
            next_update=max(now, min(now + OCSP_VALIDITY, entry.certificate.not_valid_after_utc)),
            revocation_time=entry.revoked_at,
            revocation_reason=None,
        )
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, self.certificate)
        builder = builder.certificates([self.certificate])
        for extension in request.extensions:
            if isinstance(extension.value, x509.OCSPNonce):
                builder = builder.add_extension(extension.value, critical=False)
        return builder.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def crl(issuer: Issuer, revoked: Iterable[Entry]) -> bytes:
    """A fresh CRL of `issuer` in DER. Its number is the time in milliseconds, so that it only grows."""
    now = datetime.now(UTC)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(now)
        .next_update(now + CRL_VALIDITY)
        .add_extension(x509.CRLNumber(int(now.timestamp() * 1000)), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False
        )
    )
    for entry in revoked:
        if entry.revoked_at is None:
            continue
        revoked_certificate = x509.RevokedCertificateBuilder().serial_number(entry.serial)
        builder = builder.add_revoked_certificate(
            revoked_certificate.revocation_date(entry.revoked_at).build()
        )
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def _unsuccessful(status: ocsp.OCSPResponseStatus) -> bytes:
    response = ocsp.OCSPResponseBuilder.build_unsuccessful(status)
    return response.public_bytes(serialization.Encoding.DER)
