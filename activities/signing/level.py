"""The PAdES level that a document's signatures really reach, found by validating its bytes.

Nothing is fetched: what is not in the document does not count.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation.ades import (
    AdESBasicValidationResult,
    ades_basic_validation,
    ades_lta_validation,
    ades_with_time_validation,
)
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError, SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko.sign.validation.status import StandardCMSSignatureStatus
from pyhanko_certvalidator.authority import CertTrustAnchor
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer, OCSPContainer

from activities.signing.errors import LevelError, reason
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
        raise LevelError(f"unreadable: {reason(error)}") from error
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
    name, serial = signature.field_name, ""
    try:
        serial = f"{signature.signer_cert.serial_number:x}"
        signature.compute_integrity_info(PERMITTED_CHANGES)
        integrity = signature.summarise_integrity_info()
        if integrity["docmdp_ok"] is False:
            return Finding(name, Level.NONE, serial, None, "changed afterwards in ways it does not permit")
        return await _level(signature, anchors, name, serial)
    except (SignatureValidationError, PdfError, ValueError) as error:
        return Finding(name, Level.NONE, serial, None, reason(error))


async def _level(
    signature: EmbeddedPdfSignature, anchors: Sequence[x509.Certificate], name: str, serial: str
) -> Finding:
    digest = signature.compute_digest()
    offline = _spec(anchors, _known(signature.reader))
    long_term = await ades_with_time_validation(signature.signed_data, offline, raw_digest=digest)
    stamped = _stamp_time(long_term)
    proven = long_term.ades_subindic == AdESPassed.OK and stamped
    if signature.reader.embedded_timestamp_signatures:
        archived = await ades_lta_validation(
            signature, PdfSignatureValidationSpec(offline, PERMITTED_CHANGES)
        )
        passed = archived.ades_subindic == AdESPassed.OK
        # a status still fresh after its certificate's end confuses pyHanko's time sliding; the signature is
        # no worse for that when it passes by its own time stamp and the archive time stamps are valid
        if archived.oldest_evidence_record_timestamp and (passed or proven):
            return Finding(name, Level.B_LTA, serial, _stamp_time(archived) or stamped)
    if proven:
        return Finding(name, Level.B_LT, serial, stamped)
    lenient = _spec(anchors)
    timed = await ades_with_time_validation(signature.signed_data, lenient, raw_digest=digest)
    stamped = _stamp_time(timed)
    if timed.ades_subindic == AdESPassed.OK and stamped:
        return Finding(name, Level.B_T, serial, stamped, _words(long_term))
    basic = await ades_basic_validation(signature.signed_data, lenient, raw_digest=digest)
    if basic.ades_subindic == AdESPassed.OK:
        return Finding(name, Level.B_B, serial, None, _words(timed))
    return Finding(name, Level.NONE, serial, None, _words(basic))


def _words(result: AdESBasicValidationResult[StandardCMSSignatureStatus]) -> str:
    """The indication of EN 319 102-1, such as `INDETERMINATE.NO_POE`; never a message, which names people."""
    return str(result.ades_subindic)


def _stamp_time(result: AdESBasicValidationResult[StandardCMSSignatureStatus]) -> datetime | None:
    """The time of the signature's own time stamp, when that is valid."""
    stamp = result.api_status.timestamp_validity if result.api_status else None
    return stamp.timestamp if stamp and stamp.valid and stamp.trusted else None


def _known(reader: PdfFileReader) -> LocalKnowledge:
    """The validation data in the document."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return LocalKnowledge()
    context = store.as_validation_context({"trust_roots": []})  # only read from, never trusted
    return LocalKnowledge(
        known_ocsps=[held for answer in context.ocsps for held in OCSPContainer.load_multi(answer)],
        known_crls=[CRLContainer(each) for each in context.crls],
        known_certs=list(store.load_certs()),
    )


def _spec(
    anchors: Sequence[x509.Certificate], known: LocalKnowledge | None = None
) -> SignatureValidationSpec:
    """Rules of validation; with `known`, every certificate's status must be shown by it."""
    mode = "soft-fail" if known is None else "require"
    policy = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build([CertTrustAnchor(anchor) for anchor in anchors]),
        # a status given after the signature shows that the certificate was good before, too
        revinfo_policy=CertRevTrustPolicy(
            RevocationCheckingPolicy.from_legacy(mode), retroactive_revinfo=True
        ),
    )
    return SignatureValidationSpec(
        cert_validation_policy=policy,
        revinfo_gathering_policy=RevocationInfoGatheringSpec(
            online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY
        ),
        local_knowledge=known or LocalKnowledge(),
    )
