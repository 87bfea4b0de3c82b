"""Encrypts what goes through Temporal: its operator and its backups see ids of keys and nothing else."""

import base64
import binascii
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio.api.common.v1 import Payload
from temporalio.converter import PayloadCodec as TemporalPayloadCodec

ENCODING: Final = b"binary/encrypted"
_KEY_ID: Final = "encryption-key-id"
_NONCE_BYTES: Final = 12
_KEY_BYTES: Final = 32


class PayloadKeyError(ValueError):
    """A payload key is missing, malformed, or not the one a payload was encrypted with."""


class PayloadCodec(TemporalPayloadCodec):
    """AES-256-GCM over each whole payload (metadata included), with the key's id beside the ciphertext.

    The first key encrypts, all of them decrypt: a key is changed by putting the new one first and keeping the
    old one for as long as there are histories it was used in. The key id is authenticated with the payload.
    """

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        """`keys` by id, the encrypting one first. Raises `PayloadKeyError` without a key of 32 bytes."""
        if not keys:
            raise PayloadKeyError("PAYLOAD_KEYS names no key")
        for key_id, key in keys.items():
            if not key_id or len(key) != _KEY_BYTES:
                raise PayloadKeyError(
                    f"payload key {key_id!r} is not {_KEY_BYTES} bytes of base64 with an id"
                )
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._key_id = next(iter(keys))

    @classmethod
    def from_base64(cls, keys: Mapping[str, str]) -> "PayloadCodec":
        """The codec for keys written in base64, as in the setting `PAYLOAD_KEYS`."""
        return cls({key_id: _decoded(key_id, key) for key_id, key in keys.items()})

    async def encode(self, payloads: Iterable[Payload]) -> list[Payload]:
        """Encrypts each payload under a nonce of its own."""
        return [self._encrypted(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Decrypts each payload; one that is not encrypted (the server's own) is returned as it is.

        Raises `PayloadKeyError` when the key is unknown or the payload was altered.
        """
        return [self._decrypted(payload) for payload in payloads]

    def _encrypted(self, payload: Payload) -> Payload:
        nonce = os.urandom(_NONCE_BYTES)
        key_id = self._key_id.encode()
        sealed = self._ciphers[self._key_id].encrypt(nonce, payload.SerializeToString(), key_id)
        return Payload(metadata={"encoding": ENCODING, _KEY_ID: key_id}, data=nonce + sealed)

    def _decrypted(self, payload: Payload) -> Payload:
        if payload.metadata.get("encoding") != ENCODING:
            return payload
        key_id = payload.metadata.get(_KEY_ID, b"")
        cipher = self._ciphers.get(key_id.decode(errors="replace"))
        if cipher is None:
            raise PayloadKeyError(f"no payload key {key_id.decode(errors='replace')!r}")
        nonce, sealed = payload.data[:_NONCE_BYTES], payload.data[_NONCE_BYTES:]
        try:
            return Payload.FromString(cipher.decrypt(nonce, sealed, key_id))
        except (InvalidTag, ValueError) as error:
            raise PayloadKeyError("the payload was altered or encrypted with another key") from error


def _decoded(key_id: str, text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise PayloadKeyError(f"payload key {key_id!r} is not base64") from error
