"""The offer of a business to one of its guests, from its mail to its answer or its end (contract A2, A4)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.envelopes_under_way import EnvelopesUnderWay, FollowOrder
    from activities.mail.messages import MailOrder, Purpose
    from activities.records.transfer_messages import Handover, TransferPlan, TransferRecord
    from activities.records.transfer_records import TransferRecords
    from terms.members import (
        MembersRefusal,
        TransferState,
        refuse_transfer,
        reminder_instant,
        transfer_deadline,
    )

from workflows.identifiers import ENVELOPE_PREFIX
from workflows.mailing import Mailing
from workflows.policies import COMMANDS, DATABASE
from workflows.search_attributes import publish


@dataclass(frozen=True)
class TransferStart:
    """Starts the workflow of one offer."""

    transfer_id: str


@dataclass(frozen=True)
class AgreeAct:
    """`answer_id` names the stored answer of the new owner, with what they accept."""

    answer_id: str


@dataclass(frozen=True)
class EndAct:
    """Who ends the offer: the new owner declines, or the old one withdraws."""

    user_id: str


@workflow.defn(name="OwnershipTransfer")
class OwnershipTransferWorkflow:
    """One offer. The only writer of its state; every act on it is an update, one after the other."""

    @workflow.init
    def __init__(self, start: TransferStart) -> None:
        self._state = TransferState.OFFERED
        self._plan: TransferPlan | None = None
        self._expires_at: datetime
        self._sequence = 0
        self._unshared: list[str] = []
        self._acting = asyncio.Lock()
        self._mailing = Mailing()

    @workflow.run
    async def run(self, start: TransferStart) -> TransferState:
        """Says how it ended."""
        plan = await workflow.execute_local_activity_method(
            TransferRecords.load_transfer, start.transfer_id, **DATABASE
        )
        async with self._acting:
            self._plan = plan
            self._expires_at = transfer_deadline(plan.offered_at, plan.zone)
            await self._record(TransferState.OFFERED)
            self._mail(Purpose.OWNERSHIP_OFFERED, plan.to_user_id)
        await self._wait_until(reminder_instant(self._expires_at, plan.zone), "reminder")
        if self._state is TransferState.OFFERED:
            self._mail(Purpose.OWNERSHIP_REMINDER, plan.to_user_id)
            await self._wait_until(self._expires_at, "expiry")
        async with self._acting:
            if self._state is TransferState.OFFERED:
                await self._record(TransferState.EXPIRED)
        await self._let_envelopes_follow(plan)
        await self._tell(plan)
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self._state

    async def _wait_until(self, instant: datetime, summary: str) -> None:
        try:
            await workflow.wait_condition(
                lambda: self._state is not TransferState.OFFERED,
                timeout=max(instant - workflow.now(), timedelta()),
                timeout_summary=summary,
            )
        except TimeoutError:
            return

    async def _let_envelopes_follow(self, plan: TransferPlan) -> None:
        """Of businesses that share a plan no more: how they stand may be another (contract A4, S16)."""
        for business_id in self._unshared:
            order = FollowOrder(business_id, f"{plan.transfer_id}:unshared", ENVELOPE_PREFIX)
            await workflow.execute_activity_method(
                EnvelopesUnderWay.follow, order, summary=business_id, **COMMANDS
            )

    async def _tell(self, plan: TransferPlan) -> None:
        """Both learn of every end: each has a part in it."""
        self._mailing.cancel()
        accepted = self._state is TransferState.ACCEPTED
        purpose = Purpose.OWNERSHIP_TRANSFERRED if accepted else Purpose.OWNERSHIP_OFFER_ENDED
        self._mail(purpose, plan.from_user_id)
        self._mail(purpose, plan.to_user_id)
        await self._mailing.finished()

    async def _record(self, state: TransferState) -> None:
        record = self._next_record(state)
        self._state = state
        await workflow.execute_local_activity_method(
            TransferRecords.record_transfer, record, summary=state.value, **DATABASE
        )
        self._show()

    def _next_record(self, state: TransferState) -> TransferRecord:
        self._sequence += 1
        ended_at = None if state is TransferState.OFFERED else workflow.now()
        return TransferRecord(self._opened.transfer_id, self._sequence, state, ended_at)

    def _show(self) -> None:
        is_open = self._state is TransferState.OFFERED
        publish(self._state.value, self._opened.business_id, self._expires_at if is_open else None)

    def _mail(self, purpose: Purpose, user_id: str) -> None:
        key = f"{workflow.info().workflow_id}:{purpose.value}:{user_id}"
        self._mailing.start(MailOrder(key, purpose, user_id=user_id, about_id=self._opened.transfer_id))

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """An act's turn: after those before it, and only while the offer is open."""
        await workflow.wait_condition(lambda: self._plan is not None)
        async with self._acting:
            refusal = refuse_transfer(self._state)
            if refusal is None and workflow.now() >= self._expires_at:
                refusal = MembersRefusal.TRANSFER_EXPIRED
            _refuse(refusal)
            yield

    @property
    def _opened(self) -> TransferPlan:
        if self._plan is None:
            raise RuntimeError("the offer has not been read")
        return self._plan

    @workflow.update
    async def agree(self, act: AgreeAct) -> TransferState:
        """The new owner agrees: owner, roles and evidence change in one transaction."""
        async with self._turn():
            record = self._next_record(TransferState.ACCEPTED)
            handed_over = await workflow.execute_local_activity_method(
                TransferRecords.hand_over, Handover(record, act.answer_id), summary="accepted", **DATABASE
            )
            _refuse(handed_over.refusal)
            self._state, self._unshared = TransferState.ACCEPTED, handed_over.unshared
            self._show()
        return self._state

    @workflow.update
    async def decline(self, act: EndAct) -> TransferState:
        """The one it was offered to does not want it."""
        async with self._turn():
            await self._record(TransferState.DECLINED)
        return self._state

    @workflow.update
    async def withdraw(self, act: EndAct) -> TransferState:
        """The owner takes the offer back."""
        async with self._turn():
            await self._record(TransferState.WITHDRAWN)
        return self._state


def _refuse(refusal: MembersRefusal | None) -> None:
    if refusal is not None:
        raise ApplicationError(refusal.value, type=refusal.value)
