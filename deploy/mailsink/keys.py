"""The sink's key for its event webhook: ECDSA on P-256, as SendGrid's signed event webhook has it."""

import base64
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

SIGNING_FILE = "webhook_private_key.pem"
PUBLIC_KEY_FILE = "webhook_public_key"


class WebhookKey:
    """Signs event batches. Made on first use and kept in the sink's folder."""

    def __init__(self, folder: Path) -> None:
        self._private = _load_or_make(folder / SIGNING_FILE)
        der = self._private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        self.public_base64 = base64.b64encode(der).decode()
        (folder / PUBLIC_KEY_FILE).write_text(self.public_base64 + "\n")

    def sign(self, timestamp: str, body: bytes) -> str:
        """Base64 signature over timestamp and body, for the header of the same name."""
        return base64.b64encode(
            self._private.sign(timestamp.encode() + body, ec.ECDSA(hashes.SHA256()))
        ).decode()


def _load_or_make(file: Path) -> ec.EllipticCurvePrivateKey:
    if file.exists():
        key = load_pem_private_key(file.read_bytes(), None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ValueError(f"{file} is not an elliptic-curve key")
        return key
    key = ec.generate_private_key(ec.SECP256R1())
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".new")
    unfinished.touch(mode=0o600)
    unfinished.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    unfinished.replace(file)
    return key
