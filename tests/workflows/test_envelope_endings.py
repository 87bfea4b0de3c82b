"""Every ending has its evidence and its news, and is final (contract E1, E4)."""

import asyncio
from datetime import timedelta

import pytest

from activities.mail.messages import Purpose
from activities.records.envelope_messages import DeadlineKind
from terms.calendar import end_of_period
from terms.envelope import EnvelopeState, Refusal, ReminderPlan, SignerState
from tests.waiting import until
from tests.workflows.test_envelope_signing import refusal, sign
from tests.workflows.world import Case
from workflows.envelope import EnvelopeWorkflow
from workflows.envelope_messages import (
    BounceNotice,
    ChangeExpiryAct,
    CorrectSignerAct,
    DeclineAct,
    PauseAct,
    RemindAct,
    VoidAct,
)


async def test_a_decline_ends_it_for_all_and_tells_all_who_were_invited(case: Case) -> None:
    await case.send(1, 2, 3)
    await case.invited("s1")
    await sign(case, "s1")
    await case.invited("s2")
    await case.handle.execute_update(EnvelopeWorkflow.decline, DeclineAct("s2", "act_decline"))
    final = await case.handle.result()
    assert final.state is EnvelopeState.DECLINED
    assert sorted(case.world.mailed(Purpose.ENVELOPE_DECLINED)) == ["s1", "s2", "usr_1"]
    assert case.world.seals == []
    assert len(case.world.certificates) == 1
    assert case.world.last.reason_act_id == "act_decline"
    assert case.world.occurrences()[-2:] == ["signer:declined", "envelope:declined"]


async def test_voiding_needs_no_signer_and_is_final(case: Case) -> None:
    await case.send(1, 1)
    await case.invited("s1", "s2")
    case.world.blocked["certificate"] = asyncio.Event()
    await case.handle.execute_update(EnvelopeWorkflow.void, VoidAct("usr_1", "act_void"))
    assert await refusal(sign(case, "s1")) == Refusal.VOIDED
    again = case.handle.execute_update(EnvelopeWorkflow.void, VoidAct("usr_1", "act_void_2"))
    assert await refusal(again) == Refusal.VOIDED
    case.world.blocked["certificate"].set()
    assert (await case.handle.result()).state is EnvelopeState.VOIDED
    assert sorted(case.world.mailed(Purpose.ENVELOPE_VOIDED)) == ["s1", "s2", "usr_1"]
    assert case.world.occurrences().count("envelope:voided") == 1


async def test_voiding_while_the_mail_provider_is_away_stops_the_invitation(case: Case) -> None:
    case.world.fail["mail"] = 1_000
    await case.send(1)
    await case.handle.execute_update(EnvelopeWorkflow.void, VoidAct("usr_1", "act_void"))
    await until(lambda: len(case.world.certificates) == 1)
    case.world.fail["mail"] = 0
    await asyncio.wait_for(case.handle.result(), 60)
    assert case.world.mailed(Purpose.SIGN_REQUEST) == []
    assert case.world.mailed(Purpose.ENVELOPE_VOIDED) == ["usr_1"]


async def test_an_accepted_signature_is_applied_even_if_another_declines(case: Case) -> None:
    case.world.blocked["sign"] = asyncio.Event()
    await case.send(1, 1)
    await case.invited("s1", "s2")
    await sign(case, "s1")
    await case.handle.execute_update(EnvelopeWorkflow.decline, DeclineAct("s2", "act_decline"))
    case.world.blocked["sign"].set()
    assert (await case.handle.result()).state is EnvelopeState.DECLINED
    assert [order.signer_id for order in case.world.signatures] == ["s1"]
    assert case.world.order.index("sign") < case.world.order.index("certificate")


async def test_it_expires_at_the_local_midnight_after_its_last_day(case: Case) -> None:
    await case.send(1, expires_in_days=30)
    await case.invited("s1")
    sent_at, expires_at = case.world.last.sent_at, case.world.last.expires_at
    assert sent_at
    assert expires_at == end_of_period(sent_at, 30)
    await case.forward(days=29)
    assert case.world.last.state is EnvelopeState.SENT
    await case.forward(days=3)
    final = await case.handle.result()
    assert final.state is EnvelopeState.EXPIRED
    assert case.world.last.finished_at
    assert timedelta() <= case.world.last.finished_at - expires_at < timedelta(minutes=1)
    assert sorted(case.world.mailed(Purpose.ENVELOPE_EXPIRED)) == ["s1", "usr_1"]


