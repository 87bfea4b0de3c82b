"""What the records of misuse are told and answer. Ids, instants and small enums only: no personal data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from terms.misuse import AppealState, DecisionState, ReportState


@dataclass(frozen=True)
class MisusePlan:
    """What a report was found to be about; without `business_id` there is no such document."""

    report_id: str
    business_id: str | None
    replies: bool
    """Whether the reporter left an address to be told the outcome."""
    zone: str


@dataclass(frozen=True)
class DecisionRecord:
    """A decision as the workflow has it. `act_id` names the reviewer's words of the last step."""

    decision_id: str
    state: DecisionState
    seconded_by: str | None = None
    in_force_at: datetime | None = None
    appeal_until: datetime | None = None
    blocks_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None
    act_id: str | None = None


@dataclass(frozen=True)
class AppealRecord:
    """An appeal as the workflow has it."""

    appeal_id: str
    state: AppealState
    decided_by: str | None = None
    decided_at: datetime | None = None
    act_id: str | None = None


@dataclass(frozen=True)
class MisuseRecord:
    """The workflow's whole state for readers, written in one transaction; the highest `sequence` stays."""

    report_id: str
    sequence: int
    state: ReportState
    claimed_by: str | None = None
    claimed_at: datetime | None = None
    claim_ends_at: datetime | None = None
    decision: DecisionRecord | None = None
    appeal: AppealRecord | None = None


class EnvelopeUpdate(StrEnum):
    """What is asked of the envelopes under way, by the name of their workflow's update."""

    PAUSE = "pause"
    RESUME = "resume"
    VOID = "void"


@dataclass(frozen=True)
class AffectedEnvelope:
    """An envelope under way; `act_id` names the words with which it is voided."""

    envelope_id: str
    act_id: str | None = None


@dataclass(frozen=True)
class Effects:
    """What the standing of a business means for its envelopes under way."""

    update: EnvelopeUpdate
    envelopes: Sequence[AffectedEnvelope]
