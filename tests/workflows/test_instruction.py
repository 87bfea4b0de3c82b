"""An instruction is answered in time, suspended by a doubt, and everybody is told once (contract P1, P3)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.client import WithStartWorkflowOperation, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.exceptions import ApplicationError
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, MailReceipt, Purpose
from activities.records.controller_post import ControllerPost
from activities.records.instruction_messages import InstructionReaders, InstructionRecord, RefusedAct
from activities.records.instruction_records import SETTLED, InstructionRecords
from terms.deadlines import DeadlineKind, due_at, warnings
from terms.instructions import REMIND_AFTER, InstructionAct, InstructionRefusal, InstructionState
from terms.mail import RETURNED_WITHIN
from tests.running import RunningTemporal
from tests.sandbox import sandboxed_runner
from tests.waiting import until
from tests.workflows.world import activity_name, keep_history
from workflows.disclosure_notice import DisclosureNoticeStart, DisclosureNoticeWorkflow
from workflows.instruction import InstructionOrder, InstructionStart, InstructionWorkflow

MOMENT = timedelta(minutes=1)
Handle = WorkflowHandle[InstructionWorkflow, str]


class Register:
    """Stands for the tables and the mails."""

    def __init__(self, *, reached: bool = True, gone: bool = False) -> None:
        self.reached = reached
        self.readers_now = InstructionReaders(None if gone else "usr_owner", ["usr_dpo"])
        self.returned = False
        self.looked: list[str] = []
        self.failures = 0
        self.records: list[InstructionRecord] = []
        self.refused: dict[str, InstructionRefusal] = {}
        self.told: list[str] = []
        self.mails: list[MailOrder] = []

    @activity.defn(name=activity_name(InstructionRecords.record))
    async def record(self, record: InstructionRecord) -> datetime | None:
        """Keeps it once, and starts the clock of what is awaited."""
        if any(one.entry_id == record.entry_id for one in self.records):
            raise ApplicationError("settled before", type=SETTLED, non_retryable=True)
        self.records.append(record)
        if record.course.awaits is None:
            return None
        return due_at(DeadlineKind.INSTRUCTION_ANSWER, record.at)

    @activity.defn(name=activity_name(InstructionRecords.refuse))
    async def refuse(self, refused: RefusedAct) -> bool:
        """Keeps what will never count."""
        counted = any(record.entry_id == refused.entry_id for record in self.records)
        if not counted:
            self.refused[refused.entry_id] = refused.refusal
        return not counted

    @activity.defn(name=activity_name(InstructionRecords.readers))
    async def readers(self, business_id: str) -> InstructionReaders:
        """One owner and one dpo."""
        return self.readers_now

    @activity.defn(name=activity_name(ControllerPost.tell_of_act))
    async def tell_of_act(self, entry_id: str) -> bool:
        """The provider may be away, the address may refuse."""
        if self.failures:
            self.failures -= 1
            raise RuntimeError("the provider is away")
        self.told.append(entry_id)
        return self.reached

    @activity.defn(name=activity_name(ControllerPost.tell_of_duty))
    async def tell_of_duty(self, duty_id: str) -> bool:
        """The same of a duty."""
        return await self.tell_of_act(duty_id)

    @activity.defn(name=activity_name(ControllerPost.tell_of_disclosure))
    async def tell_of_disclosure(self, disclosure_id: str) -> bool:
        """The same of a disclosure."""
        return await self.tell_of_act(disclosure_id)

    @activity.defn(name=activity_name(ControllerPost.note_returned))
    async def note_returned(self, about_id: str) -> bool:
        """What was taken comes back."""
        self.looked.append(about_id)
        return self.returned

    @activity.defn(name=activity_name(Mailer.send))
    async def send(self, order: MailOrder) -> MailReceipt:
        """Keeps what was mailed."""
        self.mails.append(order)
        return MailReceipt("mai_1")

    def has_looked(self, about_id: str) -> bool:
        """Whether it was looked if the mail about it came back."""
        return about_id in self.looked

    def has_warned(self, *steps: str) -> bool:
        """Whether the dpo was told of these steps and no other."""
        return self.warned() == list(steps)

    def warned(self) -> list[str]:
        """The steps of which the dpo was told, in order."""
        return [
            (mail.about_id or "").partition(":")[2]
            for mail in self.mails
            if mail.purpose is Purpose.INSTRUCTION_WARNING
        ]

    def reminded(self) -> int:
        """How often the owner was reminded of a doubt."""
        return sum(mail.purpose is Purpose.INSTRUCTION_REMINDER for mail in self.mails)


def at_work(temporal: RunningTemporal, register: Register, queue: str) -> Worker:
    return Worker(
        temporal.client,
        task_queue=queue,
        workflows=[InstructionWorkflow, DisclosureNoticeWorkflow],
        activities=[
            register.record,
            register.refuse,
            register.readers,
            register.tell_of_act,
            register.tell_of_duty,
            register.tell_of_disclosure,
            register.note_returned,
            register.send,
        ],
        workflow_runner=sandboxed_runner(),
    )


@asynccontextmanager
async def given(temporal: RunningTemporal, register: Register) -> AsyncIterator[Handle]:
    """The workflow of one instruction that was just given."""
    queue, workflow_id = f"instruction-{uuid4().hex}", uuid4().hex
    async with at_work(temporal, register, queue):
        operation: WithStartWorkflowOperation[InstructionWorkflow, str] = WithStartWorkflowOperation(
            InstructionWorkflow.run,
            InstructionStart("ins_1", "biz_1", "ine_1"),
            id=workflow_id,
            task_queue=queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
        state = await temporal.client.execute_update_with_start_workflow(
            InstructionWorkflow.give, start_workflow_operation=operation, id="ine_1"
        )
        assert state == InstructionState.RECORDED.value
        yield await operation.workflow_handle()


async def act(handle: Handle, entry: int, what: InstructionAct, version: int = 1) -> str:
    order = InstructionOrder(f"ine_{entry}", what, version)
    answer: str = await handle.execute_update(InstructionWorkflow.act, order, id=order.entry_id)
    return answer


async def refused(handle: Handle, entry: int, what: InstructionAct, version: int = 1) -> str | None:
    """Why an act is refused."""
    with pytest.raises(WorkflowUpdateFailedError) as caught:
        await act(handle, entry, what, version)
    assert isinstance(caught.value.cause, ApplicationError)
    return caught.value.cause.type


async def skip(temporal: RunningTemporal, handle: Handle, until_at: datetime, begun: datetime) -> None:
    await TimeSkipper(temporal.client).fast_forward(handle, until_at - begun + MOMENT)


@pytest.mark.rule("P1")
async def test_it_is_acknowledged_amended_and_withdrawn(temporal: RunningTemporal) -> None:
    register = Register()
    register.failures = 2
    async with given(temporal, register) as handle:
        assert await act(handle, 2, InstructionAct.ACKNOWLEDGE) == "in_force"
        assert await act(handle, 2, InstructionAct.ACKNOWLEDGE) == "in_force", "the same update"
        assert await refused(handle, 3, InstructionAct.ACKNOWLEDGE) == "instruction-followed"
        assert await act(handle, 4, InstructionAct.AMEND) == "recorded"
        assert await refused(handle, 5, InstructionAct.ACKNOWLEDGE) == "instruction-changed"
        assert await act(handle, 6, InstructionAct.WITHDRAW, 2) == "withdrawn"
        assert await handle.result() == "withdrawn"
        await keep_history(handle, "instruction")
    assert [record.entry_id for record in register.records] == ["ine_1", "ine_2", "ine_4", "ine_6"]
    assert [record.answered for record in register.records] == [None, "ine_1", None, "ine_4"]
    assert sorted(register.told) == ["ine_1", "ine_2", "ine_4", "ine_6"]
    assert sorted(register.warned()) == ["amend", "give", "withdraw"]
    assert len({mail.key for mail in register.mails}) == len(register.mails)


@pytest.mark.rule("P1")
async def test_the_dpo_is_warned_while_nobody_answers(temporal: RunningTemporal) -> None:
    register = Register()
    async with given(temporal, register) as handle:
        begun = register.records[0].at
        due = due_at(DeadlineKind.INSTRUCTION_ANSWER, begun)
        half, three_quarters = warnings(begun, due)
        await until(lambda: register.warned() == ["give"])
        for before, at, steps in (
            (datetime.now(UTC), half, ["half"]),
            (half, three_quarters, ["half", "three_quarters"]),
            (three_quarters, due, ["half", "three_quarters", "overdue"]),
        ):
            await skip(temporal, handle, at, before)
            await until(partial(register.has_warned, "give", *steps))
        assert await act(handle, 2, InstructionAct.WITHDRAW) == "withdrawn"
        assert await handle.result() == "withdrawn"
        await keep_history(handle, "instruction_overdue")
    assert register.reminded() == 0


@pytest.mark.rule("P1")
@pytest.mark.parametrize("answer", [InstructionAct.CONFIRM, InstructionAct.AMEND, InstructionAct.DISPEL])
async def test_a_doubt_suspends_and_reminds_until_it_is_answered(
    temporal: RunningTemporal, answer: InstructionAct
) -> None:
    register = Register()
    async with given(temporal, register) as handle:
        assert await act(handle, 2, InstructionAct.DOUBT) == "suspended"
        begun = datetime.now(UTC)
        assert await refused(handle, 3, InstructionAct.ACKNOWLEDGE) == "instruction-suspended"
        await until(lambda: register.told == ["ine_1", "ine_2"])
        await skip(temporal, handle, begun + REMIND_AFTER[0], begun)
        await until(lambda: register.reminded() == 1)
        assert register.warned() == ["give"]
        await skip(temporal, handle, begun + REMIND_AFTER[1], begun + REMIND_AFTER[0])
        await until(lambda: register.reminded() == 2 and register.warned() == ["give", "unanswered-2"])
        assert await act(handle, 4, answer) == "recorded"
        progress = await handle.query(InstructionWorkflow.progress)
        assert progress is not None
        assert progress.course.awaits == ("ine_1" if answer is InstructionAct.DISPEL else "ine_4")
        version = 2 if answer is InstructionAct.AMEND else 1
        assert await act(handle, 5, InstructionAct.ACKNOWLEDGE, version) == "in_force"
        assert await act(handle, 6, InstructionAct.WITHDRAW, version) == "withdrawn"
        assert await handle.result() == "withdrawn"
        await keep_history(handle, f"instruction_doubt_then_{answer.value}")
    assert register.reminded() == 2


async def test_of_two_acts_at_once_one_counts(temporal: RunningTemporal) -> None:
    register = Register()
    async with given(temporal, register) as handle:
        outcomes = await asyncio.gather(
            act(handle, 2, InstructionAct.AMEND),
            act(handle, 3, InstructionAct.ACKNOWLEDGE),
            return_exceptions=True,
        )
        failures = [one for one in outcomes if isinstance(one, BaseException)]
        if failures:
            assert "recorded" in outcomes
        progress = await handle.query(InstructionWorkflow.progress)
        assert progress is not None
        assert (progress.course.version, progress.course.state) == (2, InstructionState.RECORDED)
        await act(handle, 4, InstructionAct.WITHDRAW, 2)
        await handle.result()
    sequences = [record.course.sequence for record in register.records]
    assert sequences == list(range(1, len(sequences) + 1))


async def test_an_address_that_refuses_is_told_to_the_dpo(temporal: RunningTemporal) -> None:
    register = Register(reached=False)
    async with given(temporal, register) as handle:
        await until(lambda: "unreached" in register.warned())
        await act(handle, 2, InstructionAct.WITHDRAW)
        await handle.result()
        await keep_history(handle, "instruction_unreached")


async def test_nobody_is_reminded_of_a_controller_that_is_gone(temporal: RunningTemporal) -> None:
    register = Register(gone=True)
    async with given(temporal, register) as handle:
        await act(handle, 2, InstructionAct.DOUBT)
        begun = datetime.now(UTC)
        await skip(temporal, handle, begun + REMIND_AFTER[0], begun)
        await act(handle, 3, InstructionAct.WITHDRAW)
        await handle.result()
    assert register.reminded() == 0


@pytest.mark.parametrize("reached", [True, False])
async def test_a_notice_goes_once_and_a_refused_one_is_the_dpos(
    temporal: RunningTemporal, *, reached: bool
) -> None:
    register = Register(reached=reached)
    register.failures = 1
    queue = f"notice-{uuid4().hex}"
    async with at_work(temporal, register, queue):
        for about, start in (
            ("ddt_1", DisclosureNoticeStart("biz_1", duty_id="ddt_1")),
            ("dsc_1", DisclosureNoticeStart("biz_1", disclosure_id="dsc_1")),
        ):
            handle = await temporal.client.start_workflow(
                DisclosureNoticeWorkflow.run, start, id=uuid4().hex, task_queue=queue
            )
            if reached:
                await until(partial(register.has_looked, about))
                await TimeSkipper(temporal.client).fast_forward(handle, RETURNED_WITHIN[-1] + MOMENT)
            assert await handle.result() is reached
            await keep_history(handle, f"disclosure_notice_{'told_for_good' if reached else 'refused'}")
    assert register.told == ["ddt_1", "dsc_1"]
    assert register.warned() == ([] if reached else ["unreached", "unreached"])


@pytest.mark.rule("P3")
@pytest.mark.parametrize("reported", [True, False])
async def test_a_notice_that_comes_back_is_the_dpos_too(temporal: RunningTemporal, *, reported: bool) -> None:
    register = Register()
    queue, start = f"notice-{uuid4().hex}", DisclosureNoticeStart("biz_1", duty_id="ddt_1")
    async with at_work(temporal, register, queue):
        handle = await temporal.client.start_workflow(
            DisclosureNoticeWorkflow.run, start, id=uuid4().hex, task_queue=queue
        )
        await until(lambda: register.looked == ["ddt_1"])
        register.returned = True
        if reported:
            await handle.signal(DisclosureNoticeWorkflow.returned)
        else:
            await TimeSkipper(temporal.client).fast_forward(handle, RETURNED_WITHIN[0] + MOMENT)
        assert await handle.result() is False
        await keep_history(handle, f"disclosure_notice_returned{'' if reported else '_unreported'}")
    assert register.warned() == ["unreached"]
    assert register.told == ["ddt_1"]


@pytest.mark.rule("P1")
async def test_a_doubt_whose_mail_comes_back_is_told_to_the_dpo_once(temporal: RunningTemporal) -> None:
    register = Register()
    async with given(temporal, register) as handle:
        assert await act(handle, 2, InstructionAct.DOUBT) == "suspended"
        await until(lambda: register.looked == ["ine_2"])
        register.returned = True
        for _ in range(2):
            await handle.signal(InstructionWorkflow.returned)
        await until(lambda: register.warned() == ["give", "unreached"])
        assert await act(handle, 3, InstructionAct.CONFIRM) == "recorded"
        assert await act(handle, 4, InstructionAct.WITHDRAW) == "withdrawn"
        assert await handle.result() == "withdrawn"
        await keep_history(handle, "instruction_returned")
    assert register.looked == ["ine_2", "ine_2"], "of the controller's own acts nothing has to come"
    assert sorted(register.warned()) == ["confirm", "give", "unreached", "withdraw"]


@pytest.mark.rule("P1")
async def test_an_act_that_is_asked_for_again_counts_once(temporal: RunningTemporal) -> None:
    register = Register()
    async with given(temporal, register) as handle:

        async def asked_again(entry: int, what: InstructionAct) -> str:
            """As by a later run, which knows nothing of updates that an earlier one took."""
            order = InstructionOrder(f"ine_{entry}", what, 1)
            answer: str = await handle.execute_update(InstructionWorkflow.act, order, id=uuid4().hex)
            return answer

        assert await act(handle, 2, InstructionAct.DOUBT) == "suspended"
        assert await asked_again(2, InstructionAct.DOUBT) == "suspended", "it may not be done twice"
        assert await act(handle, 3, InstructionAct.DISPEL) == "recorded"
        assert await asked_again(2, InstructionAct.DOUBT) == "recorded", "it could be done again"
        assert await refused(handle, 4, InstructionAct.CONFIRM) == "instruction-not-suspended"
        assert await act(handle, 5, InstructionAct.WITHDRAW) == "withdrawn"
        assert await handle.result() == "withdrawn"
        await keep_history(handle, "instruction_asked_again")
    assert [record.entry_id for record in register.records] == ["ine_1", "ine_2", "ine_3", "ine_5"]
    assert [record.course.sequence for record in register.records] == [1, 2, 3, 4]
    assert register.refused == {"ine_4": InstructionRefusal.NOT_SUSPENDED}
