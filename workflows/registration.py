"""A registration from request to verification, or to its removal; then guidance to its end (A1, A2)."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities.mail.mailer import Mailer
    from activities.mail.messages import MailOrder, Purpose
    from activities.records.registration_messages import LinkRenewal, RegistrationPlan
    from activities.records.registration_records import RegistrationRecords
    from terms.accounts import (
        SECOND_PHASE_NUDGE,
        UNVERIFIED_KEPT,
        VERIFICATION_LINKS_MAX,
        VERIFICATION_REMINDER,
    )

from workflows.mailing import Mailing
from workflows.policies import DATABASE, MAIL


@dataclass(frozen=True)
class RegistrationStart:
    """Starts the workflow of one registration."""

    registration_id: str


@workflow.defn(name="Registration")
class RegistrationWorkflow:
    """Mails the verification link, reminds once, and removes what was not verified in time.

    A link that has ended can be replaced for as long as the registration is kept. Whoever verified is told
    what is still missing, and reminded of it once.
    """

    @workflow.init
    def __init__(self, start: RegistrationStart) -> None:
        self._verified = False
        self._links = 1
        self._wanted: deque[str] = deque()
        self._seen: set[str] = set()
        self._reminded = False
        self._mailing = Mailing()

    @workflow.run
    async def run(self, start: RegistrationStart) -> bool:
        """Says whether the address was verified."""
        plan = await workflow.execute_local_activity_method(
            RegistrationRecords.load_registration, start.registration_id, **DATABASE
        )
        self._verified = self._verified or plan.verified
        if not workflow.patched("guidance"):
            return await self._without_guidance(plan)
        self._first_mail(plan)
        await self._wait_for_verification(plan)
        if not self._verified:
            self._mailing.cancel()
            removed = await workflow.execute_local_activity_method(
                RegistrationRecords.remove_unverified, start.registration_id, **DATABASE
            )
            if removed:
                return False
        await self._guide(plan)
        return True

    @workflow.signal
    def verified(self) -> None:
        """The mailed link was followed."""
        self._verified = True

    @workflow.signal
    def link_wanted(self, request_id: str) -> None:
        """Whoever holds a link that has ended asks for another; a repeated request is the same one."""
        if request_id not in self._seen:
            self._seen.add(request_id)
            self._wanted.append(request_id)

    def _first_mail(self, plan: RegistrationPlan) -> None:
        """The address learns that it was used; whoever asked cannot tell whether it was known."""
        purpose = Purpose.ALREADY_REGISTERED if plan.known_user_id else Purpose.VERIFY_EMAIL
        self._mail(plan, purpose, purpose.value, user_id=plan.known_user_id)

    async def _wait_for_verification(self, plan: RegistrationPlan) -> None:
        """Until the link is followed or the registration's time is over; mails new links meanwhile."""
        remind_at = plan.requested_at + VERIFICATION_REMINDER
        end = plan.requested_at + UNVERIFIED_KEPT
        while not self._verified and workflow.now() < end:
            reminds = not self._reminded and plan.known_user_id is None
            await self._until(remind_at if reminds else end)
            if self._wanted and not self._verified:
                self._wanted.popleft()
                if plan.known_user_id is None and self._links < VERIFICATION_LINKS_MAX:
                    await self._new_link(plan, Purpose.VERIFY_NEW_LINK)
            elif reminds and not self._verified and remind_at <= workflow.now() < end:
                self._reminded = True
                await self._new_link(plan, Purpose.VERIFY_REMINDER)

    async def _until(self, at: datetime) -> None:
        try:
            await workflow.wait_condition(
                lambda: self._verified or bool(self._wanted),
                timeout=max(at - workflow.now(), timedelta()),
                timeout_summary="verification link followed or asked for anew",
            )
        except TimeoutError:
            return

    async def _new_link(self, plan: RegistrationPlan, purpose: Purpose) -> None:
        """Replaces the link, if the registration still waits for it, and mails the new one."""
        self._links += 1
        renewal = LinkRenewal(plan.registration_id, self._links, workflow.now())
        if await workflow.execute_local_activity_method(RegistrationRecords.renew_link, renewal, **DATABASE):
            self._mail(plan, purpose, f"{purpose.value}:{self._links}")

    async def _guide(self, plan: RegistrationPlan) -> None:
        """Tells what the second phase asks for, and once more when it is not done after some days."""
        for purpose, wait in ((Purpose.WELCOME, timedelta()), (Purpose.FINISH_SIGN_UP, SECOND_PHASE_NUDGE)):
            if wait:
                await workflow.sleep(wait, summary="second phase")
            user_id = await workflow.execute_local_activity_method(
                RegistrationRecords.unfinished_user, plan.registration_id, **DATABASE
            )
            if user_id is None:
                break
            self._mail(plan, purpose, purpose.value, user_id=user_id)
        await self._mailing.finished()

    def _mail(self, plan: RegistrationPlan, purpose: Purpose, step: str, user_id: str | None = None) -> None:
        key = f"{workflow.info().workflow_id}:{step}"
        self._mailing.start(MailOrder(key, purpose, registration_id=plan.registration_id, user_id=user_id))

    async def _without_guidance(self, plan: RegistrationPlan) -> bool:
        """As registrations ran that were begun before there were reminders."""
        await self._mail_and_wait(plan)
        left = plan.requested_at + UNVERIFIED_KEPT - workflow.now()
        try:
            await workflow.wait_condition(
                lambda: self._verified,
                timeout=max(left, timedelta()),
                timeout_summary="unverified kept until",
            )
        except TimeoutError:
            removed = await workflow.execute_local_activity_method(
                RegistrationRecords.remove_unverified, plan.registration_id, **DATABASE
            )
            return not removed
        return True

    async def _mail_and_wait(self, plan: RegistrationPlan) -> None:
        purpose = Purpose.ALREADY_REGISTERED if plan.known_user_id else Purpose.VERIFY_EMAIL
        key = f"{workflow.info().workflow_id}:{purpose.value}"
        order = MailOrder(key, purpose, registration_id=plan.registration_id, user_id=plan.known_user_id)
        try:
            await workflow.execute_activity_method(Mailer.send, order, summary=purpose.value, **MAIL)
        except ActivityError:
            workflow.logger.warning("registration mail refused for good: %s", plan.registration_id)
