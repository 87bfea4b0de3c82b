"""The quarterly review of all access (contract M2): each confirmed or removed, and the whole signed off."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError

with workflow.unsafe.imports_passed_through():
    from activities.mail.messages import MailOrder, Purpose
    from activities.measures import Findings
    from activities.records.access_review_messages import (
        DecisionOrder,
        ReviewChange,
        ReviewOpening,
        ReviewPlan,
        SignOffOrder,
    )
    from activities.records.access_review_records import AccessReviewRecords
    from terms.access_review import (
        ENDED_REVIEWS,
        Decision,
        Quarter,
        ReviewRefusal,
        ReviewState,
        ReviewStep,
        StepKind,
        review_opens,
        review_steps,
    )
    from terms.calendar import local_date
    from terms.measures import Measure

from workflows.departure import DepartureStart, DepartureWorkflow
from workflows.identifiers import (
    access_review_workflow_id,
    departure_workflow_id,
    staff_leaving_workflow_id,
)
from workflows.mailing import Mailing
from workflows.measuring import carry_out
from workflows.policies import DATABASE
from workflows.scheduled import scheduled_for
from workflows.staff_leaving import StaffLeavingStart, StaffLeavingWorkflow

_MAILS = {
    StepKind.REMINDER: Purpose.ACCESS_REVIEW_REMINDER,
    StepKind.ESCALATION: Purpose.ACCESS_REVIEW_OVERDUE,
    StepKind.OVERDUE: Purpose.ACCESS_REVIEW_OVERDUE,
}


@dataclass(frozen=True)
class ReviewStart:
    """Starts one review: of a business, or without one of the holder's staff. `quarter` as `2027-Q1`."""

    quarter: str
    business_id: str | None
    zone: str


@dataclass(frozen=True)
class DecideAct:
    """A responsible user decides about one item."""

    item_id: str
    decision: Decision
    user_id: str


@dataclass(frozen=True)
class SignOffAct:
    """A responsible user signs the review off."""

    user_id: str


@workflow.defn(name="AccessReview")
class AccessReviewWorkflow:
    """One review. The only writer of its rows; decisions are carried out one after another."""

    @workflow.init
    def __init__(self, start: ReviewStart) -> None:
        self._start = start
        self._state = ReviewState.OPEN
        self._plan: ReviewPlan | None = None
        self._acting = asyncio.Lock()
        self._mailing = Mailing()

    @workflow.run
    async def run(self, start: ReviewStart) -> ReviewState | None:
        """Says how it ended; nothing where there is no access to review."""
        self._plan = await workflow.execute_local_activity_method(
            AccessReviewRecords.open,
            ReviewOpening(start.quarter, start.business_id, workflow.now(), start.zone),
            **DATABASE,
        )
        if self._plan is None:
            await self._leave_record()
            return None
        await self._mail(self._plan, Purpose.ACCESS_REVIEW, 0)
        steps = review_steps(self._plan.opened_at, Quarter.parse(start.quarter), start.zone)
        await self._follow(self._plan, steps)
        await self._leave_record()
        if self._state is ReviewState.SIGNED:
            self._mailing.cancel()
        await self._mailing.finished()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self._state

    async def _follow(self, plan: ReviewPlan, steps: Sequence[ReviewStep]) -> None:
        for number, step in enumerate(steps, start=1):
            try:
                await workflow.wait_condition(
                    lambda: self._state in ENDED_REVIEWS,
                    timeout=max(step.at - workflow.now(), timedelta()),
                    timeout_summary=step.kind.value,
                )
            except TimeoutError:
                await self._act_on_time(plan, step, number)
            if self._state in ENDED_REVIEWS:
                return

    async def _act_on_time(self, plan: ReviewPlan, step: ReviewStep, number: int) -> None:
        async with self._acting:
            if self._state in ENDED_REVIEWS:
                return
            if step.kind is StepKind.LAPSE:
                await self._change(plan, ReviewState.LAPSED)
                return
            if step.kind is StepKind.ESCALATION:
                await self._change(plan, ReviewState.OVERDUE)
        await self._mail(plan, _MAILS[step.kind], number)

    async def _leave_record(self) -> None:
        """Of the staff's review: that it was signed off, or calls people because it was not."""
        if self._start.business_id is None and workflow.patched("access-review-record-v1"):
            opens = review_opens(Quarter.parse(self._start.quarter), self._start.zone)
            await carry_out(Measure.ACCESS_REVIEW, lambda _: self._findings(), opens)

    async def _findings(self) -> Findings:
        lapsed = self._state is ReviewState.LAPSED
        figures: dict[str, Any] = {"quarter": self._start.quarter, "items": 0}
        if self._plan is not None:
            figures = await workflow.execute_local_activity_method(
                AccessReviewRecords.figures, self._plan.review_id, **DATABASE
            )
        return Findings(figures, "not signed off before the next review" if lapsed else None)

    async def _change(self, plan: ReviewPlan, state: ReviewState) -> None:
        change = ReviewChange(plan.review_id, state, workflow.now())
        await workflow.execute_local_activity_method(AccessReviewRecords.change, change, **DATABASE)
        self._state = state

    async def _mail(self, plan: ReviewPlan, purpose: Purpose, number: int) -> None:
        """To everybody who is responsible today. `number` of the step keeps one mail from being two."""
        users = await workflow.execute_local_activity_method(
            AccessReviewRecords.responsible,
            args=[plan.review_id, self._state is ReviewState.OVERDUE],
            **DATABASE,
        )
        for user_id in users:
            key = f"{workflow.info().workflow_id}:{number}:{user_id}"
            self._mailing.start(MailOrder(key, purpose, user_id=user_id, about_id=plan.review_id))

    @workflow.update
    async def decide(self, act: DecideAct) -> None:
        """Confirms or removes one access; a removal takes effect before it is answered."""
        plan = await self._opened()
        async with self._acting:
            outcome = await workflow.execute_local_activity_method(
                AccessReviewRecords.decide,
                DecisionOrder(plan.review_id, act.item_id, act.decision, act.user_id, workflow.now()),
                **DATABASE,
            )
        if outcome.refusal:
            raise _refused(outcome.refusal)
        if outcome.departure_id:
            departure = DepartureStart(outcome.departure_id)
            await _tell(DepartureWorkflow.run, departure, departure_workflow_id(outcome.departure_id))
        if outcome.leaving_id:
            leaving = StaffLeavingStart(outcome.leaving_id)
            await _tell(StaffLeavingWorkflow.run, leaving, staff_leaving_workflow_id(outcome.leaving_id))

    @workflow.update
    async def sign_off(self, act: SignOffAct) -> None:
        """Closes the review once everything is decided."""
        plan = await self._opened()
        async with self._acting:
            refusal = await workflow.execute_local_activity_method(
                AccessReviewRecords.sign_off,
                SignOffOrder(plan.review_id, act.user_id, workflow.now()),
                **DATABASE,
            )
            if refusal:
                raise _refused(refusal)
            self._state = ReviewState.SIGNED

    async def _opened(self) -> ReviewPlan:
        await workflow.wait_condition(lambda: self._plan is not None)
        if self._plan is None:
            raise _refused(ReviewRefusal.REVIEW_CLOSED)
        return self._plan


