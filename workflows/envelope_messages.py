"""Inputs, updates and answers of `EnvelopeWorkflow`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from activities.records.envelope_messages import DeadlineKind, Step
from terms.envelope import EnvelopeState, SignerState
from workflows.envelope_state import EnvelopeProgress


@dataclass(frozen=True)
class EnvelopeStart:
    """Starts the workflow of one envelope. `act_id` names the stored act of sending it.

    `progress` is what a run hands to the one that continues it.
    """

    envelope_id: str
    business_id: str
    act_id: str
    progress: EnvelopeProgress | None = None


@dataclass(frozen=True)
class SignatureAct:
    """A signer signs. `submission_id` names what was stored of it."""

    signer_id: str
    submission_id: str


@dataclass(frozen=True)
class DeclineAct:
    """A signer declines; the words are stored with the act."""

    signer_id: str
    act_id: str


@dataclass(frozen=True)
class VoidAct:
    """The sender voids, or the service at the end of the contract; the words are stored with the act."""

    user_id: str | None
    act_id: str


@dataclass(frozen=True)
class RemindAct:
    """The sender reminds those whose turn it is, or one of them."""

    user_id: str
    act_id: str
    signer_id: str | None = None


@dataclass(frozen=True)
class ChangeExpiryAct:
    """The sender moves the expiry to `expires_at` (UTC)."""

    user_id: str
    act_id: str
    expires_at: datetime


@dataclass(frozen=True)
class ViewAct:
    """A signer opened the envelope for the first time (signal)."""

    signer_id: str
    act_id: str


@dataclass(frozen=True)
class BounceNotice:
    """The mail provider could not deliver a signer's mail (signal)."""

    signer_id: str
    mail_id: str


@dataclass(frozen=True)
class CorrectSignerAct:
    """The sender corrects a signer's name or address; the new ones are stored with the act."""

    user_id: str
    signer_id: str
    act_id: str


@dataclass(frozen=True)
class PauseAct:
    """The sender's service is interrupted or goes on (contract S16)."""

    ground: str
    act_id: str | None = None


@dataclass(frozen=True)
class EnvelopeStatus:
    """What an update answers: the state after it."""

    envelope_id: str
    state: EnvelopeState
    sequence: int


@dataclass(frozen=True)
class SignerStatus:
    """A signer within a report."""

    signer_id: str
    state: SignerState


@dataclass(frozen=True)
class EnvelopeReport:
    """The answer of the query `report`: what operations see in the Temporal UI."""

    envelope_id: str
    state: EnvelopeState
    step: Step
    step_since: datetime
    waits_for: Sequence[str]
    paused: bool
    signers: Sequence[SignerStatus]
    expires_at: datetime | None
    next_deadline: datetime | None
    next_deadline_kind: DeadlineKind | None


def report_of(progress: EnvelopeProgress) -> EnvelopeReport:
    """The report of a state."""
    deadline = progress.next_deadline()
    return EnvelopeReport(
        envelope_id=progress.plan.envelope_id,
        state=progress.state,
        step=progress.step,
        step_since=progress.step_since,
        waits_for=progress.waits_for(),
        paused=progress.paused,
        signers=[SignerStatus(signer.signer_id, signer.state) for signer in progress.signers],
        expires_at=progress.expires_at,
        next_deadline=deadline[0] if deadline else None,
        next_deadline_kind=deadline[1] if deadline else None,
    )
