"""Blocked data until it is destroyed, class by class, each at its date (contract S17, S18)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.mail.messages import MailOrder, NoticeFacts, Purpose
    from activities.retention.certificate import PurgeCertificates
    from activities.retention.dates import RetentionDates
    from activities.retention.messages import NOT_DUE, PurgeOrder, RetentionPlan, StagePlan
    from activities.retention.purge import Purge
    from terms.calendar import local_date, start_of_day
    from terms.retention import PurgeStage
    from terms.subscription_notices import PURGE_AHEAD_DAYS, NoticeKind

from workflows.mailing import Mailing
from workflows.policies import DATABASE, PURGE, SIGNING
from workflows.search_attributes import BUSINESS, NEXT_DEADLINE, STATUS, publish

RULE = "S18"
RETURNED, PURGED = "returned", "purged"
BLOCKED, HELD, PURGING = "blocked", "held", "purging"
LOOK_AGAIN = timedelta(hours=1)
"""After the database has found a stage not due after all."""


@dataclass(frozen=True)
class RetentionStart:
    """Starts the retention of a business; `warned` are keys of warnings that an earlier run has sent."""

    business_id: str
    warned: Sequence[str] = field(default_factory=list)


@workflow.defn(name="Retention")
class RetentionWorkflow:
    """Sleeps to each date and destroys what is due. Dates and holds are rows, which it reads at each turn."""

    @workflow.init
    def __init__(self, start: RetentionStart) -> None:
        self._id = start.business_id
        self._warned = list(start.warned)
        self._awake = False
        self._mailing = Mailing()

    @workflow.run
    async def run(self, start: RetentionStart) -> str:
        """Says how it ended: `purged`, or `returned` where the business is blocked no more."""
        while (outcome := await self._turn()) is None:
            continue
        await self._mailing.finished()
        workflow.upsert_search_attributes(
            [STATUS.value_set(outcome), BUSINESS.value_unset(), NEXT_DEADLINE.value_unset()]
        )
        return outcome

    @workflow.signal
    def changed(self) -> None:
        """A legal hold was placed or lifted, or the business's standing has changed."""
        self._awake = True

    async def _turn(self) -> str | None:
        self._awake = False
        plan = await self._read()
        if not plan.blocked:
            return RETURNED
        stage = plan.next
        if stage is None:
            return PURGED
        due = stage.due_at
        publish(BLOCKED if due else HELD, self._id, due)
        if due is not None and due <= workflow.now():
            await self._purge(stage, due)
            return None
        await self._sleep(self._warn(plan, stage, due) if due else None)
        self._continue_if_long()
        return None

    async def _read(self) -> RetentionPlan:
        return await workflow.execute_local_activity_method(RetentionDates.read, self._id, **DATABASE)

    async def _purge(self, stage: StagePlan, due: datetime) -> None:
        """Destroys, certifies, tells. What tells whose it was goes only once the rest has been told."""
        publish(PURGING, self._id, due)
        if stage.stage is PurgeStage.PEOPLE:
            await self._mailing.finished()
        order = PurgeOrder(self._id, stage.stage)
        try:
            await workflow.execute_activity_method(Purge.purge, order, summary=stage.stage.value, **PURGE)
        except ActivityError as error:
            if not (isinstance(error.cause, ApplicationError) and error.cause.type == NOT_DUE):
                raise
            await self._sleep(workflow.now() + LOOK_AGAIN)
            return
        await workflow.execute_activity_method(
            PurgeCertificates.certify, order, summary=stage.stage.value, **SIGNING
        )
        if stage.stage is not PurgeStage.PEOPLE:
            self._mail(Purpose.PURGED, stage.stage, NoticeKind.PURGED, due)

    def _warn(self, plan: RetentionPlan, stage: StagePlan, due: datetime) -> datetime:
        """Tells of a stage ahead, once for each date (contract S21); until when there is nothing to do."""
        for days in PURGE_AHEAD_DAYS:
            at = start_of_day(local_date(due, plan.zone) - timedelta(days=days), plan.zone)
            if at > workflow.now():
                return at
            key = f"{stage.stage}:{due.isoformat()}:{days}"
            if key not in self._warned and stage.stage is not PurgeStage.PEOPLE:
                self._warned.append(key)
                self._mail(Purpose.PURGE_AHEAD, stage.stage, NoticeKind.PURGE_AHEAD, due)
        return due

    def _mail(self, purpose: Purpose, stage: PurgeStage, kind: NoticeKind, about: datetime) -> None:
        key = f"{workflow.info().workflow_id}:{purpose}:{stage}:{about.date().isoformat()}"
        notice = NoticeFacts(kind.value, RULE, about, detail=stage.value)
        self._mailing.start(MailOrder(key, purpose, about_id=self._id, notice=notice))

    async def _sleep(self, until: datetime | None) -> None:
        left = None if until is None else max(until - workflow.now(), timedelta())
        try:
            await workflow.wait_condition(lambda: self._awake, timeout=left, timeout_summary="retention")
        except TimeoutError:
            return

    def _continue_if_long(self) -> None:
        quiet = self._mailing.idle and not self._awake
        if quiet and workflow.info().is_continue_as_new_suggested():
            workflow.continue_as_new(RetentionStart(self._id, self._warned))
