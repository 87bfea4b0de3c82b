"""Signing: in order, in parallel, once each, whatever is repeated or fails (contract E1, E4, E6)."""

import asyncio
from uuid import uuid4

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from activities.mail.messages import Purpose
from activities.records.envelope_messages import Step
from terms.envelope import EnvelopeState, Refusal, ReminderPlan, SignerState
from tests.running import RunningTemporal
from tests.waiting import until, until_given
from tests.workflows.world import Case, World, running_worker
from workflows.envelope import EnvelopeWorkflow
from workflows.envelope_messages import DeclineAct, SignatureAct, ViewAct, VoidAct


async def sign(case: Case, signer: str, update_id: str | None = None) -> None:
    act = SignatureAct(signer, f"sub_{signer}")
    await case.handle.execute_update(EnvelopeWorkflow.sign, act, id=update_id or uuid4().hex)


async def refusal(attempt: object) -> str:
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await attempt  # type: ignore[misc]
    cause = refused.value.cause
    assert isinstance(cause, ApplicationError)
    return cause.type or ""


@pytest.mark.rule("E1")
async def test_two_signers_in_order_end_in_one_seal_and_one_certificate(case: Case) -> None:
    sent = await case.send(1, 2)
    assert sent.state is EnvelopeState.SENT
    await case.invited("s1")
    assert case.world.mailed(Purpose.SIGN_REQUEST) == ["s1"]
    await sign(case, "s1")
    await case.invited("s2")
    await sign(case, "s2")
    final = await case.handle.result()
    assert final.state is EnvelopeState.COMPLETED
    assert [order.signer_id for order in case.world.signatures] == ["s1", "s2"]
    assert len(case.world.seals) == len(case.world.certificates) == 1
    assert sorted(case.world.mailed(Purpose.ENVELOPE_COMPLETED)) == ["s1", "s2", "usr_1"]
    assert case.world.last.step is Step.FINISHED
    assert case.world.occurrences() == [
        "envelope:sent",
        "signer:invited",
        "consent:accepted",
        "signer:signed",
        "signer:invited",
        "consent:accepted",
        "signer:signed",
        "envelope:completed",
    ]


async def test_out_of_turn_is_refused_and_leaves_nothing(case: Case) -> None:
    await case.send(1, 2)
    await case.invited("s1")
    assert await refusal(sign(case, "s2")) == Refusal.NOT_YOUR_TURN
    assert await refusal(sign(case, "stranger")) == Refusal.UNKNOWN_SIGNER
    assert case.world.signatures == []


async def test_equal_order_is_invited_and_signs_in_parallel(case: Case) -> None:
    await case.send(1, 1, 1, 2)
    await case.invited("s1", "s2", "s3")
    assert sorted(case.world.mailed(Purpose.SIGN_REQUEST)) == ["s1", "s2", "s3"]
    await asyncio.gather(*(sign(case, signer) for signer in ("s3", "s1", "s2")))
    await case.invited("s4")
    assert len(case.world.signatures) == 3
    await sign(case, "s4")
    await case.handle.result()
    assert len(case.world.seals) == 1


async def test_all_sign_in_the_same_instant_with_every_click_doubled(case: Case) -> None:
    signers = [f"s{n}" for n in range(1, 9)]
    await case.send(*[1] * len(signers), documents=2)
    await case.invited(*signers)
    clicks = [sign(case, signer, f"{signer}-key") for signer in signers for _ in range(2)]
    second_tabs = [sign(case, signer) for signer in signers]
    outcomes = await asyncio.gather(*clicks, *second_tabs, return_exceptions=True)
    await case.handle.result()
    assert len([o for o in outcomes if o is None]) >= 2 * len(signers) - len(signers)
    assert len(case.world.signatures) == 2 * len(signers)
    assert {(o.signer_id, o.document_id) for o in case.world.signatures} == {
        (signer, f"doc_{n}") for signer in signers for n in (1, 2)
    }
    assert sorted(order.document_id for order in case.world.seals) == ["doc_1", "doc_2"]
    assert len(case.world.certificates) == 1
    assert case.world.occurrences().count("signer:signed") == len(signers)
    told = case.world.mailed(Purpose.ENVELOPE_COMPLETED)
    assert sorted(told) == sorted([*signers, "usr_1"])


