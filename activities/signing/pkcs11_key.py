"""A key that never leaves a PKCS#11 device."""

import hashlib
from threading import Lock
from typing import Any

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass
from pkcs11.exceptions import PKCS11Error

from activities.signing.errors import SealCredentialError, SigningError


class Pkcs11Key:
    """Signs with a private key in a device. One session, opened at first use and again after it is lost."""

    def __init__(self, module: str, token: str | None, pin: str | None, label: str | None) -> None:
        self._module = module
        self._token = token
        self._pin = pin
        self._label = label
        self._lock = Lock()
        self._session: pkcs11.Session | None = None

    def sign(self, data: bytes) -> bytes:
        """Signs `data`; raises `SigningError` when the device fails twice running."""
        with self._lock:
            try:
                return self._sign(data)
            except PKCS11Error:
                self._session = None
            try:
                return self._sign(data)
            except PKCS11Error as error:
                self._session = None
                raise SigningError(f"the seal's device: {type(error).__name__}") from error

    def certificates(self) -> list[x509.Certificate]:
        """All certificates in the device that can be read."""
        with self._lock:
            found = self._opened().get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
            return [x509.load_der_x509_certificate(each[Attribute.VALUE]) for each in found]

    def certificate(self, label: str | None) -> x509.Certificate:
        """The certificate with that label, or the device's only one; raises `SealCredentialError`."""
        wanted: dict[Attribute, object] = {Attribute.CLASS: ObjectClass.CERTIFICATE}
        if label is not None:
            wanted[Attribute.LABEL] = label
        with self._lock:
            found = list(self._opened().get_objects(wanted))
        if len(found) != 1:
            raise SealCredentialError(f"SEAL_PKCS11_CERT_LABEL names {len(found)} certificates")
        return x509.load_der_x509_certificate(found[0][Attribute.VALUE])

    def _sign(self, data: bytes) -> bytes:
        key: Any = self._opened().get_key(object_class=ObjectClass.PRIVATE_KEY, label=self._label)
        if key.key_type == KeyType.EC:
            raw = key.sign(hashlib.sha256(data).digest(), mechanism=Mechanism.ECDSA)
            half = len(raw) // 2
            return encode_dss_signature(int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big"))
        return bytes(key.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS))

    def _opened(self) -> pkcs11.Session:
        if self._session is None:
            device = pkcs11.lib(self._module)
            self._session = device.get_token(token_label=self._token).open(user_pin=self._pin)
        return self._session


def open_token(
    module: str, token: str | None, pin: str | None, key_label: str | None, certificate_label: str | None
) -> tuple[Pkcs11Key, list[x509.Certificate]]:
    """The key, and its certificate followed by all others of the device; raises `SealCredentialError`."""
    key = Pkcs11Key(module, token, pin, key_label)
    try:
        own = key.certificate(certificate_label)
        return key, [own, *(each for each in key.certificates() if each != own)]
    except (PKCS11Error, RuntimeError, ValueError) as error:
        raise SealCredentialError(f"SEAL_PKCS11_*: {type(error).__name__}: {error}") from error
