"""A consent for messages over a channel: its code, and the mail that confirms it (contract W1)."""

from dataclasses import dataclass

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities.mail.mailer import Mailer
    from activities.mail.messages import MailOrder, Purpose
    from activities.messenger.messages import MessageOrder
    from activities.messenger.messenger import Messenger
    from activities.records.channel_consents import ChannelConsentRecords
    from terms.messaging import CODE_WORKS, Channel, ConsentState, MessagePurpose, MessageState

from workflows.policies import DATABASE, MAIL, MESSAGE


@dataclass(frozen=True)
class ChannelConsentStart:
    """Starts the workflow of one consent, given on a signing page and not yet confirmed."""

    consent_id: str
    channel: Channel
    envelope_id: str
    signer_id: str


@workflow.defn(name="ChannelConsent")
class ChannelConsentWorkflow:
    """Sends the code and ends its time. The typed code is checked where it is typed, never here."""

    def __init__(self) -> None:
        self._confirmed = False

    @workflow.run
    async def run(self, start: ChannelConsentStart) -> ConsentState:
        """Says what came of the consent while its code worked."""
        end = workflow.now() + CODE_WORKS
        if await self._code_left(start) and workflow.now() < end:
            try:
                await workflow.wait_condition(
                    lambda: self._confirmed, timeout=end - workflow.now(), timeout_summary="code"
                )
            except TimeoutError:
                workflow.logger.info("the code's time has ended")
        state: ConsentState = await workflow.execute_local_activity_method(
            ChannelConsentRecords.close_code, args=[start.consent_id, workflow.now()], **DATABASE
        )
        if state is ConsentState.CONFIRMED:
            await self._tell(start)
        return state

    async def _code_left(self, start: ChannelConsentStart) -> bool:
        """Whether the provider took the code while it works."""
        order = MessageOrder(
            key=f"{workflow.info().workflow_id}:code",
            purpose=MessagePurpose.CODE,
            channel=start.channel,
            envelope_id=start.envelope_id,
            signer_id=start.signer_id,
            consent_id=start.consent_id,
        )
        policy = MESSAGE | {"schedule_to_close_timeout": CODE_WORKS}
        try:
            receipt = await workflow.execute_activity_method(Messenger.send, order, summary="code", **policy)
        except ActivityError:
            workflow.logger.warning("no code could be sent in time")
            return False
        return receipt.state is not MessageState.REFUSED

    async def _tell(self, start: ChannelConsentStart) -> None:
        purpose = Purpose.CHANNEL_CONSENTED
        key = f"{workflow.info().workflow_id}:{purpose.value}"
        order = MailOrder(
            key,
            purpose,
            envelope_id=start.envelope_id,
            signer_id=start.signer_id,
            about_id=start.consent_id,
        )
        try:
            await workflow.execute_activity_method(Mailer.send, order, summary=purpose.value, **MAIL)
        except ActivityError:
            workflow.logger.warning("mail refused for good: %s", order.key)

    @workflow.signal
    def confirmed(self) -> None:
        """The code was typed."""
        self._confirmed = True