async def test_a_repeated_request_gets_the_same_answer(case: Case) -> None:
    await case.send(1, 1)
    await case.invited("s1", "s2")
    act = SignatureAct("s1", "sub_s1")
    first = await case.handle.execute_update(EnvelopeWorkflow.sign, act, id="key-1")
    again = await case.handle.execute_update(EnvelopeWorkflow.sign, act, id="key-1")
    assert first == again
    assert await refusal(sign(case, "s1")) == Refusal.ALREADY_SIGNED


async def test_a_provider_that_is_away_is_waited_for(case: Case) -> None:
    case.world.fail.update(mail=2, sign=3, seal=2, certificate=2, record=2)
    await case.send(1)
    await case.invited("s1")
    await sign(case, "s1")
    final = await asyncio.wait_for(case.handle.result(), 60)
    assert final.state is EnvelopeState.COMPLETED
    assert len(case.world.signatures) == len(case.world.seals) == len(case.world.certificates) == 1


async def test_the_next_order_waits_until_the_signature_is_in_the_document(case: Case) -> None:
    case.world.blocked["sign"] = asyncio.Event()
    await case.send(1, 2)
    await case.invited("s1")
    await sign(case, "s1")
    await until(lambda: case.world.last.step is Step.APPLYING_SIGNATURES)
    assert await refusal(sign(case, "s2")) == Refusal.NOT_YOUR_TURN
    assert case.world.mailed(Purpose.SIGN_REQUEST) == ["s1"]
    case.world.blocked["sign"].set()
    await case.invited("s2")


async def test_a_signature_is_recorded_before_it_is_applied(case: Case) -> None:
    await case.send(1)
    await case.invited("s1")
    case.world.order.clear()
    await sign(case, "s1")
    await case.handle.result()
    assert case.world.order.index("record") < case.world.order.index("sign")


async def test_viewing_is_recorded_once(case: Case) -> None:
    await case.send(1)
    await case.invited("s1")
    for _ in range(3):
        await case.handle.signal(EnvelopeWorkflow.viewed, ViewAct("s1", "act_view"))
    await until(lambda: case.world.last.signers[0].state is SignerState.VIEWED)
    assert case.world.occurrences().count("signer:viewed") == 1


async def test_nothing_can_be_changed_once_all_have_signed(case: Case) -> None:
    case.world.blocked["seal"] = asyncio.Event()
    await case.send(1)
    await case.invited("s1")
    await sign(case, "s1")
    await until(lambda: case.world.last.step is Step.SEALING)
    void = case.handle.execute_update(EnvelopeWorkflow.void, VoidAct("usr_1", "act_void"))
    assert await refusal(void) == Refusal.BEING_SEALED
    decline = case.handle.execute_update(EnvelopeWorkflow.decline, DeclineAct("s1", "act_decline"))
    assert await refusal(decline) == Refusal.BEING_SEALED
    case.world.blocked["seal"].set()
    assert (await case.handle.result()).state is EnvelopeState.COMPLETED


async def test_every_task_replayed_from_the_start_takes_the_same_path(
    temporal: RunningTemporal, world: World
) -> None:
    async with running_worker(temporal.client, world, cached=0) as queue:
        case = Case(temporal.client, queue, world)
        await case.send(1, 1, 2, reminders=ReminderPlan(1, 1, 3))
        await case.invited("s1", "s2")
        await case.forward(days=2)
        await asyncio.gather(sign(case, "s1"), sign(case, "s2"))
        await case.invited("s3")
        await sign(case, "s3")
        assert (await case.handle.result()).state is EnvelopeState.COMPLETED


async def test_a_long_life_continues_in_a_new_run_with_its_whole_state(case: Case) -> None:
    await case.send(1, 2, reminders=ReminderPlan(2, 2, 5))
    await case.invited("s1")
    first_run = (await case.handle.describe()).run_id
    for _ in range(6):
        views = (case.handle.signal(EnvelopeWorkflow.viewed, ViewAct("s1", "act_view")) for _ in range(100))
        await asyncio.gather(*views)
    handle = case.client.get_workflow_handle_for(EnvelopeWorkflow.run, case.handle.id)

    async def is_new() -> bool:
        return (await handle.describe()).run_id != first_run

    await until_given(is_new, 30)
    case.handle = handle
    await sign(case, "s1")
    await case.invited("s2")
    await sign(case, "s2")
    assert (await handle.result()).state is EnvelopeState.COMPLETED
    assert case.world.mailed(Purpose.SIGN_REQUEST) == ["s1", "s2"]
    assert case.world.occurrences().count("signer:viewed") == 1
