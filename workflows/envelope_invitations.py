"""Inviting and reminding those whose turn it is; a bounce stops both and tells the sender."""

from datetime import datetime, timedelta

from temporalio import workflow

from activities.mail.messages import Purpose
from activities.records.envelope_messages import Occurrence, Step
from terms.envelope import SignerState
from terms.evidence import EventKind
from workflows import envelope_events as events
from workflows.envelope_journal import EnvelopeJournal
from workflows.envelope_mail import Delivery, EnvelopeMail, to_sender, to_signer
from workflows.envelope_state import SignerProgress


class EnvelopeInvitations:
    """What the envelope asks of its signers by mail."""

    def __init__(self, journal: EnvelopeJournal, mail: EnvelopeMail) -> None:
        self._journal = journal
        self._mail = mail

    def invite_turn(self, now: datetime) -> None:
        """Invites whoever's turn has come; nobody while the sender's service is interrupted (S16)."""
        if self._journal.progress.paused:
            return
        for signer in self._journal.progress.current():
            if signer.state is SignerState.WAITING and signer.inviting_since is None:
                self._invite(signer, now)

    def _invite(self, signer: SignerProgress, now: datetime) -> None:
        """Begins an invitation; the signer counts as notified when the provider has accepted it."""
        signer.invitation += 1
        signer.inviting_since = now
        self._mail.start(self._deliver_invitation(signer, signer.invitation))

    def remind_due(self, now: datetime) -> None:
        """Sends the automatic reminders that are due."""
        for signer in self._journal.progress.current():
            due = self._journal.progress.reminder_due(signer)
            if due is not None and due <= now:
                signer.automatic_reminders += 1
                self.remind(signer, now)

    def remind(self, signer: SignerProgress, now: datetime) -> None:
        """Begins a reminder."""
        signer.reminders += 1
        signer.last_reminded_at = now
        self._mail.start(self._deliver_reminder(signer, signer.reminders))

    def remindable(self, signer_id: str | None) -> list[SignerProgress]:
        """Those whose turn it is and who were reached: all, or the one named."""
        reached = (SignerState.NOTIFIED, SignerState.VIEWED)
        return [
            signer
            for signer in self._journal.progress.current()
            if signer.state in reached and signer_id in (None, signer.signer_id)
        ]

    async def bounce(self, signer: SignerProgress, step: str) -> None:
        """The signer cannot be reached: the sender is asked to correct the address."""
        if signer.state.is_final or signer.state is SignerState.BOUNCED:
            return
        signer.state = SignerState.BOUNCED
        self._journal.wake()
        await self._journal.record(
            events.about_signer(EventKind.SIGNER_BOUNCED, signer.signer_id, step, workflow.now())
        )
        plan = self._journal.progress.plan
        order = to_sender(plan.envelope_id, Purpose.SIGNER_BOUNCED, plan.created_by, signer.signer_id, step)
        await self._mail.send(order)

    async def _deliver_invitation(self, signer: SignerProgress, number: int) -> None:
        since = workflow.now()
        await self._journal.recorded()
        plan = self._journal.progress.plan
        delivery = await self._mail.send(
            to_signer(plan.envelope_id, Purpose.SIGN_REQUEST, signer.signer_id, number)
        )
        signer.inviting_since = None
        if delivery is Delivery.ACCEPTED:
            await self._invited(signer, number, since)
        elif delivery is Delivery.REFUSED:
            await self.bounce(signer, f"invitation-{number}")

    async def _invited(self, signer: SignerProgress, number: int, since: datetime) -> None:
        progress, now = self._journal.progress, workflow.now()
        delay = progress.credit_delay(since, now)
        signer.notified_at = signer.invited_at = now
        if signer.state in (SignerState.WAITING, SignerState.BOUNCED):
            signer.state = SignerState.NOTIFIED
        if progress.step is Step.INVITING:
            progress.enter(Step.WAITING_FOR_SIGNERS, now)
        self._journal.wake()
        step = f"invitation-{number}"
        invited = events.about_signer(EventKind.SIGNER_INVITED, signer.signer_id, step, now)
        await self._journal.record(invited, *self.credited(f"{step}-{signer.signer_id}", delay))

    async def _deliver_reminder(self, signer: SignerProgress, number: int) -> None:
        step = f"reminder-{number}"
        plan = self._journal.progress.plan
        delivery = await self._mail.send(
            to_signer(plan.envelope_id, Purpose.SIGN_REMINDER, signer.signer_id, number)
        )
        if delivery is Delivery.ACCEPTED:
            reminded = events.about_signer(EventKind.SIGNER_REMINDED, signer.signer_id, step, workflow.now())
            await self._journal.record(reminded)
        elif delivery is Delivery.REFUSED:
            await self.bounce(signer, step)

    def credited(self, step: str, delay: timedelta | None) -> list[Occurrence]:
        """The event of a credited delay, if there was one."""
        if delay is None:
            return []
        return [events.delay_credited(step, delay, self._journal.progress.expires_at, workflow.now())]
