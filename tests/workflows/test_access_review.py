"""The review of a quarter: asked, reminded, escalated, decided, signed off or lapsed (contract M2)."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.client import Client, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, MailReceipt, Purpose
from activities.records.access_review_messages import (
    DecisionOrder,
    DecisionOutcome,
    ReviewChange,
    ReviewOpening,
    ReviewPlan,
    SignOffOrder,
)
from activities.records.access_review_records import AccessReviewRecords
from activities.records.departure_messages import DeparturePlan
from activities.records.departure_records import DepartureRecords
from terms.access_review import Decision, Quarter, ReviewRefusal, ReviewState, review_opens
from terms.alarms import AlarmKind
from terms.measures import Measure, Outcome
from tests.running import RunningTemporal
from tests.sandbox import sandboxed_runner
from tests.waiting import until
from tests.workflows.measures import Evidence
from tests.workflows.world import activity_name, keep_history
from workflows.access_review import (
    AccessReviewRoundWorkflow,
    AccessReviewWorkflow,
    DecideAct,
    ReviewRoundStart,
    ReviewStart,
    SignOffAct,
)
from workflows.departure import DepartureWorkflow
from workflows.identifiers import access_review_workflow_id

ZONE = "Europe/Madrid"
DAY = 86400


class Records:
    """Two items to decide; security is responsible, and the DPO too once it is overdue."""

    def __init__(self) -> None:
        self.openings: list[ReviewOpening] = []
        self.changes: list[ReviewChange] = []
        self.decided: dict[str, DecisionOrder] = {}
        self.signed: list[SignOffOrder] = []
        self.mails: list[MailOrder] = []
        self.told: list[str] = []
        self.pages: list[list[str]] = []
        self.evidence = Evidence()
        self.empty = False
        self.fail_once = set[str]()

    def _meet(self, name: str) -> None:
        if name in self.fail_once:
            self.fail_once.remove(name)
            raise RuntimeError(f"{name} is away")

    def activities(self) -> list[Callable[..., Any]]:
        """Under the names of the real ones."""
        return [
            self.open_review,
            self.businesses,
            self.responsible,
            self.decide,
            self.sign_off,
            self.change,
            self.send,
            self.load,
            self.close,
            self.figures,
            *self.evidence.activities()[:2],
        ]

    @activity.defn(name=activity_name(AccessReviewRecords.open))
    async def open_review(self, opening: ReviewOpening) -> ReviewPlan | None:
        self._meet("open")
        self.openings.append(opening)
        return None if self.empty else ReviewPlan("rvw_1", opening.opened_at)

    @activity.defn(name=activity_name(AccessReviewRecords.businesses))
    async def businesses(self, after: str) -> list[str]:
        return next((page for page in self.pages if page and page[0] > after), [])

    @activity.defn(name=activity_name(AccessReviewRecords.responsible))
    async def responsible(self, review_id: str, overdue: bool) -> list[str]:
        return ["usr_security", "usr_dpo"] if overdue else ["usr_security"]

    @activity.defn(name=activity_name(AccessReviewRecords.decide))
    async def decide(self, order: DecisionOrder) -> DecisionOutcome:
        self._meet("decide")
        if order.item_id in self.decided:
            return DecisionOutcome(ReviewRefusal.ALREADY_DECIDED)
        self.decided[order.item_id] = order
        return DecisionOutcome(
            departure_id=f"dep_{uuid4().hex}" if order.decision is Decision.REMOVED else None
        )

    @activity.defn(name=activity_name(AccessReviewRecords.sign_off))
    async def sign_off(self, order: SignOffOrder) -> ReviewRefusal | None:
        if len(self.decided) < 2:
            return ReviewRefusal.ITEMS_UNDECIDED
        self.signed.append(order)
        return None

    @activity.defn(name=activity_name(AccessReviewRecords.figures))
    async def figures(self, review_id: str) -> dict[str, Any]:
        return {"items": 2, "confirmed": len(self.decided)}

    @activity.defn(name=activity_name(AccessReviewRecords.change))
    async def change(self, change: ReviewChange) -> None:
        self.changes.append(change)

    @activity.defn(name=activity_name(Mailer.send))
    async def send(self, order: MailOrder) -> MailReceipt:
        self.mails.append(order)
        return MailReceipt("mai_1")

    @activity.defn(name=activity_name(DepartureRecords.load_departure))
    async def load(self, departure_id: str) -> DeparturePlan:
        return DeparturePlan(departure_id, withdrawn=True)

    @activity.defn(name=activity_name(DepartureRecords.close_departure))
    async def close(self, departure_id: str) -> None:
        self.told.append(departure_id)

    def mailed(self, purpose: Purpose) -> list[str | None]:
        """Who got mails of this purpose."""
        return [order.user_id for order in self.mails if order.purpose is purpose]


@dataclass
class Round:
    """A worker with its records, and the review it runs."""

    client: Client
    queue: str
    records: Records

    async def open(self, quarter: str | None = None) -> WorkflowHandle[Any, Any]:
        """Opens a review of the staff, of the quarter that has just begun unless another is named."""
        now = datetime.now(UTC)
        start = ReviewStart(quarter or f"{now.year + 1}-Q1", None, ZONE)
        return await self.client.start_workflow(
            AccessReviewWorkflow.run, start, id=uuid4().hex, task_queue=self.queue
        )

    async def forward(self, handle: WorkflowHandle[Any, Any], days: float) -> None:
        """Lets the review's clock run."""
        await TimeSkipper(self.client).fast_forward(handle, days * DAY)


