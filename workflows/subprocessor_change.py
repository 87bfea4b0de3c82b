"""A new sub-processor: announced 30 days ahead, at work for those who did not object, until it ends (P4)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, CancelledError

with workflow.unsafe.imports_passed_through():
    from activities.records.subprocessor_messages import ControllersPage, ControllersTold, SubprocessorRecord
    from activities.records.subprocessor_reach import SubprocessorReach
    from activities.records.subprocessor_records import SubprocessorRecords
    from terms.mail import looks_for_returned
    from terms.subprocessors import UNDER_WAY, SubprocessorState

from workflows.policies import BROADCAST, DATABASE
from workflows.search_attributes import publish_deadline

NOT_UNDER_WAY = "subprocessor-not-under-way"
NOT_CURRENT = "subprocessor-not-current"
"""Why updates are refused: slugs of the API's problems."""
BROKEN_OFF = "subprocessor-broken-off-v1"
RETURNED = "subprocessor-returned-v1"


@dataclass(frozen=True)
class SubprocessorProgress:
    """How far the announcement has come."""

    state: SubprocessorState = SubprocessorState.ANNOUNCING
    after: str | None = None
    told: int = 0
    unreached: int = 0
    effective_at: datetime | None = None


@dataclass(frozen=True)
class SubprocessorStart:
    """Starts the workflow of one sub-processor; `progress` continues an earlier run."""

    subprocessor_id: str
    progress: SubprocessorProgress = SubprocessorProgress()


@dataclass(frozen=True)
class StaffAsked:
    """Somebody of the holder's staff asks for something; why is in the register."""

    user_id: str


