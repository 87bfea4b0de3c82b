"""A guest's invitation, from its mail to its answer or its end (contract A5)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.mail.messages import MailOrder, Purpose
    from activities.records.invitation_messages import Admission, InvitationPlan, InvitationRecord
    from activities.records.invitation_records import InvitationRecords
    from terms.members import (
        InvitationState,
        MembersRefusal,
        invitation_deadline,
        refuse_invitation,
        reminder_instant,
    )

from workflows.mailing import Mailing
from workflows.policies import DATABASE
from workflows.search_attributes import publish

_NEWS = {
    InvitationState.ACCEPTED: Purpose.INVITATION_ACCEPTED,
    InvitationState.DECLINED: Purpose.INVITATION_DECLINED,
    InvitationState.EXPIRED: Purpose.INVITATION_EXPIRED,
}
"""What the owner is told of an end that was not their own doing."""


@dataclass(frozen=True)
class InvitationStart:
    """Starts the workflow of one invitation."""

    invitation_id: str


@dataclass(frozen=True)
class AcceptAct:
    """`answer_id` names the stored answer of the invited."""

    answer_id: str


@dataclass(frozen=True)
class DeclineAct:
    """Whoever holds the mailed link declines."""


@dataclass(frozen=True)
class OwnerAct:
    """The owner acts."""

    user_id: str


@workflow.defn(name="Invitation")
class InvitationWorkflow:
    """One invitation. The only writer of its state; every act on it is an update, one after the other."""

    @workflow.init
    def __init__(self, start: InvitationStart) -> None:
        self._state = InvitationState.PENDING
        self._plan: InvitationPlan | None = None
        self._expires_at: datetime
        self._remind_at: datetime | None = None
        self._renewals = 0
        self._sequence = 0
        self._awake = False
        self._acting = asyncio.Lock()
        self._mailing = Mailing()

    @workflow.run
    async def run(self, start: InvitationStart) -> InvitationState:
        """Says how it ended."""
        plan = await workflow.execute_local_activity_method(
            InvitationRecords.load_invitation, start.invitation_id, **DATABASE
        )
        async with self._acting:
            self._open(plan)
            await self._record()
            self._mail(Purpose.INVITATION)
        while self._state is InvitationState.PENDING:
            await self._sleep()
            await self._act_on_time()
        self._mailing.cancel()
        if self._state in _NEWS:
            self._mail(_NEWS[self._state])
        await self._mailing.finished()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self._state

    def _open(self, plan: InvitationPlan) -> None:
        self._expires_at = invitation_deadline(plan.created_at, plan.zone)
        self._remind_at = reminder_instant(self._expires_at, plan.zone)
        self._plan = plan

    async def _sleep(self) -> None:
        """Until the next deadline, or until an update has changed something."""
        deadline = self._remind_at or self._expires_at
        try:
            await workflow.wait_condition(
                lambda: self._awake,
                timeout=max(deadline - workflow.now(), timedelta()),
                timeout_summary="reminder" if self._remind_at else "expiry",
            )
        except TimeoutError:
            return

    async def _act_on_time(self) -> None:
        """Reminds or expires when it is time, unless an update under way ends the invitation first."""
        async with self._acting:
            self._awake = False
            now = workflow.now()
            if self._state is not InvitationState.PENDING:
                return
            if self._remind_at is not None and now >= self._remind_at:
                self._remind_at = None
                self._mail(Purpose.INVITATION_REMINDER)
            if now >= self._expires_at:
                await self._end(InvitationState.EXPIRED)

    async def _end(self, state: InvitationState) -> None:
        self._state = state
        self._awake = True
        await self._record()

    async def _record(self) -> None:
        ended_at = None if self._state is InvitationState.PENDING else workflow.now()
        record = self._next_record(self._state, ended_at)
        await workflow.execute_local_activity_method(
            InvitationRecords.record_invitation, record, summary=record.state.value, **DATABASE
        )
        self._show()

    def _next_record(self, state: InvitationState, ended_at: datetime | None) -> InvitationRecord:
        self._sequence += 1
        return InvitationRecord(
            self._opened.invitation_id, self._sequence, state, self._expires_at, self._renewals, ended_at
        )

    def _show(self) -> None:
        pending = self._state is InvitationState.PENDING
        publish(self._state.value, self._opened.business_id, self._expires_at if pending else None)

    def _mail(self, purpose: Purpose) -> None:
        key = f"{workflow.info().workflow_id}:{purpose.value}:{self._renewals}"
        self._mailing.start(MailOrder(key, purpose, about_id=self._opened.invitation_id))

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """An act's turn: after those before it, and only while the invitation can still be answered."""
        await workflow.wait_condition(lambda: self._plan is not None)
        async with self._acting:
            refusal = refuse_invitation(self._state)
            if refusal is None and workflow.now() >= self._expires_at:
                refusal = MembersRefusal.INVITATION_EXPIRED
            if refusal is not None:
                raise ApplicationError(refusal.value, type=refusal.value)
            yield

    @property
    def _opened(self) -> InvitationPlan:
        if self._plan is None:
            raise RuntimeError("the invitation has not been read")
        return self._plan

    @workflow.update
    async def accept(self, act: AcceptAct) -> InvitationState:
        """The invited becomes a guest, in one transaction with the invitation's end."""
        async with self._turn():
            record = self._next_record(InvitationState.ACCEPTED, workflow.now())
            admitted = await workflow.execute_local_activity_method(
                InvitationRecords.admit, Admission(record, act.answer_id), summary="accepted", **DATABASE
            )
            if admitted.refusal is not None:
                raise ApplicationError(admitted.refusal.value, type=admitted.refusal.value)
            self._state = InvitationState.ACCEPTED
            self._awake = True
            self._show()
        return self._state

    @workflow.update
    async def decline(self, act: DeclineAct) -> InvitationState:
        """The invited does not want to."""
        async with self._turn():
            await self._end(InvitationState.DECLINED)
        return self._state

    @workflow.update
    async def revoke(self, act: OwnerAct) -> InvitationState:
        """The owner takes the invitation back."""
        async with self._turn():
            await self._end(InvitationState.REVOKED)
        return self._state

    @workflow.update
    async def renew(self, act: OwnerAct) -> InvitationState:
        """It lasts its whole time again from now, and is mailed again."""
        async with self._turn():
            zone = self._opened.zone
            self._expires_at = invitation_deadline(workflow.now(), zone)
            self._remind_at = reminder_instant(self._expires_at, zone)
            self._renewals += 1
            self._awake = True
            await self._record()
            self._mail(Purpose.INVITATION)
        return self._state
