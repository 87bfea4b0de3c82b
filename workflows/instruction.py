"""A controller's instruction: recorded, answered in time, suspended while its legality is doubted (P1)."""

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.mail.messages import MailOrder, Purpose
    from activities.records.controller_post import ControllerPost
    from activities.records.instruction_messages import InstructionReaders, InstructionRecord, RefusedAct
    from activities.records.instruction_records import SETTLED, InstructionRecords
    from terms.instructions import (
        BY_CONTROLLER,
        FIRST_REMINDER,
        InstructionAct,
        InstructionCourse,
        InstructionRefusal,
        InstructionState,
        InstructionStep,
        course_after,
        given,
        next_date,
        refuse_act,
        step_of,
        steps_due,
    )

from workflows.mailing import Mailing
from workflows.policies import DATABASE, MAIL
from workflows.returned_mail import ReturnedMail
from workflows.search_attributes import publish

UNREACHED = "unreached"
"""The step that tells the dpo that a controller's address refuses its mail."""


@dataclass(frozen=True)
class InstructionProgress:
    """How far the instruction has come, and what was told by date since its last act."""

    course: InstructionCourse
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class InstructionStart:
    """Starts the workflow of one instruction, given by this entry; `progress` continues an earlier run."""

    instruction_id: str
    business_id: str
    entry_id: str
    progress: InstructionProgress | None = None


@dataclass(frozen=True)
class InstructionOrder:
    """Somebody acts on the version that they have read; their words are in the entry."""

    entry_id: str
    act: InstructionAct
    version: int


