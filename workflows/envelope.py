"""The life of an envelope, from sending to its certificate (contract E)."""

from dataclasses import replace
from datetime import datetime

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.evidence.clerk import EvidenceClerk
    from activities.evidence.messages import CertificateOrder
    from activities.mail.messages import Purpose
    from activities.records.envelope_messages import Occurrence, Step
    from activities.records.envelope_records import EnvelopeRecords
    from activities.signing.messages import SealOrder, SignatureOrder
    from activities.signing.signatory import Signatory
    from terms.envelope import (
        EnvelopeState,
        Refusal,
        SignerState,
        expiry_deadline,
        refuse_change,
        refuse_reminder,
    )
    from terms.evidence import EventKind

from workflows import envelope_events as events
from workflows.envelope_interruption import EnvelopeInterruption
from workflows.envelope_invitations import EnvelopeInvitations
from workflows.envelope_journal import EnvelopeJournal
from workflows.envelope_mail import EnvelopeMail
from workflows.envelope_messages import (
    BounceNotice,
    ChangeExpiryAct,
    CorrectSignerAct,
    DeclineAct,
    EnvelopeReport,
    EnvelopeStart,
    EnvelopeStatus,
    PauseAct,
    RemindAct,
    SignatureAct,
    ViewAct,
    VoidAct,
    report_of,
)
from workflows.envelope_state import EnvelopeProgress, begin
from workflows.policies import DATABASE, SIGNING


