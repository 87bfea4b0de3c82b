"""Certificate profiles of the local PKI (RFC 5280; ECDSA P-256 throughout)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

CLOCK_SKEW = timedelta(minutes=5)
"""Certificates begin this much earlier, so that a reader's slow clock accepts them."""
AUTHORITY_VALIDITY = timedelta(days=3650)
DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")
"""id-kp-documentSigning (RFC 9336)."""


@dataclass(frozen=True)
class Issuer:
    """A CA: its certificate, its key, and where its certificate and status can be had."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    certificate_url: str
    crl_url: str
    ocsp_url: str | None = None


def authority_name(common_name: str) -> x509.Name:
    """The name of a part of this PKI."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ES"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Rúbrica Local"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def root_certificate(key: ec.EllipticCurvePrivateKey, common_name: str) -> x509.Certificate:
    """A self-signed root."""
    name = authority_name(common_name)
    builder = _base(name, key.public_key(), name, datetime.now(UTC), AUTHORITY_VALIDITY)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
    return builder.add_extension(_usage(authority=True), critical=True).sign(key, hashes.SHA256())


def authority_certificate(
    issuer: Issuer, public_key: ec.EllipticCurvePublicKey, common_name: str
) -> x509.Certificate:
    """A CA below the root that issues end-entity certificates only."""
    builder = _issued(issuer, authority_name(common_name), public_key, AUTHORITY_VALIDITY)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    return builder.add_extension(_usage(authority=True), critical=True).sign(issuer.key, hashes.SHA256())


def timestamping_certificate(
    issuer: Issuer,
    public_key: ec.EllipticCurvePublicKey,
    common_name: str,
    validity: timedelta = AUTHORITY_VALIDITY,
) -> x509.Certificate:
    """A TSA's certificate: its only, critical purpose is time stamping (RFC 3161 §2.3)."""
    builder = _issued(issuer, authority_name(common_name), public_key, validity)
    builder = builder.add_extension(_usage(), critical=True)
    purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    return builder.add_extension(purpose, critical=True).sign(issuer.key, hashes.SHA256())


def responder_certificate(
    issuer: Issuer, public_key: ec.EllipticCurvePublicKey, common_name: str
) -> x509.Certificate:
    """A delegated OCSP responder, itself exempt from status checks (RFC 6960 §4.2.2.2.1)."""
    builder = _issued(issuer, authority_name(common_name), public_key, AUTHORITY_VALIDITY)
    builder = builder.add_extension(_usage(), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), critical=False)
    return builder.add_extension(x509.OCSPNoCheck(), critical=False).sign(issuer.key, hashes.SHA256())


def signing_certificate(
    issuer: Issuer, public_key: ec.EllipticCurvePublicKey, subject: x509.Name, validity: timedelta
) -> x509.Certificate:
    """A certificate for document signatures: of a signer, or the organisation's seal."""
    builder = _issued(issuer, subject, public_key, validity)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(commitment=True), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([DOCUMENT_SIGNING]), critical=False)
    return builder.sign(issuer.key, hashes.SHA256())


def _issued(
    issuer: Issuer, subject: x509.Name, public_key: ec.EllipticCurvePublicKey, validity: timedelta
) -> x509.CertificateBuilder:
    builder = _base(subject, public_key, issuer.certificate.subject, datetime.now(UTC), validity)
    authority_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())
    builder = builder.add_extension(authority_key, critical=False)
    builder = builder.add_extension(_access(issuer), critical=False)
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(issuer.crl_url)], None, None, None)
    return builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)


def _base(
    subject: x509.Name,
    public_key: ec.EllipticCurvePublicKey,
    issuer: x509.Name,
    now: datetime,
    validity: timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SKEW)
        .not_valid_after(now + validity)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    )


def _access(issuer: Issuer) -> x509.AuthorityInformationAccess:
    descriptions = [
        x509.AccessDescription(
            AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(issuer.certificate_url)
        )
    ]
    if issuer.ocsp_url:
        descriptions.append(
            x509.AccessDescription(
                AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(issuer.ocsp_url)
            )
        )
    return x509.AuthorityInformationAccess(descriptions)


def _usage(*, authority: bool = False, commitment: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=commitment,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
