"""A data subject's request: acknowledged at once, passed on to each controller in time, answered (P6, P7)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.mail.messages import MailOrder, Purpose
    from activities.records.rights_request_messages import RightsLook, RightsPlan, RightsRecord
    from activities.records.rights_request_post import RightsRequestPost
    from activities.records.rights_request_reach import RightsRequestReach
    from activities.records.rights_request_records import RightsRequestRecords
    from terms.mail import LOOK_AGAIN
    from terms.rights_requests import (
        ENDED,
        FORGOTTEN,
        RequestState,
        Step,
        is_to_pass_on,
        next_date,
        next_due,
        state_of,
        steps_due,
    )

from workflows.mailing import Mailing
from workflows.policies import BROADCAST, BULK_MAIL, DATABASE
from workflows.search_attributes import publish_deadline

_WARNINGS = (Step.HALF, Step.THREE_QUARTERS, Step.OVERDUE)
"""What the dpo is told of the holder's own answer, in their order."""
_FORWARD = "forward"


@dataclass(frozen=True)
class RightsRequestStart:
    """Starts the workflow of one request."""

    request_id: str


@dataclass(frozen=True)
class _Errand:
    """What is done beside, and how often people had decided something when it was sent out."""

    handle: workflow.ActivityHandle[Any]
    calls: int


