"""One signature on one document's bytes, free of database and storage."""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from activities.signing.cms_signer import CmsSigner
from activities.signing.increment import Increment
from activities.signing.request import SignatureRequest
from activities.signing.revision import prepare_signature
from activities.signing.timestamps import Timestamp, TimestampClient

Result = TypeVar("Result")


class Runner(Protocol):
    """Runs a computation, here or in another process; the function and its arguments can be pickled."""

    async def __call__(self, work: Callable[..., Result], *arguments: object) -> Result:
        """The result of `work(*arguments)`."""


async def run_here(work: Callable[..., Result], *arguments: object) -> Result:
    """Runs the computation in this process, at once."""
    return work(*arguments)


@dataclass(frozen=True)
class SignedBytes:
    """A document with one more signature. `timestamp` is that of the signature, where one was asked for.

    `data` is kept out of the `repr`, which ends up in logs and messages.
    """

    data: bytes = field(repr=False)
    timestamp: Timestamp | None
    certificate_serial: str

    @property
    def sha256(self) -> str:
        """The document's digest as lower-case hex."""
        return hashlib.sha256(self.data).hexdigest()


async def sign_bytes(
    pdf: bytes,
    request: SignatureRequest,
    signer: CmsSigner,
    tsa: TimestampClient | None = None,
    run: Runner = run_here,
) -> SignedBytes:
    """Signs incrementally: level B-B, or B-T with a TSA. The bytes of `pdf` stay as they are.

    Raises what `prepare_signature` and the TSA client raise.
    """

    async def prepare(room: int) -> Increment:
        return await run(prepare_signature, pdf, request, room)

    room = signer.room + (tsa.expected_bytes if tsa else 0)
    increment = await prepare(room)
    while True:
        signed = await asyncio.to_thread(signer.sign, increment.digest)
        timestamp = await tsa.stamp(signed.signature) if tsa else None
        cms = signer.assemble(signed, timestamp.token if timestamp else None)
        if len(cms) <= increment.room:
            return SignedBytes(pdf + increment.filled(cms), timestamp, signer.serial)
        # certificates or time stamp larger than any before: once more with room for them
        increment = await prepare(2 * len(cms))


def sign_now(pdf: bytes, request: SignatureRequest, signer: CmsSigner) -> SignedBytes:
    """A B-B signature without any waiting, for callers outside an event loop."""
    increment = prepare_signature(pdf, request, signer.room)
    cms = signer.assemble(signer.sign(increment.digest))
    return SignedBytes(pdf + increment.filled(cms), None, signer.serial)
