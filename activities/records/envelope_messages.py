"""What `EnvelopeRecords` is told and answers. Ids, instants and small enums only: no personal data."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from terms.envelope import EnvelopeState, ReminderPlan, SignerState
from terms.evidence import ActorKind, EventKind


class Step(StrEnum):
    """What an envelope's workflow is doing, as `explain` shows it."""

    DRAFT = "draft"
    INVITING = "inviting"
    WAITING_FOR_SIGNERS = "waiting_for_signers"
    APPLYING_SIGNATURES = "applying_signatures"
    SEALING = "sealing"
    CERTIFYING = "certifying"
    TELLING = "telling"
    PAUSED = "paused"
    FINISHED = "finished"


class DeadlineKind(StrEnum):
    """What the next timer of an envelope is for."""

    REMINDER = "reminder"
    EXPIRY = "expiry"


@dataclass(frozen=True)
class PlannedSigner:
    """A signer as the workflow knows them."""

    signer_id: str
    routing_order: int


@dataclass(frozen=True)
class EnvelopePlan:
    """What the workflow needs to know of a draft to run it. `created_by` is the sender's user id."""

    envelope_id: str
    business_id: str
    created_by: str
    expires_in_days: int
    reminders: ReminderPlan
    signers: Sequence[PlannedSigner]
    document_ids: Sequence[str]
    zone: str
    interrupted: bool = False
    """Whether the sender's service was interrupted between sending and now (contract S16)."""


@dataclass(frozen=True)
class Occurrence:
    """An event for the evidence ledger. `key` names the step: the same key is recorded once.

    `act_id` names the stored act (`act_…` or a submission, `sub_…`) that caused it, from which the records
    activity adds IP, user agent and the instant's other circumstances.
    """

    key: str
    kind: EventKind
    at: datetime
    actor: ActorKind
    actor_id: str | None = None
    signer_id: str | None = None
    document_id: str | None = None
    act_id: str | None = None
    data: dict[str, str | int | bool | None] = field(default_factory=dict)


@dataclass(frozen=True)
class SignerRecord:
    """A signer's state as the workflow decided it."""

    signer_id: str
    state: SignerState
    notified_at: datetime | None = None
    viewed_at: datetime | None = None
    acted_at: datetime | None = None


@dataclass(frozen=True)
class EnvelopeRecord:
    """The workflow's whole state for readers, plus what just happened; written in one transaction.

    `sequence` grows by one with each record: PostgreSQL keeps the highest, so a repeated or late write
    changes nothing (design: an idempotent upsert keyed by id and sequence).
    """

    envelope_id: str
    sequence: int
    state: EnvelopeState
    step: Step
    step_since: datetime
    waits_for: Sequence[str]
    paused: bool
    signers: Sequence[SignerRecord]
    sent_at: datetime | None = None
    expires_at: datetime | None = None
    finished_at: datetime | None = None
    next_deadline: datetime | None = None
    next_deadline_kind: DeadlineKind | None = None
    reason_act_id: str | None = None
    """Id of the act whose words (of a decline or void) become the envelope's `reason`."""
    occurrences: Sequence[Occurrence] = ()
