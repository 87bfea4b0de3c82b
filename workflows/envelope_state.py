"""What `EnvelopeWorkflow` remembers, and what follows from it. Decisions come from `terms/envelope.py`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from activities.records.envelope_messages import (
    DeadlineKind,
    EnvelopePlan,
    EnvelopeRecord,
    Occurrence,
    SignerRecord,
    Step,
)
from terms.envelope import (
    EnvelopeState,
    Refusal,
    SignerState,
    Turn,
    expiry_after_delay,
    expiry_after_interruption,
    next_reminder,
    refuse_signer_act,
    whose_turn,
)


@dataclass
class SignerProgress:
    """One signer. `invitation` counts invitations; `applied` says the signature is in the documents."""

    signer_id: str
    routing_order: int
    state: SignerState = SignerState.WAITING
    invitation: int = 0
    inviting_since: datetime | None = None
    invited_at: datetime | None = None
    notified_at: datetime | None = None
    viewed_at: datetime | None = None
    acted_at: datetime | None = None
    automatic_reminders: int = 0
    reminders: int = 0
    last_reminded_at: datetime | None = None
    submission_id: str | None = None
    accepted_as: int = 0
    applied: bool = False
    told_interrupted: bool = False
    """Whether the signer knows of the interruption under way (contract S16)."""

    def await_invitation(self) -> None:
        """Lets the signer be invited afresh, unless they have acted meanwhile."""
        if not self.state.is_final:
            self.state, self.inviting_since = SignerState.WAITING, None

    def turn(self) -> Turn:
        """The signer as `terms` sees them."""
        return Turn(self.signer_id, self.routing_order, self.state, self.applied)

    def record(self) -> SignerRecord:
        """The signer as PostgreSQL shows them."""
        return SignerRecord(self.signer_id, self.state, self.notified_at, self.viewed_at, self.acted_at)


@dataclass
class EnvelopeProgress:
    """The whole state of one envelope; all instants in UTC, all deadlines absolute."""

    plan: EnvelopePlan
    sent_at: datetime
    expires_at: datetime
    step_since: datetime
    signers: list[SignerProgress]
    state: EnvelopeState = EnvelopeState.SENT
    step: Step = Step.INVITING
    paused_since: datetime | None = None
    interruptions: int = 0
    """Interruptions that were told to signers."""
    finished_at: datetime | None = None
    reason_act_id: str | None = None
    credited_until: datetime | None = None
    """Up to when providers' delays were added to the expiry, so that those that overlap count once."""
    accepted: int = 0
    sequence: int = 0

    @property
    def paused(self) -> bool:
        """Whether the sender's service is interrupted (contract S16)."""
        return self.paused_since is not None

    def signer(self, signer_id: str) -> SignerProgress:
        """The signer of that id; raises `KeyError` for a stranger."""
        found = self.find_signer(signer_id)
        if found is None:
            raise KeyError(signer_id)
        return found

    def find_signer(self, signer_id: str) -> SignerProgress | None:
        """The signer of that id, if there is one."""
        return next((signer for signer in self.signers if signer.signer_id == signer_id), None)

    def accept_signature(self, signer_id: str, submission_id: str, now: datetime) -> SignerProgress:
        """Takes a signer's act as done; acts are applied in the order of their acceptance."""
        signer = self.signer(signer_id)
        self.accepted += 1
        signer.state, signer.acted_at = SignerState.SIGNED, now
        signer.accepted_as, signer.submission_id = self.accepted, submission_id
        return signer

    def resume(self, now: datetime) -> None:
        """Ends an interruption and gives back the time it took."""
        if self.paused_since is not None:
            self.expires_at = expiry_after_interruption(self.expires_at, self.paused_since, now)
            self.paused_since = None

    def untold(self) -> list[SignerProgress]:
        """Signers who were asked to sign and do not know that they cannot do so now."""
        if not self.paused or self.state is not EnvelopeState.SENT:
            return []
        asked = (SignerState.NOTIFIED, SignerState.VIEWED)
        return [one for one in self.current() if one.state in asked and not one.told_interrupted]

    def resting_step(self) -> Step:
        """What the envelope does when nothing is being done to it."""
        if self.paused:
            return Step.PAUSED
        if self.unapplied() is not None:
            return Step.APPLYING_SIGNATURES
        return Step.WAITING_FOR_SIGNERS

    def turns(self) -> list[Turn]:
        """All signers as `terms` sees them."""
        return [signer.turn() for signer in self.signers]

    def current(self) -> list[SignerProgress]:
        """Signers whose turn it is."""
        turn = whose_turn(self.turns())
        return [signer for signer in self.signers if signer.signer_id in turn]

    def unapplied(self) -> SignerProgress | None:
        """The first accepted signature that is not in the documents yet, in the order of acceptance."""
        waiting = [s for s in self.signers if s.state is SignerState.SIGNED and not s.applied]
        return min(waiting, key=lambda signer: signer.accepted_as, default=None)

    def all_applied(self) -> bool:
        """Whether everybody's signature is in the documents."""
        return all(signer.applied for signer in self.signers)

    def all_signed(self) -> bool:
        """Whether everybody's signature was accepted."""
        return all(signer.state is SignerState.SIGNED for signer in self.signers)

    def waits_on_provider(self) -> bool:
        """Whether a signature or an invitation is still with a provider: the expiry does not strike then."""
        return self.unapplied() is not None or any(s.inviting_since is not None for s in self.current())

    def refuse_act(self, signer_id: str, now: datetime) -> Refusal | None:
        """Why this signer may not sign or decline now; `None` when allowed."""
        expires_at = (
            max(self.expires_at, now + timedelta(seconds=1)) if self.waits_on_provider() else self.expires_at
        )
        return refuse_signer_act(
            self.state, self.turns(), signer_id, paused=self.paused, expires_at=expires_at, now=now
        )

    def reminder_due(self, signer: SignerProgress) -> datetime | None:
        """When the signer's next automatic reminder is due; `None` for none."""
        if signer.invited_at is None or signer.state not in (SignerState.NOTIFIED, SignerState.VIEWED):
            return None
        return next_reminder(
            signer.invited_at, signer.automatic_reminders, signer.last_reminded_at, self.plan.reminders
        )

    def next_deadline(self) -> tuple[datetime, DeadlineKind] | None:
        """The next timer: the earliest reminder or the expiry; `None` while paused or ended."""
        if self.state is not EnvelopeState.SENT or self.paused or self.all_signed():
            return None
        due = [at for signer in self.current() if (at := self.reminder_due(signer)) is not None]
        reminder = min(due, default=None)
        if reminder is not None and reminder < self.expires_at:
            return reminder, DeadlineKind.REMINDER
        return self.expires_at, DeadlineKind.EXPIRY

    def invited(self) -> list[SignerProgress]:
        """Everybody who was told about the envelope and can still be reached."""
        return [s for s in self.signers if s.notified_at is not None and s.state is not SignerState.BOUNCED]

    def enter(self, step: Step, now: datetime) -> None:
        """Begins a step; being in it already changes nothing."""
        if self.step is not step:
            self.step, self.step_since = step, now

    def credit_delay(self, since: datetime, now: datetime) -> timedelta | None:
        """Moves the expiry by what a provider took since `since`; `None` when that was not worth it (E6)."""
        if self.state is not EnvelopeState.SENT:
            return None
        since = max(since, self.credited_until or since)
        before, self.expires_at = self.expires_at, expiry_after_delay(self.expires_at, since, now)
        if self.expires_at == before:
            return None
        self.credited_until = now
        return self.expires_at - before

    def waits_for(self) -> list[str]:
        """Ids of the signers it waits for now."""
        if self.state is not EnvelopeState.SENT:
            return []
        return [signer.signer_id for signer in self.current()]

    def record(self, *occurrences: Occurrence) -> EnvelopeRecord:
        """The next write to PostgreSQL: the whole state, and what just happened."""
        self.sequence += 1
        deadline = self.next_deadline()
        return EnvelopeRecord(
            envelope_id=self.plan.envelope_id,
            sequence=self.sequence,
            state=self.state,
            step=self.step,
            step_since=self.step_since,
            waits_for=self.waits_for(),
            paused=self.paused,
            signers=[signer.record() for signer in self.signers],
            sent_at=self.sent_at,
            expires_at=self.expires_at,
            finished_at=self.finished_at,
            next_deadline=deadline[0] if deadline else None,
            next_deadline_kind=deadline[1] if deadline else None,
            reason_act_id=self.reason_act_id,
            occurrences=occurrences,
        )


def begin(plan: EnvelopePlan, sent_at: datetime, expires_at: datetime) -> EnvelopeProgress:
    """The state of an envelope at the moment it is sent."""
    signers = [SignerProgress(planned.signer_id, planned.routing_order) for planned in plan.signers]
    return EnvelopeProgress(plan, sent_at, expires_at, step_since=sent_at, signers=signers)