async def test_reminders_come_at_their_times_and_stop_at_their_maximum(case: Case) -> None:
    await case.send(1, 2, reminders=ReminderPlan(first_after_days=3, every_days=2, maximum=2))
    await case.invited("s1")
    assert case.world.last.next_deadline_kind is DeadlineKind.REMINDER
    await case.forward(days=2)
    assert case.world.mailed(Purpose.SIGN_REMINDER) == []
    await case.forward(days=1, hours=1)
    await until(lambda: case.world.mailed(Purpose.SIGN_REMINDER) == ["s1"])
    await case.forward(days=2, hours=1)
    await until(lambda: len(case.world.mailed(Purpose.SIGN_REMINDER)) == 2)
    await case.forward(days=10)
    assert case.world.mailed(Purpose.SIGN_REMINDER) == ["s1", "s1"]
    assert case.world.last.next_deadline_kind is DeadlineKind.EXPIRY
    assert len({order.key for order in case.world.mails}) == len(case.world.mails)


async def test_the_sender_reminds_by_hand_but_not_in_a_flood(case: Case) -> None:
    await case.send(1, 2)
    await case.invited("s1")
    remind = RemindAct("usr_1", "act_remind")
    early = case.handle.execute_update(EnvelopeWorkflow.remind, remind)
    assert await refusal(early) == Refusal.TOO_SOON
    await case.forward(hours=1)
    await case.handle.execute_update(EnvelopeWorkflow.remind, remind)
    await until(lambda: case.world.mailed(Purpose.SIGN_REMINDER) == ["s1"])
    not_invited = case.handle.execute_update(EnvelopeWorkflow.remind, RemindAct("usr_1", "act", "s2"))
    assert await refusal(not_invited) == Refusal.NOBODY_TO_REMIND


async def test_the_expiry_moves_in_flight_both_ways(case: Case) -> None:
    await case.send(1, expires_in_days=5)
    await case.invited("s1")
    later = (await case.now()) + timedelta(days=20)
    await case.handle.execute_update(EnvelopeWorkflow.change_expiry, ChangeExpiryAct("usr_1", "act_1", later))
    await case.forward(days=10)
    assert case.world.last.state is EnvelopeState.SENT
    past = ChangeExpiryAct("usr_1", "act_2", (await case.now()) - timedelta(days=1))
    refused = case.handle.execute_update(EnvelopeWorkflow.change_expiry, past)
    assert await refusal(refused) == Refusal.EXPIRY_IN_THE_PAST
    sooner = ChangeExpiryAct("usr_1", "act_3", (await case.now()) + timedelta(hours=2))
    await case.handle.execute_update(EnvelopeWorkflow.change_expiry, sooner)
    await case.forward(hours=3)
    assert (await case.handle.result()).state is EnvelopeState.EXPIRED


@pytest.mark.rule("S16")
async def test_an_interruption_stops_clocks_and_signing_and_gives_the_time_back(case: Case) -> None:
    await case.send(1, expires_in_days=5, reminders=ReminderPlan(2, 2, 5))
    await case.invited("s1")
    before = case.world.last.expires_at
    await case.handle.execute_update(EnvelopeWorkflow.pause, PauseAct("unpaid"))
    assert await refusal(sign(case, "s1")) == Refusal.PAUSED
    await case.forward(days=10)
    assert case.world.last.state is EnvelopeState.SENT
    assert case.world.mailed(Purpose.SIGN_REMINDER) == []
    await case.handle.execute_update(EnvelopeWorkflow.resume, PauseAct("paid"))
    after = case.world.last.expires_at
    assert before
    assert after
    assert timedelta(days=10) <= after - before < timedelta(days=10, minutes=5)
    await sign(case, "s1")
    assert (await case.handle.result()).state is EnvelopeState.COMPLETED


