"""pyHanko's own validation with its default policies; nothing of the service takes part."""

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path

from asn1crypto import pem, x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError, SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.policy_decl import PdfSignatureValidationSpec, SignatureValidationSpec
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.authority import CertTrustAnchor
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.fetchers.aiohttp_fetchers import AIOHttpFetcherBackend
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

from deploy.validators.verdicts import Verdict


class PyHankoValidator:
    """Validates in this process."""

    name = "pyHanko"

    def __init__(self, anchors: Path) -> None:
        logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
        logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
        blocks = pem.unarmor(anchors.read_bytes(), multiple=True)
        self._anchors = [x509.Certificate.load(der) for _, _, der in blocks]

    def validate(self, pdf: Path) -> Sequence[Verdict]:
        """One verdict for each signature that is not a document time stamp."""
        with pdf.open("rb") as file:
            try:
                reader = PdfFileReader(file, strict=False)
                signatures = reader.embedded_regular_signatures
                return [asyncio.run(self._judge(signature)) for signature in signatures]
            except (PdfError, ValueError) as error:
                return [Verdict(self.name, pdf.name, passed=False, detail=f"unreadable: {error}")]

    def close(self) -> None:
        """Nothing is running."""

    async def _judge(self, signature: EmbeddedPdfSignature) -> Verdict:
        try:
            return await self._best(signature)
        except (SignatureValidationError, PdfError, ValueError) as error:
            return Verdict(self.name, signature.field_name, passed=False, detail=str(error))

    async def _best(self, signature: EmbeddedPdfSignature) -> Verdict:
        archived = None
        if signature.reader.embedded_timestamp_signatures:
            archived = await self._archived(signature)
        if archived is not None and archived.passed:
            return archived
        # signed elsewhere, perhaps, without validation data of its own: as it stands today, online
        current = await self._current(signature)
        return current if current.passed or archived is None else archived

    async def _archived(self, signature: EmbeddedPdfSignature) -> Verdict | None:
        signature.compute_integrity_info()
        if signature.summarise_integrity_info()["docmdp_ok"] is False:
            return Verdict(self.name, signature.field_name, passed=False, detail="changes not permitted")
        policy = CertValidationPolicySpec(
            trust_manager=SimpleTrustManager.build([CertTrustAnchor(anchor) for anchor in self._anchors]),
            revinfo_policy=CertRevTrustPolicy(
                RevocationCheckingPolicy.from_legacy("require"), retroactive_revinfo=True
            ),
        )
        spec = PdfSignatureValidationSpec(SignatureValidationSpec(cert_validation_policy=policy))
        result = await ades_lta_validation(signature, spec)
        if result.oldest_evidence_record_timestamp is None:
            return None
        passed = result.ades_subindic == AdESPassed.OK
        detail = "" if passed else result.failure_msg or str(result.ades_subindic)
        return Verdict(self.name, signature.field_name, passed, "B-LTA", detail)

    async def _current(self, signature: EmbeddedPdfSignature) -> Verdict:
        offline = self._stored(signature.reader)
        if offline is not None:
            status = await async_validate_pdf_signature(signature, offline)
            if status.bottom_line and status.timestamp_validity:
                return Verdict(self.name, signature.field_name, passed=True, level="B-LT")
        async with AIOHttpFetcherBackend() as fetchers:
            online = ValidationContext(
                trust_roots=self._anchors, allow_fetching=True, revocation_mode="require", fetchers=fetchers
            )
            status = await async_validate_pdf_signature(signature, online)
        level = "B-T" if status.timestamp_validity else "B-B"
        detail = "" if status.bottom_line else status.summary()
        return Verdict(self.name, signature.field_name, bool(status.bottom_line), level, detail)

    def _stored(self, reader: PdfFileReader) -> ValidationContext | None:
        """What the document itself holds, as all there is."""
        try:
            store = DocumentSecurityStore.read_dss(reader)
        except NoDSSFoundError:
            return None
        return store.as_validation_context(
            {"trust_roots": self._anchors, "revocation_mode": "require", "retroactive_revinfo": True}
        )
