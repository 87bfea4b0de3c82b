"""A WebAuthn authenticator in software: it makes and proves passkeys as a browser hands them on."""

import base64
import hashlib
import json
import os
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from tests.api.calling import PUBLIC_URL

USER_PRESENT, USER_VERIFIED, BACKUP_ELIGIBLE, BACKED_UP, ATTESTED = 0x01, 0x04, 0x08, 0x10, 0x40
ES256 = -7


def text(value: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def value(encoded: str) -> bytes:
    """The inverse."""
    return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))


class Authenticator:
    """Holds one passkey. What an attacker's would do differently is given to `make` and `prove`."""

    def __init__(self, *, synced: bool = False, counts: bool = True) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = os.urandom(32)
        self.user_handle = b""
        self.count = 0
        self._synced = synced
        self._counts = counts

    def make(
        self, options: dict[str, Any], *, origin: str = PUBLIC_URL, verified: bool = True
    ) -> dict[str, Any]:
        """The answer to options for a new passkey."""
        self.user_handle = value(options["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: ES256, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id
        data = self._data(options["rp"]["id"], verified, ATTESTED) + attested + cbor2.dumps(cose)
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._credential(
            clientDataJSON=self._client_data("webauthn.create", options, origin),
            attestationObject=attestation,
        )

    def prove(
        self,
        options: dict[str, Any],
        *,
        origin: str = PUBLIC_URL,
        rp_id: str | None = None,
        verified: bool = True,
        user_handle: bytes | None = None,
    ) -> dict[str, Any]:
        """The answer to options for proving the passkey."""
        if self._counts:
            self.count += 1
        data = self._data(rp_id or options["rpId"], verified)
        client = self._client_data("webauthn.get", options, origin)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._credential(
            clientDataJSON=client,
            authenticatorData=data,
            signature=signature,
            userHandle=self.user_handle if user_handle is None else user_handle,
        )

    def _data(self, rp_id: str, verified: bool, more: int = 0) -> bytes:
        flags = USER_PRESENT | (USER_VERIFIED if verified else 0) | more
        flags |= BACKUP_ELIGIBLE | BACKED_UP if self._synced else 0
        return hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client_data(self, kind: str, options: dict[str, Any], origin: str) -> bytes:
        told = {"type": kind, "challenge": options["challenge"], "origin": origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _credential(self, **response: bytes) -> dict[str, Any]:
        return {
            "id": text(self.credential_id),
            "rawId": text(self.credential_id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": {name: text(part) for name, part in response.items()},
        }