async def test_a_long_interruption_and_its_end_are_told_once_to_those_whose_turn_it_is(case: Case) -> None:
    await case.send(1, 1, 2, reminders=ReminderPlan(2, 2, 5))
    await case.invited("s1", "s2")
    await sign(case, "s1")
    await case.handle.execute_update(EnvelopeWorkflow.pause, PauseAct("contract"))
    await case.forward(hours=23)
    assert case.world.mailed(Purpose.SIGN_INTERRUPTED) == []
    await case.forward(days=9)
    await until(lambda: case.world.mailed(Purpose.SIGN_INTERRUPTED) == ["s2"])
    await case.handle.execute_update(EnvelopeWorkflow.resume, PauseAct("contract"))
    await until(lambda: case.world.mailed(Purpose.SIGN_RESUMED) == ["s2"])
    await case.forward(days=1)
    assert case.world.mailed(Purpose.SIGN_REMINDER) == [], "being told of its end is reminder enough"
    await case.handle.execute_update(EnvelopeWorkflow.pause, PauseAct("contract"))
    await case.forward(days=2)
    await until(lambda: case.world.mailed(Purpose.SIGN_INTERRUPTED) == ["s2", "s2"])
    await case.handle.execute_update(EnvelopeWorkflow.void, VoidAct(None, "act_v"))
    await case.handle.result()
    assert case.world.mailed(Purpose.SIGN_RESUMED) == ["s2"]
    assert set(case.world.mailed(Purpose.ENVELOPE_VOIDED)) == {"usr_1", "s1", "s2"}
    keys = [order.key for order in case.world.mails]
    assert len(set(keys)) == len(keys)


async def test_a_short_interruption_is_told_to_nobody(case: Case) -> None:
    await case.send(1)
    await case.invited("s1")
    await case.handle.execute_update(EnvelopeWorkflow.pause, PauseAct("contract"))
    await case.forward(hours=20)
    await case.handle.execute_update(EnvelopeWorkflow.resume, PauseAct("contract"))
    await case.forward(days=2)
    assert case.world.mailed(Purpose.SIGN_INTERRUPTED) == case.world.mailed(Purpose.SIGN_RESUMED) == []
    await sign(case, "s1")
    assert (await case.handle.result()).state is EnvelopeState.COMPLETED


async def test_a_bounce_tells_the_sender_and_a_correction_invites_afresh(case: Case) -> None:
    await case.send(1, reminders=ReminderPlan(1, 1, 5))
    await case.invited("s1")
    for _ in range(2):
        await case.handle.signal(EnvelopeWorkflow.bounced, BounceNotice("s1", "mai_1"))
    await until(lambda: case.world.mailed(Purpose.SIGNER_BOUNCED) == ["usr_1"])
    await case.forward(days=3)
    assert case.world.mailed(Purpose.SIGN_REMINDER) == []
    await case.handle.execute_update(
        EnvelopeWorkflow.correct_signer, CorrectSignerAct("usr_1", "s1", "act_c")
    )
    await until(lambda: case.world.mailed(Purpose.SIGN_REQUEST) == ["s1", "s1"])
    await until(lambda: case.world.last.signers[0].state is SignerState.NOTIFIED)
    await sign(case, "s1")
    assert (await case.handle.result()).state is EnvelopeState.COMPLETED
    assert case.world.mailed(Purpose.SIGNER_BOUNCED) == ["usr_1"]


async def test_an_address_refused_at_once_counts_as_a_bounce(case: Case) -> None:
    case.world.refused.add("s1")
    await case.send(1)
    await until(lambda: case.world.mailed(Purpose.SIGNER_BOUNCED) == ["usr_1"])
    assert case.world.last.signers[0].state is SignerState.BOUNCED


async def test_nobody_is_invited_while_the_senders_service_is_interrupted(case: Case) -> None:
    case.world.blocked["sign"] = asyncio.Event()
    await case.send(1, 2)
    await case.invited("s1")
    await sign(case, "s1")
    await case.handle.execute_update(EnvelopeWorkflow.pause, PauseAct("unpaid"))
    case.world.blocked["sign"].set()
    await until(lambda: case.world.last.waits_for == ["s2"])
    await case.handle.execute_update(
        EnvelopeWorkflow.correct_signer, CorrectSignerAct("usr_1", "s2", "act_c")
    )
    await asyncio.sleep(0.5)
    assert case.world.mailed(Purpose.SIGN_REQUEST) == ["s1"]
    await case.handle.execute_update(EnvelopeWorkflow.resume, PauseAct("paid"))
    await case.invited("s2")
    assert case.world.mailed(Purpose.SIGN_REQUEST) == ["s1", "s2"]
