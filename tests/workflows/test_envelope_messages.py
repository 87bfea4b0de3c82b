"""Invitations and reminders go over consented channels besides the mail, held up by nothing (contract W1)."""

import asyncio

from activities.mail.messages import Purpose
from terms.envelope import EnvelopeState, ReminderPlan
from terms.messaging import Channel, MessagePurpose
from tests.waiting import until
from tests.workflows.test_envelope_signing import sign
from tests.workflows.world import Case
from workflows.envelope import EnvelopeWorkflow
from workflows.envelope_messages import VoidAct


async def test_an_invitation_and_its_reminder_go_by_message_too(case: Case) -> None:
    case.world.channels = (Channel.WHATSAPP, Channel.SMS)
    await case.send(1, reminders=ReminderPlan(first_after_days=3, every_days=3, maximum=1))
    await case.invited("s1")
    await until(lambda: len(case.world.messages) == 2)
    await case.forward(days=4)
    await until(lambda: len(case.world.messages) == 4)
    told = {(order.purpose, order.channel, order.signer_id) for order in case.world.messages}
    assert told == {
        (purpose, channel, "s1")
        for purpose in (MessagePurpose.SIGN_REQUEST, MessagePurpose.SIGN_REMINDER)
        for channel in Channel
    }
    assert len({order.key for order in case.world.messages}) == 4
    await sign(case, "s1")
    assert (await case.handle.result()).state is EnvelopeState.COMPLETED
    assert len(case.world.messages) == 4


async def test_without_channels_there_is_no_message(case: Case) -> None:
    await case.send(1)
    await case.invited("s1")
    await sign(case, "s1")
    await case.handle.result()
    assert case.world.messages == []


async def test_a_message_provider_that_is_away_holds_nothing_up(case: Case) -> None:
    case.world.channels = (Channel.SMS,)
    case.world.fail["message"] = 1_000
    await case.send(1, 2)
    await case.invited("s1")
    await sign(case, "s1")
    await case.invited("s2")
    await case.handle.execute_update(EnvelopeWorkflow.void, VoidAct("usr_1", "act_void"))
    await asyncio.wait_for(case.handle.result(), 60)
    assert case.world.mailed(Purpose.SIGN_REQUEST) == ["s1", "s2"]
    assert case.world.messages == []