@workflow.defn(name="RightsRequest")
class RightsRequestWorkflow:
    """What people decide are rows, read again whenever the workflow is told that they changed, and at each
    date. It alone writes the state and tells controllers and the person.
    """

    @workflow.init
    def __init__(self, start: RightsRequestStart) -> None:
        self._id = start.request_id
        self._state = RequestState.RECEIVED
        self._mailing = Mailing()
        self._written: set[str] = set()
        self._returned = self._beside = False
        self._puts_off = False
        self._errands: dict[str, _Errand] = {}
        self._calls = self._heard = 0
        self._not_before: dict[str, datetime] = {}
        self._put_off: list[datetime] = []

    @workflow.run
    async def run(self, start: RightsRequestStart) -> str:
        """Says how it ended."""
        self._returned = workflow.patched("rights-returned-v1")
        self._beside = workflow.patched("rights-beside-v1")
        self._puts_off = workflow.patched("rights-put-off-v1")
        self._to_person("received", Purpose.RIGHTS_RECEIVED)
        while self._state not in ENDED:
            self._heard = self._calls
            if self._beside:
                await self._act_beside(await self._look())
            else:
                await self._act(await self._look())
        answered = self._state not in FORGOTTEN
        if answered and self._beside and workflow.patched("rights-answers-v1"):
            await self._look_after()
        await self._mailing.finished()
        return self._state.value

    async def _act_beside(self, plan: RightsPlan) -> None:
        """Has done what is to be done now, then waits for the next date or change, or for what is done.

        Mails that must be known to have gone are sent beside: one that is not answered holds up nothing else.
        The request ends once none is left.
        """
        if await self._take_in_errands():
            return
        self._put_off = []
        if is_to_pass_on(plan.facts, workflow.now()):
            self._send_out(_FORWARD, RightsRequestPost.pass_on)
        if plan.to_reach:
            self._send_out("reach", RightsRequestReach.reach)
        self._see_to_answers(plan)
        await self._write_due(plan)
        state = state_of(plan.facts, workflow.now())
        if state in ENDED and not self._errands and not self._put_off:
            await self._end(state)
        else:
            await self._sleep(plan)

    def _see_to_answers(self, plan: RightsPlan) -> None:
        """Has the person told what is new, and noted what came back of what they were told."""
        if plan.answers_returned:
            self._send_out("answers", RightsRequestReach.note_answers)
        if plan.untold:
            self._send_out("tell person", RightsRequestPost.tell_person)

    async def _look_after(self) -> None:
        """Answers may come back for days, and be given again then, while the request counts as ended."""
        while True:
            self._heard = self._calls
            plan = await self._look()
            if await self._take_in_errands():
                continue
            self._put_off = []
            self._see_to_answers(plan)
            self._warn_of_unreached(plan)
            if plan.answers_look_at is None and not self._errands and not self._put_off:
                return
            await self._wait(plan.answers_look_at)

    def _send_out(self, name: str, errand: Callable[[Any, str], Any]) -> None:
        """Has it done beside; what was just done and is to be done still waits for a while."""
        if name in self._errands:
            return
        not_before = self._not_before.get(name)
        if not_before is not None and workflow.now() < not_before:
            self._put_off.append(not_before)
            return
        handle = workflow.start_activity_method(errand, self._id, **BROADCAST)
        self._errands[name] = _Errand(handle, self._calls)

    def _come_back(self, name: str, calls: int) -> None:
        """Only what people decided since it was sent out can make it worth while again at once."""
        if self._puts_off and calls == self._calls:
            self._not_before[name] = workflow.now() + LOOK_AGAIN

    async def _take_in_errands(self) -> bool:
        """Takes in what is done by now; whether something is, so that all is looked at anew."""
        done = [name for name, errand in self._errands.items() if errand.handle.done()]
        for name in done:
            errand = self._errands.pop(name)
            more = await errand.handle
            self._come_back(name, errand.calls)
            if name == _FORWARD and (self._puts_off or not more):
                await self._passed_on()
        return bool(done)

    async def _act(self, plan: RightsPlan) -> None:
        """Does what is to be done now, then waits for the next date or change: in requests that began before
        mails were sent beside.
        """
        if is_to_pass_on(plan.facts, workflow.now()):
            await self._pass_on()
            plan = await self._look()
        if self._returned and plan.to_reach:
            await workflow.execute_activity_method(RightsRequestReach.reach, self._id, **BULK_MAIL)
            plan = await self._look()
        if plan.untold:
            while await workflow.execute_activity_method(
                RightsRequestPost.tell_person, self._id, **BULK_MAIL
            ):
                pass
        await self._write_due(plan)
        state = state_of(plan.facts, workflow.now())
        if state in ENDED:
            await self._end(state)
        else:
            await self._sleep(plan)

    async def _pass_on(self) -> None:
        """All controllers, in pages; the state is written once the last of them knows."""
        while await workflow.execute_activity_method(RightsRequestPost.pass_on, self._id, **BULK_MAIL):
            pass
        await self._passed_on()

    async def _passed_on(self) -> None:
        self._state = RequestState.IN_HAND
        record = RightsRecord(self._id, self._state, workflow.now(), passed_on_at=workflow.now())
        await self._record(record)

    async def _write_due(self, plan: RightsPlan) -> None:
        """Reminders and warnings whose time has come, each once."""
        due = steps_due(plan.facts, workflow.now())
        if Step.REMIND_PERSON in due and self._state is RequestState.RECEIVED:
            self._to_person("reminder", Purpose.RIGHTS_REMINDER)
        first = Step.REMIND_CONTROLLERS in due and self._is_first(Step.REMIND_CONTROLLERS.value)
        if first and self._beside:
            self._send_out("remind", RightsRequestPost.remind)
        elif first:
            while await workflow.execute_activity_method(RightsRequestPost.remind, self._id, **BULK_MAIL):
                pass
        if plan.own_part:
            self._to_dpos(plan, "opened")
        if plan.unreached:
            self._to_dpos(plan, f"unreached-{plan.unreached}")
        self._warn_of_unreached(plan)
        warned = [step for step in _WARNINGS if step in due]
        if warned:
            self._to_dpos(plan, f"{warned[-1].value}-extended" if plan.facts.extended else warned[-1].value)

    def _warn_of_unreached(self, plan: RightsPlan) -> None:
        """The dpo learns what the person did not get; of an answer given anew once more."""
        if plan.extension_unreached:
            self._to_dpos(plan, "extension_unreached")
        if plan.answer_unreached:
            again = f"-{plan.answered_again}" if plan.answered_again else ""
            self._to_dpos(plan, f"answer_unreached{again}")
        if plan.others_unreached:
            self._to_dpos(plan, f"others_unreached-{plan.others_unreached}")

    def _to_person(self, step: str, purpose: Purpose) -> None:
        if self._is_first(step):
            self._mailing.start(MailOrder(f"rights:{self._id}:{step}", purpose, about_id=self._id))

    def _to_dpos(self, plan: RightsPlan, step: str) -> None:
        if self._is_first(f"dpo:{step}"):
            about = f"{self._id}:{step}"
            for user_id in plan.dpo_ids:
                key = f"rights:{self._id}:{step}:{user_id}"
                self._mailing.start(MailOrder(key, Purpose.RIGHTS_WARNING, user_id=user_id, about_id=about))

    def _is_first(self, step: str) -> bool:
        first = step not in self._written
        self._written.add(step)
        return first

    async def _end(self, state: RequestState) -> None:
        """What was nobody's request is forgotten, and its mails with it: none may follow."""
        if state in FORGOTTEN:
            self._mailing.cancel()
            await self._mailing.finished()
        self._state = state
        publish_deadline(state.value, None)
        await self._record(RightsRecord(self._id, state, workflow.now()))

    async def _sleep(self, plan: RightsPlan) -> None:
        publish_deadline(self._state.value, next_due(plan.facts, workflow.now()))
        await self._wait(next_date(plan.facts, workflow.now(), returned=self._returned), plan.answers_look_at)

    async def _wait(self, *dates: datetime | None) -> None:
        """Until the first of the dates, or something is to be looked at before."""
        again = workflow.now() + LOOK_AGAIN if self._errands else None
        due = min((date for date in (*dates, again, *self._put_off) if date is not None), default=None)
        left = None if due is None else max(due - workflow.now(), timedelta())
        try:
            await workflow.wait_condition(self._called, timeout=left, timeout_summary="request")
        except TimeoutError:
            return

    def _called(self) -> bool:
        """Whether there is something to look at before the next date."""
        return self._calls > self._heard or any(errand.handle.done() for errand in self._errands.values())

    async def _look(self) -> RightsPlan:
        return await workflow.execute_local_activity_method(
            RightsRequestRecords.look, RightsLook(self._id, workflow.now()), **DATABASE
        )

    async def _record(self, record: RightsRecord) -> None:
        await workflow.execute_local_activity_method(
            RightsRequestRecords.record, record, summary=record.state.value, **DATABASE
        )

    @workflow.signal
    def changed(self) -> None:
        """People decided something: their rows are read again."""
        self._calls += 1
        self._not_before.clear()

    @workflow.query
    def state(self) -> str:
        """Where it stands."""
        return self._state.value
