"""The organisation's seal: its key from PKCS#12 or a PKCS#11 device, loaded and checked once, at start."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from activities.signing.cms_signer import CmsSigner, LocalKey, SigningKey
from activities.signing.errors import SealCredentialError
from activities.signing.pkcs11_key import open_token
from settings import Settings

PROBE = b"does the key belong to the certificate?"


def load_seal(settings: Settings) -> CmsSigner:
    """The seal that the settings name.

    Raises `SealCredentialError` when neither or both kinds are set, or the seal cannot be opened, has
    expired, or its key does not belong to its certificate.
    """
    if (settings.seal_pkcs12_file is None) == (settings.seal_pkcs11_module is None):
        raise SealCredentialError("set either SEAL_PKCS12_FILE or SEAL_PKCS11_MODULE")
    if settings.seal_pkcs12_file is not None:
        password = settings.seal_pkcs12_password
        seal = _from_file(settings.seal_pkcs12_file, password.get_secret_value() if password else None)
    else:
        seal = _from_device(settings)
    check_seal(seal)
    return seal


def chain_above(
    certificate: x509.Certificate, candidates: Sequence[x509.Certificate]
) -> list[x509.Certificate]:
    """The certificates among `candidates` that lead from `certificate` up to, but without, a root."""
    chain: list[x509.Certificate] = []
    issuer = certificate.issuer
    while True:
        found = next((each for each in candidates if each.subject == issuer and each not in chain), None)
        if found is None or found.issuer == found.subject:
            return chain
        chain.append(found)
        issuer = found.issuer


def _from_file(file: Path, password: str | None) -> CmsSigner:
    try:
        bundle = pkcs12.load_pkcs12(file.read_bytes(), password.encode() if password else None)
    except (OSError, ValueError) as error:
        raise SealCredentialError(f"SEAL_PKCS12_FILE: {error}") from error
    if bundle.cert is None or not isinstance(bundle.key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise SealCredentialError("SEAL_PKCS12_FILE holds no certificate with an EC or RSA key")
    certificate = bundle.cert.certificate
    others = [each.certificate for each in bundle.additional_certs]
    return CmsSigner(LocalKey(bundle.key), certificate, chain_above(certificate, others))


def _from_device(settings: Settings) -> CmsSigner:
    pin = settings.seal_pkcs11_pin
    key, certificates = open_token(
        str(settings.seal_pkcs11_module),
        settings.seal_pkcs11_token,
        pin.get_secret_value() if pin else None,
        settings.seal_pkcs11_key_label,
        settings.seal_pkcs11_cert_label or settings.seal_pkcs11_key_label,
    )
    own, *others = certificates
    return CmsSigner(key, own, chain_above(own, others))


def check_seal(seal: CmsSigner) -> None:
    """Raises `SealCredentialError` for a certificate that has expired or is not the key's."""
    if seal.certificate.not_valid_after_utc <= datetime.now(UTC):
        raise SealCredentialError("the seal's certificate has expired")
    try:
        _verify(seal.certificate, seal.key)
    except InvalidSignature as error:
        raise SealCredentialError("the seal's key does not belong to its certificate") from error


def _verify(certificate: x509.Certificate, key: SigningKey) -> None:
    public_key = certificate.public_key()
    signature = key.sign(PROBE)
    if isinstance(public_key, rsa.RSAPublicKey):
        public_key.verify(signature, PROBE, padding.PKCS1v15(), hashes.SHA256())
    elif isinstance(public_key, ec.EllipticCurvePublicKey):
        public_key.verify(signature, PROBE, ec.ECDSA(hashes.SHA256()))
    else:
        raise SealCredentialError("the seal's key is neither EC nor RSA")
