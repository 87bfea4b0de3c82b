"""The organisation's seal on a certificate of evidence, as on a finished document: PAdES B-LTA."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from activities.signing.cms_signer import CmsSigner
from activities.signing.level import require_level
from activities.signing.request import SignatureRequest
from activities.signing.sealing import sign_for_long_term
from activities.signing.signing import Result, Runner
from activities.signing.timestamps import TimestampClient
from terms.signatures import SEALED_LEVEL

FIELD_NAME = "OrganisationSeal"


async def run_in_thread(work: Callable[..., Result], *arguments: object) -> Result:
    """Runs the computation beside the event loop."""
    return await asyncio.to_thread(work, *arguments)


@dataclass(frozen=True)
class SealedCertificate:
    """The sealed bytes, and the level found by validating them, such as `B-LTA`."""

    data: bytes
    level: str


class CertificateSeal:
    """Seals certificates with the organisation's key; `run` keeps the computation off the event loop."""

    def __init__(
        self, signer: CmsSigner, tsa: TimestampClient, anchors_pem: bytes, run: Runner | None = None
    ) -> None:
        self._signer = signer
        self._tsa = tsa
        self._anchors_pem = anchors_pem
        self._run = run or run_in_thread

    async def seal(self, pdf: bytes, at: datetime) -> SealedCertificate:
        """Seals `pdf`; `at` is the time the signature claims besides its time stamp.

        Raises `SigningError` when the seal cannot be made or does not reach B-LTA: there is no lesser one.
        """
        request = SignatureRequest(FIELD_NAME, at)
        sealed = await sign_for_long_term(pdf, request, self._signer, self._tsa, self._anchors_pem, self._run)
        (found,) = await self._run(require_level, sealed.data, self._anchors_pem, (FIELD_NAME,), SEALED_LEVEL)
        return SealedCertificate(sealed.data, found.level.label)
