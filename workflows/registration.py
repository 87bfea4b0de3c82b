"""A registration from request to verification, or to its removal (contract A1)."""

from dataclasses import dataclass
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities.mail.mailer import Mailer
    from activities.mail.messages import MailOrder, Purpose
    from activities.records.registration_messages import RegistrationPlan
    from activities.records.registration_records import RegistrationRecords
    from terms.accounts import UNVERIFIED_KEPT

from workflows.policies import DATABASE, MAIL


@dataclass(frozen=True)
class RegistrationStart:
    """Starts the workflow of one registration."""

    registration_id: str


@workflow.defn(name="Registration")
class RegistrationWorkflow:
    """Mails the verification link, waits, and removes what was not verified in time."""

    @workflow.init
    def __init__(self, start: RegistrationStart) -> None:
        self._verified = False

    @workflow.run
    async def run(self, start: RegistrationStart) -> bool:
        """Says whether the address was verified."""
        plan = await workflow.execute_local_activity_method(
            RegistrationRecords.load_registration, start.registration_id, **DATABASE
        )
        self._verified = self._verified or plan.verified
        await self._mail(plan)
        left = plan.requested_at + UNVERIFIED_KEPT - workflow.now()
        try:
            await workflow.wait_condition(
                lambda: self._verified,
                timeout=max(left, timedelta()),
                timeout_summary="unverified kept until",
            )
        except TimeoutError:
            removed = await workflow.execute_local_activity_method(
                RegistrationRecords.remove_unverified, start.registration_id, **DATABASE
            )
            return not removed
        return True

    @workflow.signal
    def verified(self) -> None:
        """The mailed link was followed."""
        self._verified = True

    async def _mail(self, plan: RegistrationPlan) -> None:
        """The address learns that it was used; whoever asked cannot tell whether it was known."""
        purpose = Purpose.ALREADY_REGISTERED if plan.known_user_id else Purpose.VERIFY_EMAIL
        key = f"{workflow.info().workflow_id}:{purpose.value}"
        order = MailOrder(key, purpose, registration_id=plan.registration_id, user_id=plan.known_user_id)
        try:
            await workflow.execute_activity_method(Mailer.send, order, summary=purpose.value, **MAIL)
        except ActivityError:
            workflow.logger.warning("registration mail refused for good: %s", plan.registration_id)