async def _tell(run: Callable[..., Any], start: object, workflow_id: str) -> None:
    """Starts the workflow that tells those concerned, unless it has been started already."""
    try:
        await workflow.start_child_workflow(
            run,
            start,
            id=workflow_id,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            parent_close_policy=workflow.ParentClosePolicy.ABANDON,
        )
    except WorkflowAlreadyStartedError:
        return


def _refused(refusal: ReviewRefusal) -> ApplicationError:
    return ApplicationError(refusal.value, type=refusal.value, non_retryable=True)


@dataclass(frozen=True)
class ReviewRoundStart:
    """Starts the reviews of a quarter. The rest says where an earlier part of it left off."""

    zone: str
    quarter: str | None = None
    after: str = ""
    due_at: datetime | None = None
    businesses: int = 0


@workflow.defn(name="AccessReviewRound")
class AccessReviewRoundWorkflow:
    """Opens the quarter's review of the staff, and one per business in which there is access to review."""

    @workflow.run
    async def run(self, start: ReviewRoundStart) -> str:
        """Says of which quarter they are."""
        due_at = start.due_at or scheduled_for()
        quarter = start.quarter or str(Quarter.of(local_date(due_at, start.zone)))
        if not start.after:
            await _open(ReviewStart(quarter, None, start.zone))
        businesses = await workflow.execute_local_activity_method(
            AccessReviewRecords.businesses, start.after, **DATABASE
        )
        for business_id in businesses:
            await _open(ReviewStart(quarter, business_id, start.zone))
        if businesses:
            counted = start.businesses + len(businesses)
            workflow.continue_as_new(ReviewRoundStart(start.zone, quarter, businesses[-1], due_at, counted))
        if workflow.patched("access-review-round-record-v1"):
            await carry_out(Measure.REVIEW_ROUND, lambda _: _round(quarter, start.businesses), due_at)
        return quarter


async def _round(quarter: str, businesses: int) -> Findings:
    return Findings({"quarter": quarter, "businesses": businesses})


async def _open(start: ReviewStart) -> None:
    try:
        await workflow.start_child_workflow(
            AccessReviewWorkflow.run,
            start,
            id=access_review_workflow_id(start.quarter, start.business_id),
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            parent_close_policy=workflow.ParentClosePolicy.ABANDON,
        )
    except WorkflowAlreadyStartedError:
        return
