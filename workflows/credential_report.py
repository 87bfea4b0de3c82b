"""Lost credentials, from the report to the end of all access they gave (contract A7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.commands import Command, WorkflowCommands
    from activities.mail.messages import MailOrder, Purpose
    from activities.records.credential_messages import AccessEnded, Confirmation, CredentialPlan, LinkEnded
    from activities.records.credential_records import CredentialRecords
    from activities.records.incident_messages import IncidentOrder
    from activities.records.incident_records import IncidentRecords
    from terms.credential_reports import ConfirmedBy, CredentialTrouble, ReportRefusal, ReportState
    from terms.incidents import KIND_OF_TROUBLE, IncidentSource

from workflows.identifiers import invitation_workflow_id
from workflows.mailing import Mailing
from workflows.policies import COMMANDS, DATABASE


@dataclass(frozen=True)
class CredentialReportStart:
    """Starts the workflow of one report."""

    report_id: str
    trouble: CredentialTrouble


@dataclass(frozen=True)
class ConfirmAct:
    """Whoever reads the account's mailbox confirms."""


@workflow.defn(name="CredentialReport")
class CredentialReportWorkflow:
    """Waits for the mailbox, then ends access. Nothing is ended on the word of a stranger.

    The new password is asked for first and with the sessions, so that a thief who knows the old one cannot
    come back while the rest is being ended; the mails come last, when what they say is true.
    """

    @workflow.init
    def __init__(self, start: CredentialReportStart) -> None:
        self._start = start
        self._confirmed_at: datetime | None = None
        self._by = ConfirmedBy.MAILBOX
        self._state = ReportState.AWAITING_CONFIRMATION
        self._mailing = Mailing()
        self._read = False

    @workflow.run
    async def run(self, start: CredentialReportStart) -> ReportState:
        """Says what came of the report."""
        plan = await workflow.execute_local_activity_method(
            CredentialRecords.load_credential_report, start.report_id, **DATABASE
        )
        self._read = True
        confirmed = _confirmed_already(plan)
        if confirmed is not None:
            self._confirm(confirmed)
        if self._confirmed_at is None and not plan.known:
            await self._close(ReportState.UNKNOWN_ADDRESS)
        elif self._confirmed_at is None:
            await self._wait_for_mailbox(plan)
        if self._confirmed_at is not None:
            await self._secure(self._confirmed_at)
        await self._mailing.finished()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self._state

    async def _wait_for_mailbox(self, plan: CredentialPlan) -> None:
        self._mailing.start(self._order(Purpose.CREDENTIAL_REPORT_CONFIRM))
        try:
            await workflow.wait_condition(
                lambda: self._confirmed_at is not None,
                timeout=max(plan.expires_at - workflow.now(), timedelta()),
                timeout_summary="confirmation",
            )
        except TimeoutError:
            self._mailing.cancel()
            await self._close(ReportState.LAPSED)

    async def _close(self, state: ReportState) -> None:
        self._state = state
        await workflow.execute_local_activity_method(
            CredentialRecords.close_without_effect, args=[self._start.report_id, state], **DATABASE
        )

    async def _secure(self, at: datetime) -> None:
        confirmation = Confirmation(self._start.report_id, self._by, at)
        access = await workflow.execute_local_activity_method(
            CredentialRecords.end_access, confirmation, **DATABASE
        )
        links = await workflow.execute_activity_method(
            CredentialRecords.end_links, self._start.report_id, **DATABASE
        )
        await self._end_invitations()
        await workflow.execute_local_activity_method(
            IncidentRecords.open, self._incident(access, links, at), **DATABASE
        )
        await workflow.execute_local_activity_method(
            CredentialRecords.record_secured, self._start.report_id, **DATABASE
        )
        self._state = ReportState.SECURED
        for order in self._news(access, links):
            self._mailing.start(order)

    async def _end_invitations(self) -> None:
        """Whoever holds a mailed invitation cannot accept it any more; its owner can invite again."""
        invitation_ids = await workflow.execute_local_activity_method(
            CredentialRecords.find_invitations, self._start.report_id, **DATABASE
        )
        if invitation_ids:
            report_id, act = self._start.report_id, {"user_id": "service"}
            commands = [
                Command(invitation_workflow_id(invitation_id), "revoke", report_id, act)
                for invitation_id in invitation_ids
            ]
            await workflow.execute_activity_method(WorkflowCommands.ask, commands, **COMMANDS)

    def _incident(self, access: AccessEnded, links: Sequence[LinkEnded], at: datetime) -> IncidentOrder:
        businesses = [concerned.business_id for concerned in access.businesses]
        envelopes = list(dict.fromkeys(link.envelope_id for link in links))
        return IncidentOrder(
            kind=KIND_OF_TROUBLE[self._start.trouble],
            source=IncidentSource.CREDENTIAL_REPORT,
            source_id=self._start.report_id,
            aware_at=at,
            subject_ids=[*([access.user_id] if access.user_id else []), *businesses, *envelopes],
        )

    def _news(self, access: AccessEnded, links: Sequence[LinkEnded]) -> list[MailOrder]:
        """For whom it happened to, owners of businesses concerned, and senders who wait for a signature."""
        owner_ids = dict.fromkeys(concerned.owner_id for concerned in access.businesses)
        owners = [self._order(Purpose.CREDENTIALS_REPORTED, owner_id) for owner_id in owner_ids]
        senders = [self._to_sender(link) for link in links]
        return [self._order(Purpose.CREDENTIALS_SECURED), *owners, *senders]

    def _order(self, purpose: Purpose, user_id: str | None = None) -> MailOrder:
        key = f"{workflow.info().workflow_id}:{purpose.value}:{user_id or 'reported'}"
        return MailOrder(key, purpose, user_id=user_id, about_id=self._start.report_id)

    def _to_sender(self, link: LinkEnded) -> MailOrder:
        purpose = Purpose.SIGNER_LINK_ENDED
        return MailOrder(
            f"{workflow.info().workflow_id}:{purpose.value}:{link.signer_id}",
            purpose,
            envelope_id=link.envelope_id,
            user_id=link.sender_id,
            about_signer_id=link.signer_id,
        )

    def _confirm(self, by: ConfirmedBy) -> None:
        if self._confirmed_at is None:
            self._confirmed_at, self._by = workflow.now(), by

    @workflow.update
    async def confirm(self, act: ConfirmAct) -> ReportState:
        """The mailbox confirms. Answers once all access has ended; told again, it answers the same."""
        await workflow.wait_condition(lambda: self._read)
        self._confirm(ConfirmedBy.MAILBOX)
        await workflow.wait_condition(lambda: self._state is ReportState.SECURED)
        return self._state

    @confirm.validator
    def _may_confirm(self, act: ConfirmAct) -> None:
        if self._state not in (ReportState.AWAITING_CONFIRMATION, ReportState.SECURED):
            raise ApplicationError(ReportRefusal.EXPIRED.value, type=ReportRefusal.EXPIRED.value)


def _confirmed_already(plan: CredentialPlan) -> ConfirmedBy | None:
    """How it is known that the report may be acted upon, where no mailbox has to say so."""
    if plan.by_link:
        return ConfirmedBy.LINK
    if plan.by_owner:
        return ConfirmedBy.OWNER
    return ConfirmedBy.SESSION if plan.by_session else None