@workflow.defn(name="Envelope")
class EnvelopeWorkflow:
    """One envelope. The only writer of its lifecycle; every act on it is a validated update.

    A handler changes the state in memory in one step with its validator, then records it; effects follow
    only when the record stands (`EnvelopeJournal.recorded`).
    """

    @workflow.init
    def __init__(self, start: EnvelopeStart) -> None:
        self._journal = EnvelopeJournal(start.progress)
        self._mail = EnvelopeMail()
        self._invitations = EnvelopeInvitations(self._journal, self._mail)
        self._interruption = EnvelopeInterruption(self._journal, self._mail, self._invitations)

    @workflow.run
    async def run(self, start: EnvelopeStart) -> EnvelopeStatus:
        """Invites, waits, applies signatures, seals, certifies and tells everybody."""
        if start.progress is None:
            await self._open(start)
        while self._state.state is EnvelopeState.SENT and not self._state.all_applied():
            await self._advance(start)
        while self._state.unapplied() is not None:
            await self._apply_next()
        if self._state.state is EnvelopeState.SENT:
            await self._seal()
        await self._certify()
        await self._tell_everybody()
        await self._enter(Step.FINISHED)
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self._status()

    async def _open(self, start: EnvelopeStart) -> None:
        plan = await workflow.execute_local_activity_method(
            EnvelopeRecords.load_plan, start.envelope_id, **DATABASE
        )
        now = workflow.now()
        progress = begin(plan, now, expiry_deadline(now, plan.expires_in_days, plan.zone))
        progress.paused_since = now if plan.interrupted else None
        self._journal.open(progress)
        await self._journal.record(events.sent(progress, start.act_id))

    async def _advance(self, start: EnvelopeStart) -> None:
        """One turn of the loop: applies what was accepted, invites, reminds, expires, or sleeps."""
        self._journal.awake = False
        if self._state.unapplied() is not None:
            await self._apply_next()
            return
        now = workflow.now()
        if not self._state.paused:
            self._invitations.invite_turn(now)
            if now >= self._state.expires_at and not self._state.waits_on_provider():
                await self._end(EnvelopeState.EXPIRED, events.ended(EnvelopeState.EXPIRED, now))
                return
            self._invitations.remind_due(now)
        self._interruption.tell_due(now)
        self._continue_if_long(start)
        await self._sleep()

    async def _sleep(self) -> None:
        """Sleeps until the next deadline or until something happens.

        An expiry that has passed while a provider is still busy sets no timer: the provider's answer wakes.
        """
        at, what = self._next_waking()
        if at is not None and at <= workflow.now():
            at, what = None, None
        try:
            await workflow.wait_condition(
                lambda: self._journal.awake or self._should_continue(),
                timeout=at - workflow.now() if at else None,
                timeout_summary=what,
            )
        except TimeoutError:
            return

    def _next_waking(self) -> tuple[datetime | None, str | None]:
        """The next deadline; while the sender's service is interrupted, when signers are told of it."""
        deadline = self._state.next_deadline()
        if deadline is not None:
            return deadline[0], deadline[1].value
        told_from = self._interruption.told_from()
        return told_from, "interruption" if told_from else None

    def _continue_if_long(self, start: EnvelopeStart) -> None:
        if self._should_continue():
            workflow.continue_as_new(replace(start, progress=self._state))

    def _should_continue(self) -> bool:
        """Whether the history is long and nothing is under way that a new run would not know of."""
        quiet = self._mail.idle and workflow.all_handlers_finished() and not self._journal.awake
        return quiet and workflow.info().is_continue_as_new_suggested()

    async def _apply_next(self) -> None:
        """Puts the signature accepted first into every document, each built on the newest revision."""
        signer = self._state.unapplied()
        if signer is None or signer.submission_id is None:
            raise RuntimeError("no accepted signature to apply")
        await self._journal.recorded()
        since = workflow.now()
        for document_id in self._state.plan.document_ids:
            await workflow.execute_activity_method(
                Signatory.sign,
                SignatureOrder(
                    self._state.plan.envelope_id, document_id, signer.signer_id, signer.submission_id
                ),
                summary=f"{signer.signer_id} on {document_id}",
                **SIGNING,
            )
        signer.applied = True
        delay = self._state.credit_delay(since, workflow.now())
        if self._state.state is EnvelopeState.SENT and not self._state.all_applied():
            self._invitations.invite_turn(workflow.now())
            credited = self._invitations.credited(f"applied-{signer.signer_id}", delay)
            await self._enter(self._state.resting_step(), *credited)

    async def _seal(self) -> None:
        await self._enter(Step.SEALING)
        for document_id in self._state.plan.document_ids:
            await workflow.execute_activity_method(
                Signatory.seal,
                SealOrder(self._state.plan.envelope_id, document_id),
                summary=f"seal of {document_id}",
                **SIGNING,
            )
        await self._end(EnvelopeState.COMPLETED, events.ended(EnvelopeState.COMPLETED, workflow.now()))

    async def _certify(self) -> None:
        await self._mail.stop()
        await self._journal.recorded()
        await workflow.execute_activity_method(
            EvidenceClerk.issue_certificate,
            CertificateOrder(self._state.plan.envelope_id),
            summary=f"evidence of {self._state.state.value}",
            **SIGNING,
        )

    async def _tell_everybody(self) -> None:
        await self._enter(Step.TELLING)
        plan = self._state.plan
        purpose = Purpose(f"envelope-{self._state.state.value}")
        signer_ids = [signer.signer_id for signer in self._state.invited()]
        await self._mail.tell(plan.envelope_id, purpose, plan.created_by, signer_ids)

    async def _end(
        self, state: EnvelopeState, *occurrences: Occurrence, reason_act_id: str | None = None
    ) -> None:
        """Enters a final state; the certificate and the news follow from the run."""
        now = workflow.now()
        self._state.state = state
        self._state.finished_at = now
        self._state.reason_act_id = reason_act_id
        self._journal.wake()
        await self._enter(Step.CERTIFYING, *occurrences)

    async def _enter(self, step: Step, *occurrences: Occurrence) -> None:
        self._state.enter(step, workflow.now())
        await self._journal.record(*occurrences)

    @property
    def _state(self) -> EnvelopeProgress:
        return self._journal.progress

    def _status(self) -> EnvelopeStatus:
        return EnvelopeStatus(self._state.plan.envelope_id, self._state.state, self._state.sequence)

    @workflow.update
    async def send(self) -> EnvelopeStatus:
        """Answers once the envelope is recorded as sent."""
        await workflow.wait_condition(lambda: self._journal.begun)
        await self._journal.recorded()
        return self._status()

    @workflow.update
    async def sign(self, act: SignatureAct) -> EnvelopeStatus:
        """A signer signs: accepted once here, put into the documents by the run."""
        now = workflow.now()
        signer = self._state.accept_signature(act.signer_id, act.submission_id, now)
        self._journal.wake()
        await self._enter(
            Step.APPLYING_SIGNATURES,
            events.by_signer(EventKind.CONSENT_ACCEPTED, signer.signer_id, act.submission_id, now),
            events.by_signer(EventKind.SIGNER_SIGNED, signer.signer_id, act.submission_id, now),
        )
        return self._status()

    @sign.validator
    def _may_sign(self, act: SignatureAct) -> None:
        self._refuse_change()
        self._refuse(self._state.refuse_act(act.signer_id, workflow.now()))

    @workflow.update
    async def decline(self, act: DeclineAct) -> EnvelopeStatus:
        """A signer declines, which ends the envelope for all."""
        now = workflow.now()
        signer = self._state.signer(act.signer_id)
        signer.state, signer.acted_at = SignerState.DECLINED, now
        declined = events.by_signer(EventKind.SIGNER_DECLINED, act.signer_id, act.act_id, now)
        ended = events.ended(EnvelopeState.DECLINED, now)
        await self._end(EnvelopeState.DECLINED, declined, ended, reason_act_id=act.act_id)
        return self._status()

    @decline.validator
    def _may_decline(self, act: DeclineAct) -> None:
        self._refuse_change()
        self._refuse(self._state.refuse_act(act.signer_id, workflow.now()))

    @workflow.update
    async def void(self, act: VoidAct) -> EnvelopeStatus:
        """The sender voids the envelope, giving a reason."""
        voided = events.voided(act.user_id, act.act_id, workflow.now())
        await self._end(EnvelopeState.VOIDED, voided, reason_act_id=act.act_id)
        return self._status()

    @void.validator
    def _may_void(self, act: VoidAct) -> None:
        self._refuse_change()

    @workflow.update
    async def remind(self, act: RemindAct) -> EnvelopeStatus:
        """Mails those whose turn it is, or one of them, again."""
        for signer in self._invitations.remindable(act.signer_id):
            self._invitations.remind(signer, workflow.now())
        self._journal.wake()
        return self._status()

    @remind.validator
    def _may_remind(self, act: RemindAct) -> None:
        self._refuse_change()
        self._refuse(Refusal.PAUSED if self._state.paused else None)
        signers = self._invitations.remindable(act.signer_id)
        self._refuse(refuse_reminder([s.last_reminded_at or s.notified_at for s in signers], workflow.now()))

    @workflow.update
    async def change_expiry(self, act: ChangeExpiryAct) -> EnvelopeStatus:
        """Moves the expiry, earlier or later."""
        self._state.expires_at = act.expires_at
        self._journal.wake()
        await self._journal.record(
            events.by_sender(EventKind.EXPIRY_CHANGED, act.user_id, act.act_id, workflow.now())
        )
        return self._status()

    @change_expiry.validator
    def _may_change_expiry(self, act: ChangeExpiryAct) -> None:
        self._refuse_change()
        self._refuse(Refusal.EXPIRY_IN_THE_PAST if act.expires_at <= workflow.now() else None)

    @workflow.update
    async def correct_signer(self, act: CorrectSignerAct) -> EnvelopeStatus:
        """A signer's name or address is corrected; whoever was invited already is invited afresh."""
        now = workflow.now()
        signer = self._state.signer(act.signer_id)
        await self._journal.record(
            events.by_sender(EventKind.SIGNER_CORRECTED, act.user_id, act.act_id, now, signer.signer_id)
        )
        signer.await_invitation()
        self._journal.wake()
        return self._status()

    @correct_signer.validator
    def _may_correct(self, act: CorrectSignerAct) -> None:
        self._refuse_change()
        signer = self._state.find_signer(act.signer_id)
        self._refuse(Refusal.UNKNOWN_SIGNER if signer is None else None)
        self._refuse(Refusal.ALREADY_SIGNED if signer and signer.state is SignerState.SIGNED else None)

    @workflow.update
    async def pause(self, act: PauseAct) -> EnvelopeStatus:
        """The sender's service is interrupted: no signing, no reminders, the expiry clock stands (S16)."""
        if not self._state.paused:
            now = workflow.now()
            self._state.paused_since = now
            self._journal.wake()
            await self._enter(
                self._state.resting_step(), events.interrupted(EventKind.ENVELOPE_PAUSED, act, now)
            )
        return self._status()

    @workflow.update
    async def resume(self, act: PauseAct) -> EnvelopeStatus:
        """The sender's service goes on; the expiry moves by the time it stood still (S16)."""
        if self._state.paused:
            now = workflow.now()
            self._state.resume(now)
            self._interruption.tell_end(now)
            self._journal.wake()
            await self._enter(
                self._state.resting_step(), events.interrupted(EventKind.ENVELOPE_RESUMED, act, now)
            )
        return self._status()

    @pause.validator
    def _may_pause(self, act: PauseAct) -> None:
        self._refuse_change()

    @resume.validator
    def _may_resume(self, act: PauseAct) -> None:
        self._refuse_change()

    @workflow.signal
    async def viewed(self, act: ViewAct) -> None:
        """A signer opened the envelope for the first time."""
        await workflow.wait_condition(lambda: self._journal.begun)
        signer = self._state.signer(act.signer_id)
        if signer.viewed_at is not None or signer.state.is_final:
            return
        now = workflow.now()
        signer.viewed_at = now
        if signer.state in (SignerState.NOTIFIED, SignerState.BOUNCED):
            signer.state = SignerState.VIEWED
        await self._journal.record(events.by_signer(EventKind.SIGNER_VIEWED, act.signer_id, act.act_id, now))

    @workflow.signal
    async def bounced(self, notice: BounceNotice) -> None:
        """The mail provider could not deliver to a signer."""
        await workflow.wait_condition(lambda: self._journal.begun)
        if self._state.state is EnvelopeState.SENT:
            await self._invitations.bounce(self._state.signer(notice.signer_id), notice.mail_id)

    @workflow.query
    def report(self) -> EnvelopeReport | None:
        """Where the envelope stands, for operations; `None` before it is sent."""
        return report_of(self._state) if self._journal.begun else None

    def _refuse_change(self) -> None:
        if not self._journal.begun:
            self._refuse(Refusal.NOT_SENT)
        refusal = refuse_change(self._state.state)
        sealing = refusal is None and self._state.all_signed()
        self._refuse(Refusal.BEING_SEALED if sealing else refusal)

    def _refuse(self, refusal: Refusal | None) -> None:
        if refusal is not None:
            raise ApplicationError(refusal.value, type=refusal.value)
