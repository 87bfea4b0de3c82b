"""What every part of `SubscriptionWorkflow` shares: its state, and how that is written."""

import asyncio
import hashlib
import json
from dataclasses import asdict, replace
from datetime import datetime

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.records.subscription_messages import SubscriptionRecord
    from activities.records.subscription_records import SubscriptionRecords
    from terms.subscription import SUCCEEDED
    from terms.subscription_course import course_of
    from terms.subscription_declarations import declared_at
    from terms.subscription_refusals import SubscriptionRefusal

from workflows.policies import DATABASE
from workflows.search_attributes import publish
from workflows.subscription_billing import SubscriptionBilling
from workflows.subscription_choice import SubscriptionChoice
from workflows.subscription_messages import SubscriptionProgress, SubscriptionStart, SubscriptionStatus
from workflows.subscription_notices import SubscriptionNotices
from workflows.subscription_records import earliest, record_of, succeeded_record
from workflows.subscription_refunds import SubscriptionRefunds
from workflows.subscription_staff import SubscriptionStaff

WRITE_CHANGES = "write-changes-v1"


class SubscriptionBase:
    """The state of one subscription. The updates of each chapter are a class of their own upon it."""

    def __init__(self, start: SubscriptionStart) -> None:
        self._id = start.subscription_id
        self._progress = start.progress
        self._notices = SubscriptionNotices(start.subscription_id)
        self._staff = SubscriptionStaff(start.subscription_id)
        self._billing = SubscriptionBilling(start.subscription_id, self._notices)
        self._refunds = SubscriptionRefunds(start.subscription_id, self._notices)
        self._choice = SubscriptionChoice(start.subscription_id)
        self._pages_told = False
        self._awake = False
        self._ready = start.progress is not None
        self._recording = asyncio.Lock()

    async def _changed(self) -> SubscriptionStatus:
        """Writes what an update changed before it answers, and lets the run act on it."""
        self._awake = True
        now = workflow.now()
        await self._record(*self._next_deadline(now))
        progress = self._now()
        course = course_of(progress.facts.scenario(now))
        standing = course.standing_at(now)
        end = course.end
        return SubscriptionStatus(
            standing.state.value,
            standing.reason.value if standing.reason else None,
            end.at if end else None,
            end.downloads_end if end else None,
        )

    def _contracted(self) -> SubscriptionProgress:
        self._refuse(None if self._ready else SubscriptionRefusal.NOT_BEGUN)
        return self._now()

    def _next_deadline(self, now: datetime) -> tuple[datetime | None, str | None]:
        """What happens next by itself: a change of standing, the next month, or an attempt to charge."""
        progress = self._now()
        course = course_of(progress.facts.scenario(now))
        dates = [
            (course.next_change(now), "standing"),
            (self._billing.next_month(progress, course), "billing"),
            (progress.bill.next_attempt if progress.bill else None, "charge"),
            (progress.change.pay_until if progress.change else None, "change"),
            (progress.scheduled.begins_at if progress.scheduled else None, "change"),
        ]
        return earliest(dates)

    async def _record(self, deadline: datetime | None, kind: str | None, *, state: str | None = None) -> None:
        async with self._recording:
            progress = self._now()
            progress.sequence += 1
            now = workflow.now()
            record = record_of(self._id, progress, course_of(progress.facts.scenario(now)), now)
            record = replace(
                record, next_deadline=deadline, next_deadline_kind=kind, state=state or record.state
            )
            if state == SUCCEEDED:
                record = succeeded_record(record, now)
            if self._is_written(record):
                return
            publish(record.state, progress.business_id, deadline)
            await workflow.execute_local_activity_method(
                SubscriptionRecords.record_subscription, record, summary=record.state, **DATABASE
            )

    def _is_written(self, record: SubscriptionRecord) -> bool:
        """Whether nothing but the number differs from what was written last."""
        progress = self._now()
        said = json.dumps(asdict(replace(record, sequence=0)), default=str, sort_keys=True)
        digest = hashlib.sha256(said.encode()).hexdigest()
        before, progress.written = progress.written, digest
        return digest == before and workflow.patched(WRITE_CHANGES)

    def _now(self) -> SubscriptionProgress:
        if self._progress is None:
            raise ApplicationError("the subscription has not begun", type=SubscriptionRefusal.NOT_BEGUN.value)
        return self._progress

    def _counts_from(self, stated_at: datetime | None) -> datetime:
        return declared_at(stated_at, workflow.now(), self._now().facts.selected_at)

    def _has_ended(self) -> bool:
        end = course_of(self._now().facts.scenario(workflow.now())).end
        return end is not None and workflow.now() >= end.at

    def _refuse(self, refusal: SubscriptionRefusal | None) -> None:
        if refusal is not None:
            raise ApplicationError(refusal.value, type=refusal.value)