@pytest.fixture
async def case(temporal: RunningTemporal) -> AsyncIterator[Round]:
    records, queue = Records(), uuid4().hex
    worker = Worker(
        temporal.client,
        task_queue=queue,
        workflows=[AccessReviewWorkflow, AccessReviewRoundWorkflow, DepartureWorkflow],
        activities=records.activities(),
        workflow_runner=sandboxed_runner(),
    )
    async with worker:
        yield Round(temporal.client, queue, records)


@pytest.mark.rule("M2")
async def test_it_asks_reminds_escalates_and_lapses(case: Round) -> None:
    handle = await case.open("2020-Q1")
    await until(lambda: case.records.mailed(Purpose.ACCESS_REVIEW) == ["usr_security"])
    for expected, days in enumerate((7.7, 7, 7, 7), start=1):
        await case.forward(handle, days)
        await until(
            lambda n=expected: len(case.records.mailed(Purpose.ACCESS_REVIEW_REMINDER)) == n  # type: ignore[misc]
        )
    assert case.records.changes == []
    await case.forward(handle, 3)
    assert await handle.result() is ReviewState.LAPSED
    assert case.records.mailed(Purpose.ACCESS_REVIEW_REMINDER) == ["usr_security"] * 4
    assert sorted(map(str, case.records.mailed(Purpose.ACCESS_REVIEW_OVERDUE))) == ["usr_dpo", "usr_security"]
    assert [change.state for change in case.records.changes] == [ReviewState.OVERDUE, ReviewState.LAPSED]
    assert len({order.key for order in case.records.mails}) == len(case.records.mails)
    await keep_history(handle, "access_review_lapsed_on_record")
    assert_on_record(case, Outcome.FAILED, {"items": 2, "confirmed": 0}, "2020-Q1")
    (alarm,) = case.records.evidence.alarms
    assert (alarm.kind, alarm.subject) == (AlarmKind.FAILED, "access-review")
    assert sorted(map(str, case.records.mailed(Purpose.ALARM))) == ["usr_ops", "usr_security"]


def assert_on_record(case: Round, outcome: Outcome, figures: dict[str, Any], quarter: str) -> None:
    """The staff's review left one record, for the first morning of its quarter."""
    (report,) = case.records.evidence.reports
    assert (report.measure, report.outcome) == (Measure.ACCESS_REVIEW, outcome)
    assert report.figures == figures
    assert report.due_at == review_opens(Quarter.parse(quarter), ZONE)


