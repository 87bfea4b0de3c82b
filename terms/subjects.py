"""What a controller does about one data subject (contract P6, P7): measures, grounds, and what is kept."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from terms.access import Limit
from terms.calendar import HOLDER_ZONE, end_of_period
from terms.envelope import EnvelopeState
from terms.retention import evidence_kept_until

FETCHED_DAYS = 7
"""Calendar days in which what was exported of a person can be fetched."""
LOOKED_AT_EVERY = timedelta(days=1)
"""How often an erasure looks whether what has no date must still be kept."""
MEASURES_PER_BUSINESS = Limit(200, timedelta(days=1))
SEARCHES_PER_MEMBER = Limit(300, timedelta(hours=1))


REDACT_TEXTS = "redact_texts"
"""Among an erasure's details: the controller wants texts of envelopes that name the person redacted."""


LEFT_BY = "left_by"
"""Among an erasure's details: the earlier erasure that left texts on request, which this one redacts."""
NAME = "name"
"""Among an erasure's details: what the person is called, where an earlier one left nothing that says so."""


class MeasureKind(StrEnum):
    """What is done about a person, over all envelopes of the business that name them."""

    EXPORT = "export"
    """Access and portability (GDPR art. 15, 20)."""
    RECTIFICATION = "rectification"
    """What is wrong is corrected, or noted beside what is signed (GDPR art. 16)."""
    RESTRICTION = "restriction"
    """Processing stops until it is released (GDPR art. 18, 21)."""
    ERASURE = "erasure"
    """What need not be kept is destroyed, the rest blocked (GDPR art. 17; LOPDGDD art. 32)."""


class MeasureState(StrEnum):
    """Where a measure stands."""

    UNDER_WAY = "under_way"
    IN_FORCE = "in_force"
    """A restriction that stands; an export that can be fetched."""
    ENDED = "ended"


class RestrictionGround(StrEnum):
    """Why processing is restricted: GDPR art. 18.1 a to d, the last one being the objection of art. 21."""

    ACCURACY_CONTESTED = "accuracy_contested"
    UNLAWFUL_PROCESSING = "unlawful_processing"
    NEEDED_FOR_CLAIMS = "needed_for_claims"
    OBJECTION_PENDING = "objection_pending"


class ErasureGround(StrEnum):
    """Why data is erased: GDPR art. 17.1 a to e."""

    NO_LONGER_NEEDED = "no_longer_needed"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    OBJECTION_UPHELD = "objection_upheld"
    UNLAWFUL_PROCESSING = "unlawful_processing"
    LEGAL_OBLIGATION = "legal_obligation"


class OwnText(StrEnum):
    """What people wrote into an envelope and that can name somebody else."""

    TITLE = "title"
    MESSAGE = "message"
    METADATA = "metadata"
    EXTERNAL_ID = "external_id"
    REASON = "reason"
    """Why it was voided or declined."""
    DECLINE_REASON = "decline_reason"
    """Why another signer declined."""
    ACTS = "acts"
    """Words with which others acted on it."""
    FIELD_LABEL = "field_label"
    DOCUMENT_NAME = "document_name"
    EVIDENCE = "evidence"
    """What the evidence says of others' acts and signatures."""


class NamedBecause(StrEnum):
    """Why a text still names a person who was erased."""

    LEFT_ON_REQUEST = "left_on_request"
    """The controller chose not to have it redacted: the name is somebody else's, say."""
    EVIDENCE_OF_OTHERS = "evidence_of_others"
    """It proves what others did, and only as a whole (GDPR art. 17.3.e); it goes with the other evidence."""


class Elsewhere(StrEnum):
    """What is left of an erased person outside the envelopes that they were to sign."""

    REQUEST_LOG = "request_log"
    """From where and with which browser they opened their links."""
    INSTRUCTIONS = "instructions"
    """Instructions of the controller whose words name them."""
    DISCLOSURES = "disclosures"
    """Disclosures to others, and legal duties of such, whose words name them."""
    DOCUMENTS = "documents"
    """Documents that were put before them: what these say is not looked at."""


class ElsewhereBecause(StrEnum):
    """Why it is left."""

    SECURITY_LOG = "security_log"
    """Access has to be provable; each entry is destroyed at its date (GDPR art. 17.3.b, 32.1, 5.1.e)."""
    DOCUMENTED_INSTRUCTIONS = "documented_instructions"
    """A processor acts on documented instructions alone, and proves it by them (GDPR art. 17.3.b, 28.3.a)."""
    RECORD_OF_DISCLOSURES = "record_of_disclosures"
    """To whom data was handed over, and on what ground, has to be provable (GDPR art. 5.2, 17.3.b, 19)."""
    CONTROLLERS_OWN = "controllers_own"
    """The document is the controller's, who knows whether it names them and whether it must be kept."""


ELSEWHERE_BECAUSE: Mapping[Elsewhere, ElsewhereBecause] = MappingProxyType(
    {
        Elsewhere.REQUEST_LOG: ElsewhereBecause.SECURITY_LOG,
        Elsewhere.INSTRUCTIONS: ElsewhereBecause.DOCUMENTED_INSTRUCTIONS,
        Elsewhere.DISCLOSURES: ElsewhereBecause.RECORD_OF_DISCLOSURES,
        Elsewhere.DOCUMENTS: ElsewhereBecause.CONTROLLERS_OWN,
    }
)


class KeptReason(StrEnum):
    """Why something of a person is not destroyed."""

    SIGNED_EVIDENCE = "signed_evidence"
    """They signed: document and evidence are kept until claims lapse (Código Civil art. 1964)."""
    UNDER_WAY = "under_way"
    """Something is still being done for the envelope."""
    LEGAL_HOLD = "legal_hold"
    """An authority has ordered that nothing be destroyed."""


def named_because(text: OwnText) -> NamedBecause:
    """Why this text still names a person after an erasure."""
    return NamedBecause.EVIDENCE_OF_OTHERS if text is OwnText.EVIDENCE else NamedBecause.LEFT_ON_REQUEST


def export_until(ready_at: datetime, zone: str = HOLDER_ZONE) -> datetime:
    """The instant (UTC, exclusive) until which an export can be fetched (contract C2)."""
    return end_of_period(ready_at, FETCHED_DAYS, zone)


def kept_because(
    envelope: EnvelopeState, *, signed: bool, at_rest: bool, finished_at: datetime | None, now: datetime
) -> KeptReason | None:
    """Why a person's data in an envelope must be kept now; `None` where it is to be destroyed.

    `signed`: the envelope's evidence proves a signature that theirs belongs to; `at_rest`: nothing is done
    for the envelope any more.
    """
    if envelope is EnvelopeState.DRAFT:
        return None
    if not at_rest:
        return KeptReason.UNDER_WAY
    if signed and (finished_at is None or now < evidence_kept_until(finished_at)):
        return KeptReason.SIGNED_EVIDENCE
    return None


def look_again_at(kept_until: list[datetime | None], now: datetime) -> datetime | None:
    """When an erasure looks again at what it kept: at the earliest date, and where there is none in a day."""
    return min((until or now + LOOKED_AT_EVERY for until in kept_until), default=None)
