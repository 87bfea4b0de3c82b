"""A consent's code works ten minutes; what was confirmed is told by mail (contract W1)."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, MailReceipt, Purpose
from activities.messenger.messages import MessageOrder, MessageReceipt
from activities.messenger.messenger import Messenger
from activities.records.channel_consents import ChannelConsentRecords
from terms.messaging import CODE_WORKS, Channel, ConsentState, MessagePurpose, MessageState
from tests.running import RunningTemporal
from tests.sandbox import sandboxed_runner
from tests.waiting import until
from tests.workflows.world import activity_name, keep_history
from workflows.channel_consent import ChannelConsentStart, ChannelConsentWorkflow

MOMENT = timedelta(seconds=10)


class Consenting:
    """A consent, its code and mails, as the outside world has them."""

    def __init__(self, state: MessageState = MessageState.ACCEPTED) -> None:
        self.sent = state
        self.confirmed = False
        self.messages: list[MessageOrder] = []
        self.mails: list[MailOrder] = []
        self.closed_at: list[datetime] = []

    def activities(self) -> list[Callable[..., Any]]:
        """Replacements, under the names of the real ones."""

        @activity.defn(name=activity_name(Messenger.send))
        async def send_message(order: MessageOrder) -> MessageReceipt:
            self.messages.append(order)
            return MessageReceipt("msg_1", self.sent)

        @activity.defn(name=activity_name(Mailer.send))
        async def send_mail(order: MailOrder) -> MailReceipt:
            self.mails.append(order)
            return MailReceipt("mai_1")

        @activity.defn(name=activity_name(ChannelConsentRecords.close_code))
        async def close_code(consent_id: str, at: datetime) -> ConsentState:
            self.closed_at.append(at)
            return ConsentState.CONFIRMED if self.confirmed else ConsentState.LAPSED

        return [send_message, send_mail, close_code]


@asynccontextmanager
async def consenting(
    temporal: RunningTemporal, world: Consenting
) -> AsyncIterator[WorkflowHandle[ChannelConsentWorkflow, ConsentState]]:
    """The workflow of one consent."""
    queue = uuid4().hex
    async with Worker(
        temporal.client,
        task_queue=queue,
        workflows=[ChannelConsentWorkflow],
        activities=world.activities(),
        workflow_runner=sandboxed_runner(),
    ):
        start = ChannelConsentStart("cco_1", Channel.SMS, "env_1", "sgn_1")
        yield await temporal.client.start_workflow(
            ChannelConsentWorkflow.run, start, id=f"channel-consent-{queue}", task_queue=queue
        )


async def until_sent(world: Consenting) -> None:
    await until(lambda: world.messages, 20)


@pytest.mark.parametrize("told", [True, False])
async def test_a_confirmed_consent_is_told_by_mail_also_when_the_signal_was_lost(
    temporal: RunningTemporal, told: bool
) -> None:
    world = Consenting()
    async with consenting(temporal, world) as handle:
        await until_sent(world)
        world.confirmed = True
        if told:
            await handle.signal(ChannelConsentWorkflow.confirmed)
        else:
            await TimeSkipper(temporal.client).fast_forward(handle, CODE_WORKS + MOMENT)
        assert await handle.result() is ConsentState.CONFIRMED
        await keep_history(handle, f"channel_consent_{'confirmed' if told else 'found_confirmed'}")
    (order,) = world.messages
    assert (order.purpose, order.consent_id) == (MessagePurpose.CODE, "cco_1")
    assert [(mail.purpose, mail.about_id) for mail in world.mails] == [(Purpose.CHANNEL_CONSENTED, "cco_1")]


@pytest.mark.rule("W1")
async def test_an_unused_code_lapses_after_ten_minutes(temporal: RunningTemporal) -> None:
    world = Consenting()
    async with consenting(temporal, world) as handle:
        await until_sent(world)
        await TimeSkipper(temporal.client).fast_forward(handle, CODE_WORKS - MOMENT)
        assert world.closed_at == []
        await TimeSkipper(temporal.client).fast_forward(handle, MOMENT * 2)
        assert await handle.result() is ConsentState.LAPSED
        await keep_history(handle, "channel_consent_lapsed")
    assert world.mails == []


async def test_a_code_that_may_not_leave_lapses_at_once(temporal: RunningTemporal) -> None:
    world = Consenting(MessageState.REFUSED)
    async with consenting(temporal, world) as handle:
        assert await handle.result() is ConsentState.LAPSED
        await keep_history(handle, "channel_consent_refused")
    assert world.mails == []