@workflow.defn(name="SubprocessorChange")
class SubprocessorChangeWorkflow:
    """The only writer of a sub-processor's state. Objections are the controllers' own rows: the register asks
    them whenever somebody would use the sub-processor, so one that comes at the last moment counts.
    """

    @workflow.init
    def __init__(self, start: SubprocessorStart) -> None:
        self._id = start.subprocessor_id
        self._at = start.progress
        self._ending = False

    @workflow.run
    async def run(self, start: SubprocessorStart) -> str:
        """Says how it ended: `withdrawn` or `ended`."""
        if self._at.state is SubprocessorState.ANNOUNCING:
            await self._announce()
        if not self._ending:
            await self._wait_out()
        if self._ending and self._at.state in UNDER_WAY:
            await self._enter(SubprocessorState.WITHDRAWN)
            await self._tell_dropped()
        else:
            await self._enter(SubprocessorState.CURRENT)
            await workflow.wait_condition(lambda: self._ending)
            await self._enter(SubprocessorState.ENDED)
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self._at.state.value

    async def _announce(self) -> None:
        """Tells all controllers; the latest of their periods governs when it may begin.

        What is given up meanwhile is told to nobody more.
        """
        while not self._ending:
            told = await self._told(ControllersPage(self._id, self._at.after))
            if told is None:
                break
            dues = [due for due in (self._at.effective_at, told.due_at) if due is not None]
            self._at = replace(
                self._at,
                after=told.next,
                told=self._at.told + told.told,
                unreached=self._at.unreached + told.unreached,
                effective_at=max(dues, default=None),
            )
            if told.next is None:
                break
            if workflow.info().is_continue_as_new_suggested() and workflow.all_handlers_finished():
                workflow.continue_as_new(SubprocessorStart(self._id, self._at))
        self._at = replace(self._at, after=None)

    async def _told(self, page: ControllersPage) -> ControllersTold | None:
        """Whom the announcement reached; `None` once it has been broken off, and nobody more is told."""
        telling: workflow.ActivityHandle[ControllersTold] = workflow.start_activity_method(
            SubprocessorRecords.announce,
            page,
            summary="announce",
            cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
            **BROADCAST,
        )
        if not workflow.patched(BROKEN_OFF):
            return await telling
        return await self._unless_given_up(telling)

    async def _unless_given_up(
        self, telling: workflow.ActivityHandle[ControllersTold]
    ) -> ControllersTold | None:
        await workflow.wait_condition(lambda: telling.done() or self._ending)
        if not telling.done():
            telling.cancel()
        try:
            return await telling
        except ActivityError as error:
            if isinstance(error.cause, CancelledError):
                return None
            raise

    async def _wait_out(self) -> None:
        """Until the last period has ended, or the holder gives the change up."""
        due = self._at.effective_at or workflow.now()
        if self._at.state is SubprocessorState.ANNOUNCING:
            await self._enter(SubprocessorState.ANNOUNCED, due)
        if workflow.patched(RETURNED):
            await self._look_for_returned()
        else:
            await self._wait_until(due)

    async def _look_for_returned(self) -> None:
        """Until the last period has ended; whom the announcement did not reach is told anew, and has a whole
        period from then.
        """
        dates = looks_for_returned(workflow.now())
        while True:
            due = self._at.effective_at or workflow.now()
            if not await self._wait_until(min([due, *(date for date in dates if date > workflow.now())])):
                return
            if await self._reach():
                dates = looks_for_returned(workflow.now())
            elif workflow.now() >= due:
                return

    async def _wait_until(self, at: datetime) -> bool:
        """Says whether that time came before the holder gave the change up."""
        try:
            await workflow.wait_condition(
                lambda: self._ending,
                timeout=max(at - workflow.now(), timedelta()),
                timeout_summary="objections",
            )
        except TimeoutError:
            return True
        return False

    async def _reach(self) -> bool:
        """Sees to who was not reached; whether a period ends later for that."""
        telling: workflow.ActivityHandle[ControllersTold] = workflow.start_activity_method(
            SubprocessorReach.reach,
            self._id,
            summary="reach",
            cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
            **BROADCAST,
        )
        told = await self._unless_given_up(telling)
        if told is None:
            return False
        before = self._at
        due = before.effective_at or workflow.now()
        later = max(due, told.due_at or due)
        self._at = replace(before, told=told.told, unreached=told.unreached, effective_at=later)
        if self._at != before:
            await self._enter(SubprocessorState.ANNOUNCED, later)
        return later > due

    async def _tell_dropped(self) -> None:
        while True:
            page = ControllersPage(self._id, self._at.after)
            told = await workflow.execute_activity_method(
                SubprocessorRecords.drop, page, summary="drop", **BROADCAST
            )
            self._at = replace(self._at, after=told.next)
            if told.next is None:
                return

    async def _enter(self, state: SubprocessorState, effective_at: datetime | None = None) -> None:
        self._at = replace(self._at, state=state)
        publish_deadline(state.value, effective_at)
        at = self._at
        record = SubprocessorRecord(self._id, state, workflow.now(), effective_at, at.told, at.unreached)
        await workflow.execute_local_activity_method(
            SubprocessorRecords.record, record, summary=state.value, **DATABASE
        )

    @workflow.update
    async def give_up(self, asked: StaffAsked) -> str:
        """The holder gives the change up before it took effect; everybody who was told is told that too."""
        self._ending = True
        await workflow.wait_condition(lambda: self._at.state is SubprocessorState.WITHDRAWN)
        return self._at.state.value

    @give_up.validator
    def _may_give_up(self, asked: StaffAsked) -> None:
        if self._at.state not in UNDER_WAY or self._ending:
            raise ApplicationError(NOT_UNDER_WAY, type=NOT_UNDER_WAY)

    @workflow.update
    async def end(self, asked: StaffAsked) -> str:
        """A current sub-processor works for nobody any more."""
        self._ending = True
        await workflow.wait_condition(lambda: self._at.state is SubprocessorState.ENDED)
        return self._at.state.value

    @end.validator
    def _may_end(self, asked: StaffAsked) -> None:
        if self._at.state is not SubprocessorState.CURRENT or self._ending:
            raise ApplicationError(NOT_CURRENT, type=NOT_CURRENT)

    @workflow.query
    def progress(self) -> SubprocessorProgress:
        """How far it has come."""
        return self._at
