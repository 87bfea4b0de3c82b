"""A personal-data breach: controllers told within 48 hours, the authority within 72, come what may (P8)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.mail.messages import MailOrder, Purpose
    from activities.records.breach_messages import BreachNotice, BreachPage, BreachPlan, BreachRecord
    from activities.records.breach_reach import BreachReach
    from activities.records.breach_records import BreachRecords
    from activities.records.breach_telling import BreachTelling
    from terms.breaches import (
        ENDED,
        LAST_CALL,
        BreachState,
        called_at,
        called_of_late_at,
        may_close,
        sent_at_latest,
    )
    from terms.deadlines import warnings
    from terms.mail import LOOK_AGAIN

from workflows.mailing import Mailing
from workflows.policies import BROADCAST, BULK_MAIL, DATABASE
from workflows.search_attributes import publish_deadline


@dataclass(frozen=True)
class BreachStart:
    """Starts the workflow of one breach."""

    breach_id: str


@workflow.defn(name="Breach")
class BreachWorkflow:
    """What people find out and ask for are rows, read again whenever the workflow is told that they changed.

    A lost signal loses nothing: each date looks at them too.
    """

    @workflow.init
    def __init__(self, start: BreachStart) -> None:
        self._id = start.breach_id
        self._state = BreachState.ASSESSING
        self._mailing = Mailing()
        self._warned: set[str] = set()
        self._changed = False
        self._beside = False
        self._reaches_beside = False
        self._warns_of_authority = False
        self._telling: workflow.ActivityHandle[int] | None = None
        self._reaching: workflow.ActivityHandle[int] | None = None
        self._number = -1
        self._begun_at = workflow.now()

    @workflow.run
    async def run(self, start: BreachStart) -> str:
        """Says how it ended: `unlikely` without notice, or `closed`."""
        self._beside = workflow.patched("breach-telling-v1")
        self._reaches_beside = workflow.patched("breach-reach-v1")
        self._warns_of_authority = workflow.patched("breach-authority-v1")
        await workflow.execute_activity_method(BreachRecords.measure, self._id, **BULK_MAIL)
        while self._state not in ENDED:
            self._changed = False
            plan = await self._load()
            await self._act(plan)
            if self._state not in ENDED:
                await self._sleep(plan)
        await self._mailing.finished()
        return self._state.value

    async def _act(self, plan: BreachPlan) -> None:
        """Does what is to be done now: decide, tell, warn, close."""
        if await self._measured_anew(plan):
            return
        if plan.unlikely and plan.told is None and self._telling is None:
            await self._enter(plan, BreachState.UNLIKELY, None)
            return
        if await self._everybody_told(plan) or await self._everybody_reached(plan):
            return
        if self._reaches_beside:
            self._escalate(plan, plan.unreached)
            self._reach_beside(plan)
        elif plan.to_reach:
            unreached = await workflow.execute_activity_method(BreachReach.reach, self._id, **BULK_MAIL)
            self._escalate(plan, unreached)
            plan = replace(plan, unreached=unreached)
        told = plan.told
        number = self._to_tell(plan)
        if number is not None and self._beside:
            self._tell_beside(number)
        elif number is not None:
            told = await self._tell(plan, number)
            plan = replace(plan, behind=0)
        if plan.authority_filed_at is not None and (number is None or self._beside):
            await self._enter(plan, self._state, told)
        self._warn(plan, told)
        if (
            plan.close_asked
            and self._reaching is None
            and may_close(
                self._state,
                newest=plan.newest,
                told=told or 0,
                unreached=plan.unreached,
                authority_told=plan.authority_filed_at is not None,
                drill=plan.drill,
                behind=plan.behind,
            )
        ):
            await self._enter(plan, BreachState.CLOSED, told)

    def _to_tell(self, plan: BreachPlan) -> int | None:
        """The assessment that controllers are to be told now: what somebody sent, what is known at the latest
        moment, or what the others know already.
        """
        if plan.told is None and workflow.now() >= self._latest(plan):
            return plan.newest
        wanted = min(plan.notify, plan.newest)
        if wanted > (plan.told or 0):
            return wanted
        return plan.told if plan.behind else None

    def _latest(self, plan: BreachPlan) -> datetime:
        """When what is known goes out by itself."""
        due = plan.controllers_due
        return sent_at_latest(due) if self._beside else due - LAST_CALL

    async def _measured_anew(self, plan: BreachPlan) -> bool:
        """Whether the incident named more, which was counted now: then all is looked at anew."""
        if not plan.unmeasured or not workflow.patched("breach-scope-v1"):
            return False
        await workflow.execute_activity_method(BreachRecords.measure, self._id, summary="again", **BULK_MAIL)
        self._changed = True
        return True

    async def _everybody_told(self, plan: BreachPlan) -> bool:
        """Whether everybody was told by now: it is written, then all looked at anew."""
        if self._telling is None or not self._telling.done():
            return False
        unreached = await self._telling
        self._telling, self._changed = None, True
        self._escalate(plan, unreached)
        await self._enter(plan, BreachState.NOTIFIED, self._number)
        return True

    def _reach_beside(self, plan: BreachPlan) -> None:
        """Sees to returned notices while the workflow goes on: one that answers nothing holds up nothing."""
        if plan.to_reach and self._reaching is None:
            self._reaching = workflow.start_activity_method(BreachReach.reach, self._id, **BROADCAST)

    async def _everybody_reached(self, plan: BreachPlan) -> bool:
        """Whether all returned notices were seen to by now: then all is looked at anew."""
        if self._reaching is None or not self._reaching.done():
            return False
        unreached = await self._reaching
        self._reaching, self._changed = None, True
        self._escalate(plan, unreached)
        return True

    def _tell_beside(self, number: int) -> None:
        """Has everybody told while the workflow goes on.

        A newer assessment takes the place of one that has not reached everybody yet.
        """
        if self._telling is not None and number <= self._number:
            return
        if self._telling is not None:
            self._telling.cancel()
        self._number, self._begun_at = number, workflow.now()
        self._telling = workflow.start_activity_method(
            BreachTelling.tell_all,
            BreachNotice(self._id, number),
            summary=f"assessment {number}",
            **BROADCAST,
        )

    async def _tell(self, plan: BreachPlan, number: int) -> int:
        """All controllers, in pages; the state is written once the last of them knows."""
        after: str | None = None
        unreached = 0
        while True:
            page = BreachPage(self._id, number, after)
            answer = await workflow.execute_activity_method(
                BreachRecords.tell, page, summary=f"assessment {number}", **BULK_MAIL
            )
            after = answer.next
            unreached += answer.unreached
            if after is None:
                break
        self._escalate(plan, unreached)
        await self._enter(plan, BreachState.NOTIFIED, number)
        return number

    def _warn(self, plan: BreachPlan, told: int | None) -> None:
        """Whoever is in charge: at once, at half, and with the substitute at three quarters (P8)."""
        if plan.responsible_id not in plan.gone:
            self._mail(plan, "opened", plan.responsible_id)
        for left in plan.gone:
            self._mail(plan, f"left-{left}", left)
        half, three_quarters = warnings(plan.aware_at, plan.controllers_due)
        waits = told is None and self._telling is None
        if waits and workflow.now() >= half:
            self._mail(plan, "half", plan.responsible_id)
        if waits and workflow.now() >= three_quarters:
            self._mail(plan, "three-quarters", plan.responsible_id)
            self._mail(plan, "three-quarters", plan.substitute_id)
        self._call(plan, told)
        self._warn_of_authority(plan)

    def _warn_of_authority(self, plan: BreachPlan) -> None:
        """The same while the authority has not been told, and once more when its time has passed."""
        if plan.drill or plan.authority_filed_at is not None:
            return
        half, late = warnings(plan.aware_at, plan.authority_due)
        if self._warns_of_authority and workflow.now() >= plan.authority_due:
            self._mail(plan, "authority-passed", plan.responsible_id)
            self._mail(plan, "authority-passed", plan.substitute_id)
        elif workflow.now() >= late:
            self._mail(plan, "authority", plan.responsible_id)
            self._mail(plan, "authority", plan.substitute_id)
        elif self._warns_of_authority and workflow.now() >= half:
            self._mail(plan, "authority-half", plan.responsible_id)

    def _call(self, plan: BreachPlan, told: int | None) -> None:
        """Both in charge, once, while some controllers know nothing yet and their deadline is near; once more
        when others that are found later cannot be told either.
        """
        if self._telling is None or (told is not None and not plan.behind) or plan.drill or not plan.untold:
            return
        occasion = "untold" if told is None else "untold of late"
        if workflow.now() >= self._called_at(plan, told) and occasion not in self._warned:
            self._warned.add(occasion)
            self._mail(plan, f"untold-{plan.untold}", plan.responsible_id)
            self._mail(plan, f"untold-{plan.untold}", plan.substitute_id)

    def _called_at(self, plan: BreachPlan, told: int | None) -> datetime:
        """When people are called about controllers that no mail has left for."""
        if told is None:
            return called_at(plan.controllers_due)
        return called_of_late_at(plan.controllers_due, self._begun_at)

    def _escalate(self, plan: BreachPlan, unreached: int) -> None:
        """Both in charge learn at once that controllers have to be told another way than by mail; of each
        stage anew.
        """
        if unreached and not plan.drill:
            stage = f"-{plan.unreached_of}" if plan.unreached_of else ""
            self._mail(plan, f"unreached-{unreached}{stage}", plan.responsible_id)
            self._mail(plan, f"unreached-{unreached}{stage}", plan.substitute_id)

    def _mail(self, plan: BreachPlan, step: str, user_id: str) -> None:
        """Mails somebody in charge, or everybody who stands in for them where they can act no more."""
        for one in plan.stand_ins if user_id in plan.gone else (user_id,):
            self._mail_once(step, one)

    def _mail_once(self, step: str, user_id: str) -> None:
        key = f"{workflow.info().workflow_id}:{step}:{user_id}"
        if key not in self._warned:
            self._warned.add(key)
            about = f"{self._id}:{step}"
            self._mailing.start(MailOrder(key, Purpose.BREACH_WARNING, user_id=user_id, about_id=about))

    def _next(self, plan: BreachPlan, told: int | None) -> datetime | None:
        """What happens next by itself."""
        dates: list[datetime] = []
        if self._telling is not None and (told is None or plan.behind):
            dates = [self._called_at(plan, told)]
        elif told is None:
            dates = [*warnings(plan.aware_at, plan.controllers_due), self._latest(plan)]
        if not plan.drill and plan.authority_filed_at is None:
            half, late = warnings(plan.aware_at, plan.authority_due)
            dates += [half, late, plan.authority_due] if self._warns_of_authority else [late]
        if self._reaching is not None:
            dates.append(workflow.now() + LOOK_AGAIN)
        return min((date for date in dates if date > workflow.now()), default=None)

    def _due(self, plan: BreachPlan, told: int | None) -> datetime | None:
        """The earliest deadline that still runs, also one that has passed: what operations are shown."""
        dates: list[datetime] = []
        if told is None or plan.unreached or plan.behind:
            dates.append(plan.controllers_due)
        if not plan.drill and plan.authority_filed_at is None:
            dates.append(plan.authority_due)
        return min(dates, default=None)

    async def _sleep(self, plan: BreachPlan) -> None:
        told = plan.told if self._state is BreachState.ASSESSING else plan.newest
        due = self._next(plan, told)
        publish_deadline(self._state.value, self._due(plan, told))
        left = None if due is None else max(due - workflow.now(), timedelta())
        try:
            await workflow.wait_condition(self._called, timeout=left, timeout_summary="breach")
        except TimeoutError:
            return

    def _called(self) -> bool:
        """Whether there is something to look at before the next date."""
        beside = (self._telling, self._reaching)
        return self._changed or any(one is not None and one.done() for one in beside)

    async def _load(self) -> BreachPlan:
        return await workflow.execute_local_activity_method(BreachRecords.load, self._id, **DATABASE)

    async def _enter(self, plan: BreachPlan, state: BreachState, told: int | None) -> None:
        before, self._state = self._state, state
        publish_deadline(state.value, None if state in ENDED else self._due(plan, told))
        record = BreachRecord(self._id, state, workflow.now(), told)
        goes_on = await workflow.execute_local_activity_method(
            BreachRecords.record, record, summary=state.value, **DATABASE
        )
        if goes_on:
            self._state, self._changed = before, True

    @workflow.signal
    def changed(self) -> None:
        """People found something out, or asked for something: their rows are read again."""
        self._changed = True

    @workflow.query
    def state(self) -> str:
        """Where it stands."""
        return self._state.value