@workflow.defn(name="Instruction")
class InstructionWorkflow:
    """The only writer of an instruction's state. What people say are entries: each counts once it is here, or
    is refused for good; whoever asks again for one that was settled changes nothing.
    """

    @workflow.init
    def __init__(self, start: InstructionStart) -> None:
        self._start = start
        self._progress = start.progress
        self._mailing = Mailing()
        self._telling: set[asyncio.Task[None]] = set()
        self._acting = asyncio.Lock()
        self._changed = False
        self._looks_back = self._keeps_clock = False
        self._returns = ReturnedMail()

    @workflow.run
    async def run(self, start: InstructionStart) -> str:
        """Says how it ended: always withdrawn."""
        self._looks_back = workflow.patched("instruction-returned-v1")
        self._keeps_clock = workflow.patched("instruction-clock-v1")
        if self._progress is None:
            await self._count(
                InstructionAct.GIVE, start.entry_id, given(start.entry_id, workflow.now()), None
            )
        while self._now().course.state is not InstructionState.WITHDRAWN:
            await self._tell_due()
            if self._should_continue():
                workflow.continue_as_new(replace(start, progress=self._progress))
            await self._sleep()
        self._returns.stop()
        await workflow.wait_condition(lambda: workflow.all_handlers_finished() and not self._telling)
        await self._mailing.finished()
        return InstructionState.WITHDRAWN.value

    async def _count(
        self, act: InstructionAct, entry_id: str, course: InstructionCourse, answered: str | None
    ) -> None:
        """Writes an act that counts, then has everybody told whom it concerns."""
        record = InstructionRecord(
            self._start.instruction_id,
            self._start.business_id,
            entry_id,
            act,
            course,
            workflow.now(),
            answered,
        )
        due_at = await workflow.execute_local_activity_method(
            InstructionRecords.record, record, summary=act.value, **DATABASE
        )
        self._progress = InstructionProgress(replace(course, due_at=due_at))
        self._changed = True
        publish(course.state.value, self._start.business_id, due_at)
        telling = asyncio.create_task(self._tell(act, entry_id, course.sequence))
        self._telling.add(telling)
        telling.add_done_callback(self._telling.discard)

    async def _tell(self, act: InstructionAct, entry_id: str, sequence: int) -> None:
        if act in BY_CONTROLLER:
            self._to_dpos(await self._readers(), act.value, sequence)
        taken = await workflow.execute_activity_method(
            ControllerPost.tell_of_act, entry_id, summary=act.value, **MAIL
        )
        if taken and self._looks_back and act not in BY_CONTROLLER:
            taken = not await self._returns.comes_back(entry_id)
        if not taken:
            self._to_dpos(await self._readers(), UNREACHED, sequence)

    async def _tell_due(self) -> None:
        """Warnings and reminders whose time has come, each once; of several the last."""
        course, told = self._now().course, self._now().told
        due = [step for step in steps_due(course, workflow.now()) if step not in told]
        if not due:
            return
        self._progress = replace(self._now(), told=(*told, *due))
        readers, step = await self._readers(), due[-1]
        if readers.owner_id is None or self._now().course.sequence != course.sequence:
            return
        if step_of(step) is not InstructionStep.UNANSWERED:
            self._to_dpos(readers, step, course.sequence)
            return
        key = f"instruction:{self._start.instruction_id}:{course.sequence}:{step}"
        self._mailing.start(
            MailOrder(
                key,
                Purpose.INSTRUCTION_REMINDER,
                user_id=readers.owner_id,
                about_id=self._start.instruction_id,
            )
        )
        if step != FIRST_REMINDER:
            self._to_dpos(readers, step, course.sequence)

    def _to_dpos(self, readers: InstructionReaders, step: str, sequence: int) -> None:
        about = f"{self._start.instruction_id}:{step}"
        for user_id in readers.dpo_ids:
            key = f"instruction:{self._start.instruction_id}:{sequence}:{step}:{user_id}"
            self._mailing.start(MailOrder(key, Purpose.INSTRUCTION_WARNING, user_id=user_id, about_id=about))

    async def _readers(self) -> InstructionReaders:
        return await workflow.execute_local_activity_method(
            InstructionRecords.readers, self._start.business_id, **DATABASE
        )

    async def _sleep(self) -> None:
        at = next_date(self._now().course, workflow.now())
        try:
            await workflow.wait_condition(
                lambda: self._changed or self._should_continue(),
                timeout=None if at is None else max(at - workflow.now(), timedelta()),
                timeout_summary="instruction",
            )
        except TimeoutError:
            return
        self._changed = False

    def _should_continue(self) -> bool:
        """Whether the history is long and nothing is under way that a new run would not know of."""
        quiet = self._mailing.idle and not self._telling and workflow.all_handlers_finished()
        return quiet and not self._changed and workflow.info().is_continue_as_new_suggested()

    def _now(self) -> InstructionProgress:
        if self._progress is None:
            raise ApplicationError("the instruction is not recorded yet")
        return self._progress

    @workflow.update
    async def give(self) -> str:
        """Answers once the instruction is recorded."""
        await workflow.wait_condition(lambda: self._progress is not None)
        return self._now().course.state.value

    @workflow.update
    async def act(self, order: InstructionOrder) -> str:
        """Acts on it; of two acts on the same version at the same time the second one is asked again."""
        async with self._acting:
            course = self._now().course
            refusal = refuse_act(course, order.act, order.version)
            if refusal is not None:
                return await self._turn_away(order, refusal)
            after = course_after(course, order.act, order.entry_id, workflow.now())
            if not self._keeps_clock:
                after = replace(after, set_aside=None, set_aside_since=None)
            try:
                await self._count(order.act, order.entry_id, after, course.awaits)
            except ApplicationError as error:
                if error.type != SETTLED:
                    raise
            return self._now().course.state.value

    async def _turn_away(self, order: InstructionOrder, refusal: InstructionRefusal) -> str:
        """Refuses an act for good, unless it is asked for again and counted before."""
        if workflow.patched("instruction-refusal-v1"):
            refused = RefusedAct(order.entry_id, refusal)
            if not await workflow.execute_local_activity_method(
                InstructionRecords.refuse, refused, summary=refusal.value, **DATABASE
            ):
                return self._now().course.state.value
        raise ApplicationError(refusal.value, type=refusal.value)

    @workflow.signal
    def returned(self) -> None:
        """The provider reports that a mail of this instruction came back."""
        self._returns.reported()

    @workflow.query
    def progress(self) -> InstructionProgress | None:
        """How far it has come."""
        return self._progress
