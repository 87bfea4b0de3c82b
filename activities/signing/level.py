"""The PAdES level that a document's signatures really reach, found by validating its bytes.

Nothing is fetched: what is not in the document does not count.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation.ades import ades_lta_validation, ades_with_time_validation
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.authority import CertTrustAnchor
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

from activities.signing.errors import LevelError
from activities.signing.increment import open_reader
from activities.signing.trust import PERMITTED_CHANGES, read_anchors
from terms.signatures import Level


@dataclass(frozen=True)
class Finding:
    """What validation found of one signature. `signed_at` is the time in its own time stamp (UTC)."""

    field_name: str
    level: Level
    serial: str
    signed_at: datetime | None
    problem: str | None = None


def findings(pdf: bytes, anchors_pem: bytes, only: Sequence[str] | None = None) -> list[Finding]:
    """One finding for each signature, oldest first; with `only`, for the fields of these names.

    A signature that fails has level `NONE` and says why. Raises `LevelError` for unreadable documents.
    """
    try:
        signatures = open_reader(pdf).embedded_regular_signatures
    except (PdfError, ValueError) as error:
        raise LevelError(f"unreadable: {error}") from error
    chosen = [each for each in signatures if only is None or each.field_name in only]
    return asyncio.run(_judge_all(chosen, read_anchors(anchors_pem)))


def require_level(pdf: bytes, anchors_pem: bytes, field_names: Sequence[str], least: Level) -> list[Finding]:
    """The findings of the named signatures; raises `LevelError` when one is missing or below `least`."""
    found = findings(pdf, anchors_pem, field_names)
    missing = set(field_names) - {finding.field_name for finding in found}
    if missing:
        raise LevelError(f"no signature {', '.join(sorted(missing))}")
    for finding in found:
        if finding.level < least:
            raise LevelError(
                f"{finding.field_name} reaches {finding.level.label}, not {least.label}: {finding.problem}"
            )
    return found


async def _judge_all(
    signatures: Sequence[EmbeddedPdfSignature], anchors: Sequence[x509.Certificate]
) -> list[Finding]:
    return [await _judge(signature, anchors) for signature in signatures]


async def _judge(signature: EmbeddedPdfSignature, anchors: Sequence[x509.Certificate]) -> Finding:
    serial = f"{signature.signer_cert.serial_number:x}"
    name = signature.field_name
    try:
        signature.compute_integrity_info(PERMITTED_CHANGES)
        integrity = signature.summarise_integrity_info()
        if integrity["docmdp_ok"] is False:
            return Finding(name, Level.NONE, serial, None, "changed afterwards in ways it does not permit")
        return await _level(signature, anchors, name, serial)
    except (SignatureValidationError, PdfError, ValueError) as error:
        return Finding(name, Level.NONE, serial, None, f"{type(error).__name__}: {error}")


async def _level(
    signature: EmbeddedPdfSignature, anchors: Sequence[x509.Certificate], name: str, serial: str
) -> Finding:
    long_term = await ades_lta_validation(
        signature, PdfSignatureValidationSpec(_spec(anchors, revocation=True), PERMITTED_CHANGES)
    )
    stamp = long_term.signature_timestamp_status
    if long_term.ades_subindic == AdESPassed.OK and stamp is not None:
        archived = long_term.oldest_evidence_record_timestamp is not None
        level = Level.B_LTA if archived else Level.B_LT
        return Finding(name, level, serial, _stamped(stamp.api_status))
    shortfall = long_term.failure_msg or str(long_term.ades_subindic)
    basic = await ades_with_time_validation(
        signature.signed_data,
        _spec(anchors, revocation=False),
        raw_digest=signature.compute_digest(),
    )
    if basic.ades_subindic != AdESPassed.OK:
        problem = basic.failure_msg or str(basic.ades_subindic)
        return Finding(name, Level.NONE, serial, None, problem)
    time = getattr(basic.api_status, "timestamp_validity", None)
    if time is not None and time.valid and time.trusted:
        return Finding(name, Level.B_T, serial, time.timestamp, shortfall)
    return Finding(name, Level.B_B, serial, None, shortfall)


def _stamped(status: object) -> datetime | None:
    return getattr(status, "timestamp", None)


def _spec(anchors: Sequence[x509.Certificate], *, revocation: bool) -> SignatureValidationSpec:
    mode = "require" if revocation else "soft-fail"
    policy = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build([CertTrustAnchor(anchor) for anchor in anchors]),
        revinfo_policy=CertRevTrustPolicy(
            RevocationCheckingPolicy.from_legacy(mode), retroactive_revinfo=True
        ),
    )
    return SignatureValidationSpec(
        cert_validation_policy=policy,
        revinfo_gathering_policy=RevocationInfoGatheringSpec(
            online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY
        ),
    )