async def test_it_goes_on_reminding_weekly_until_the_next_one_opens(case: Round) -> None:
    handle = await case.open()
    await case.forward(handle, 32)
    await until(lambda: len(case.records.mailed(Purpose.ACCESS_REVIEW_OVERDUE)) == 2)
    await case.forward(handle, 21)
    await until(lambda: len(case.records.mailed(Purpose.ACCESS_REVIEW_OVERDUE)) == 8)
    assert [change.state for change in case.records.changes] == [ReviewState.OVERDUE]
    await handle.terminate("test over")


@pytest.mark.rule("M2")
async def test_decisions_take_effect_at_once_and_the_sign_off_ends_it(case: Round) -> None:
    handle = await case.open()
    case.records.fail_once = {"open", "decide"}
    with pytest.raises(WorkflowUpdateFailedError) as undecided:
        await handle.execute_update(AccessReviewWorkflow.sign_off, SignOffAct("usr_security"))
    assert refusal(undecided.value) == "items-undecided"
    await handle.execute_update(
        AccessReviewWorkflow.decide, DecideAct("rvi_1", Decision.CONFIRMED, "usr_security")
    )
    await handle.execute_update(
        AccessReviewWorkflow.decide, DecideAct("rvi_2", Decision.REMOVED, "usr_security")
    )
    await until(lambda: len(case.records.told) == 1)
    with pytest.raises(WorkflowUpdateFailedError) as again:
        await handle.execute_update(
            AccessReviewWorkflow.decide, DecideAct("rvi_2", Decision.CONFIRMED, "usr_dpo")
        )
    assert refusal(again.value) == "already-decided"
    await handle.execute_update(AccessReviewWorkflow.sign_off, SignOffAct("usr_security"))
    assert await handle.result() is ReviewState.SIGNED
    assert [order.user_id for order in case.records.signed] == ["usr_security"]
    assert case.records.mailed(Purpose.ACCESS_REVIEW_REMINDER) == []
    assert case.records.changes == []
    await keep_history(handle, "access_review_signed_on_record")
    quarter = f"{datetime.now(UTC).year + 1}-Q1"
    assert_on_record(case, Outcome.DONE, {"items": 2, "confirmed": 2}, quarter)
    assert case.records.evidence.alarms == []


async def test_an_overdue_review_can_still_be_signed_off(case: Round) -> None:
    handle = await case.open()
    await case.forward(handle, 40)
    await until(lambda: bool(case.records.changes))
    for item in ("rvi_1", "rvi_2"):
        await handle.execute_update(
            AccessReviewWorkflow.decide, DecideAct(item, Decision.CONFIRMED, "usr_dpo")
        )
    await handle.execute_update(AccessReviewWorkflow.sign_off, SignOffAct("usr_dpo"))
    assert await handle.result() is ReviewState.SIGNED


async def test_where_there_is_no_access_nobody_is_asked(case: Round) -> None:
    case.records.empty = True
    handle = await case.open("2027-Q2")
    assert await handle.result() is None
    assert case.records.mails == []
    assert_on_record(case, Outcome.DONE, {"quarter": "2027-Q2", "items": 0}, "2027-Q2")


async def test_a_round_opens_each_review_once_under_the_quarters_id(case: Round) -> None:
    first, second = f"biz_1{uuid4().hex}", f"biz_2{uuid4().hex}"
    case.records.pages = [[first], [second]]
    quarter = "2028-Q3"
    for _ in range(2):
        handle = await case.client.start_workflow(
            AccessReviewRoundWorkflow.run,
            ReviewRoundStart(ZONE, quarter),
            id=uuid4().hex,
            task_queue=case.queue,
        )
        assert await handle.result() == quarter
        await keep_history(handle, "access_review_round_on_record")
    await until(lambda: len(case.records.openings) == 3)
    reports = case.records.evidence.reports
    assert [(one.measure, one.figures) for one in reports] == [
        (Measure.REVIEW_ROUND, {"quarter": quarter, "businesses": 2})
    ] * 2
    assert {opening.business_id for opening in case.records.openings} == {None, first, second}
    for business_id in (None, first, second):
        review = case.client.get_workflow_handle(access_review_workflow_id(quarter, business_id))
        assert (await review.describe()).status is not None
        await review.terminate("test over")


def refusal(error: WorkflowUpdateFailedError) -> str | None:
    assert isinstance(error.cause, ApplicationError)
    return error.cause.type
