"""The format of an encrypted object: AES-256-GCM in chunks of 1 MiB under a data key of its own.

    header   magic (8 bytes), the data key wrapped by the business's key (12 + 48 bytes)
    chunks   each at most 1 MiB of content plus a tag of 16 bytes; the last is marked as such

The nonce of a chunk is its index: no data key ever encrypts two objects, so none repeats. A chunk
authenticates the object's key, its own index and whether it is the last: an object cut short, reordered,
lengthened or stored under another key does not decrypt.
"""

import os
from collections.abc import AsyncIterable, AsyncIterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from activities.vault.errors import ObjectDamaged

CHUNK = 1024 * 1024
TAG = 16
NONCE = 12
KEY = 32
MAGIC = b"RUBVLT1\n"
HEADER = len(MAGIC) + NONCE + KEY + TAG


def wrap_key(wrapping: bytes, key: bytes, purpose: str) -> bytes:
    """Encrypts `key` under `wrapping`; `purpose` must be the same when unwrapping."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(wrapping).encrypt(nonce, key, purpose.encode())


def unwrap_key(wrapping: bytes, wrapped: bytes, purpose: str) -> bytes:
    """The key within `wrapped`. Raises `ObjectDamaged` when it is not of this wrapping key and purpose."""
    try:
        return AESGCM(wrapping).decrypt(wrapped[:NONCE], wrapped[NONCE:], purpose.encode())
    except (InvalidTag, ValueError) as damage:
        raise ObjectDamaged(f"the wrapped {purpose} does not open with this key") from damage


async def encrypt(
    business_key: bytes, object_key: str, content: AsyncIterable[bytes]
) -> AsyncIterator[bytes]:
    """The encrypted form of `content`, piece by piece."""
    data_key = AESGCM.generate_key(KEY * 8)
    yield MAGIC + wrap_key(business_key, data_key, _data_key_purpose(object_key))
    cipher = AESGCM(data_key)
    index = 0
    async for chunk, last in _rechunk(content, CHUNK):
        yield cipher.encrypt(_nonce(index), chunk, _binding(object_key, index, last=last))
        index += 1


async def decrypt(business_key: bytes, object_key: str, stored: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    """The content of `stored`, each chunk checked before it is handed out.

    Raises `ObjectDamaged` at the first chunk that is not the one put there; whoever reads to the end
    without it has the whole content.
    """
    pieces = aiter(stored)
    header = await _read_header(pieces)
    chunks = _prepend(header[HEADER:], pieces)
    async for chunk in decrypt_chunks(business_key, object_key, header[:HEADER], chunks):
        yield chunk


async def decrypt_chunks(
    business_key: bytes, object_key: str, header: bytes, stored: AsyncIterable[bytes], index: int = 0
) -> AsyncIterator[bytes]:
    """As `decrypt`, for an object whose `header` was read apart and whose chunks are read from `index` on.

    `stored` begins at `place_of_chunk(index)` and goes on to the object's end. Raises `ObjectDamaged`.
    """
    if len(header) < HEADER or not header.startswith(MAGIC):
        raise ObjectDamaged(f"object {object_key} does not begin as the vault writes it")
    data_key = unwrap_key(business_key, header[len(MAGIC) : HEADER], _data_key_purpose(object_key))
    cipher = AESGCM(data_key)
    async for chunk, last in _rechunk(stored, CHUNK + TAG):
        try:
            yield cipher.decrypt(_nonce(index), chunk, _binding(object_key, index, last=last))
        except (InvalidTag, ValueError) as damage:
            raise ObjectDamaged(f"chunk {index} of object {object_key} is not the one stored") from damage
        index += 1


def opens(business_key: bytes, object_key: str, header: bytes) -> bool:
    """Whether the object with this header lies under this key."""
    try:
        unwrap_key(business_key, header[len(MAGIC) : HEADER], _data_key_purpose(object_key))
    except ObjectDamaged:
        return False
    return True


def place_of_chunk(index: int) -> int:
    """At which byte of the stored object a chunk begins."""
    return HEADER + index * (CHUNK + TAG)


async def _read_header(pieces: AsyncIterator[bytes]) -> bytes:
    start = b""
    async for piece in pieces:
        start += piece
        if len(start) >= HEADER:
            break
    return start


async def _prepend(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in rest:
        yield piece


async def _rechunk(pieces: AsyncIterable[bytes], size: int) -> AsyncIterator[tuple[bytes, bool]]:
    """Pieces of exactly `size` bytes, and at the end one of at most that, marked as the last."""
    buffer = bytearray()
    async for piece in pieces:
        buffer += piece
        while len(buffer) > size:
            yield bytes(buffer[:size]), False
            del buffer[:size]
    yield bytes(buffer), True


def _nonce(index: int) -> bytes:
    return index.to_bytes(NONCE, "big")


def _binding(object_key: str, index: int, *, last: bool) -> bytes:
    return b"%d:%d:%s" % (index, last, object_key.encode())


def _data_key_purpose(object_key: str) -> str:
    return f"data key of {object_key}"
