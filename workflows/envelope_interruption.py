"""What signers are told when the sender's service is interrupted for long, and when it goes on (S16)."""

from datetime import datetime

from temporalio import workflow

from activities.mail.messages import Purpose
from terms.envelope import interruption_told_from
from workflows.envelope_invitations import EnvelopeInvitations
from workflows.envelope_journal import EnvelopeJournal
from workflows.envelope_mail import Delivery, EnvelopeMail, to_signer
from workflows.envelope_state import SignerProgress

TELL_INTERRUPTION = "tell-interruption-v1"


class EnvelopeInterruption:
    """Tells those whose turn it is, once each interruption; whoever was told of it is told of its end."""

    def __init__(
        self, journal: EnvelopeJournal, mail: EnvelopeMail, invitations: EnvelopeInvitations
    ) -> None:
        self._journal = journal
        self._mail = mail
        self._invitations = invitations

    def told_from(self) -> datetime | None:
        """When somebody has to be told, if anybody."""
        progress = self._journal.progress
        if progress.paused_since is None or not progress.untold():
            return None
        return interruption_told_from(progress.paused_since) if workflow.patched(TELL_INTERRUPTION) else None

    def tell_due(self, now: datetime) -> None:
        """Tells those whose turn it is, when it is time."""
        told_from = self.told_from()
        if told_from is None or now < told_from:
            return
        progress = self._journal.progress
        untold = progress.untold()
        if not any(signer.told_interrupted for signer in progress.signers):
            progress.interruptions += 1
        for signer in untold:
            signer.told_interrupted = True
            self._mail.start(self._deliver(signer, Purpose.SIGN_INTERRUPTED, progress.interruptions))

    def tell_end(self, now: datetime) -> None:
        """Tells those who know of the interruption and still have to sign; it counts as a reminder."""
        progress = self._journal.progress
        waiting = self._invitations.remindable(None)
        for signer in progress.signers:
            if signer.told_interrupted and signer in waiting:
                signer.last_reminded_at = now
                self._mail.start(self._deliver(signer, Purpose.SIGN_RESUMED, progress.interruptions))
            signer.told_interrupted = False

    async def _deliver(self, signer: SignerProgress, purpose: Purpose, number: int) -> None:
        await self._journal.recorded()
        if self._journal.progress.paused is not (purpose is Purpose.SIGN_INTERRUPTED):
            return
        order = to_signer(self._journal.progress.plan.envelope_id, purpose, signer.signer_id, number)
        if await self._mail.send(order) is Delivery.REFUSED:
            await self._invitations.bounce(signer, f"{purpose.value}-{number}")
