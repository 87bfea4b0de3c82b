"""What happens regularly (contract M2, M3, M7, M9): Temporal Schedules in the holder's zone.

A run that an outage prevented is caught up, and names the moment it was due (`workflows.scheduled`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleCalendarSpec,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
    ScheduleState,
    ScheduleUpdate,
    ScheduleUpdateInput,
)

from terms.access_review import REVIEW_MONTHS
from terms.staff_keys import CAMPAIGN_MONTHS
from terms.vat_checks import EVERY as VAT_CHECK_EVERY
from workflows.access_review import AccessReviewRoundWorkflow, ReviewRoundStart
from workflows.activity_retention import (
    ActivityRetentionWorkflow,
    ActivitySettlementWorkflow,
    RetentionStart,
)
from workflows.key_change import KeyChangeStart, KeyChangeWorkflow
from workflows.vat_numbers import VatNumberCheckWorkflow

SETTLEMENT_EVERY = timedelta(minutes=10)


@dataclass(frozen=True)
class Regular:
    """Something that happens regularly. `caught_up` is how late a run may start that an outage prevented."""

    schedule_id: str
    note: str
    workflow: Callable[..., Any]
    arguments: Sequence[Any]
    when: ScheduleSpec
    caught_up: timedelta
    overlap: ScheduleOverlapPolicy = ScheduleOverlapPolicy.BUFFER_ALL


def regular(zone: str) -> list[Regular]:
    """Everything that happens regularly."""
    return [
        Regular(
            "activity-settlement",
            "Logs changes that were broken off",
            ActivitySettlementWorkflow.run,
            [],
            ScheduleSpec(intervals=[ScheduleIntervalSpec(every=SETTLEMENT_EVERY)]),
            SETTLEMENT_EVERY,
            ScheduleOverlapPolicy.SKIP,
        ),
        Regular(
            "vat-number-check",
            "Asks VIES about VAT numbers, where the setting says so",
            VatNumberCheckWorkflow.run,
            [],
            ScheduleSpec(intervals=[ScheduleIntervalSpec(every=VAT_CHECK_EVERY)]),
            VAT_CHECK_EVERY,
            ScheduleOverlapPolicy.SKIP,
        ),
        Regular(
            "activity-retention",
            "Destroys log entries that were kept long enough",
            ActivityRetentionWorkflow.run,
            [RetentionStart(zone)],
            ScheduleSpec(calendars=[at(hour=3, minute=20)], time_zone_name=zone),
            timedelta(days=31),
        ),
        Regular(
            "access-review",
            "Opens the quarter's reviews of access",
            AccessReviewRoundWorkflow.run,
            [ReviewRoundStart(zone)],
            ScheduleSpec(calendars=[at(hour=7, day=1, months=REVIEW_MONTHS)], time_zone_name=zone),
            timedelta(days=366),
        ),
        Regular(
            "key-change",
            "Has the staff change their keys",
            KeyChangeWorkflow.run,
            [KeyChangeStart(zone)],
            ScheduleSpec(calendars=[at(hour=8, day=1, months=CAMPAIGN_MONTHS)], time_zone_name=zone),
            timedelta(days=180),
            ScheduleOverlapPolicy.ALLOW_ALL,
        ),
    ]


def at(
    *, hour: int, minute: int = 0, day: int | None = None, months: Sequence[int] = ()
) -> ScheduleCalendarSpec:
    """Every day at a time, or that day of each month, or of some months."""
    every = ScheduleCalendarSpec(hour=[ScheduleRange(hour)], minute=[ScheduleRange(minute)])
    if day is not None:
        every = replace(every, day_of_month=[ScheduleRange(day)])
    if months:
        every = replace(every, month=[ScheduleRange(month) for month in months])
    return every


async def prepare_schedules(client: Client, task_queue: str, zone: str) -> None:
    """Creates the schedules, and brings those that exist to what this code says. Safe to repeat.

    One that somebody paused stays paused.
    """
    for item in regular(zone):
        wanted = _schedule(item, task_queue)
        try:
            await client.create_schedule(item.schedule_id, wanted)
        except ScheduleAlreadyRunningError:
            await client.get_schedule_handle(item.schedule_id).update(_keeping_state(wanted))


def _schedule(item: Regular, task_queue: str) -> Schedule:
    return Schedule(
        action=ScheduleActionStartWorkflow(
            item.workflow, args=item.arguments, id=item.schedule_id, task_queue=task_queue
        ),
        spec=item.when,
        policy=SchedulePolicy(overlap=item.overlap, catchup_window=item.caught_up),
        state=ScheduleState(note=item.note),
    )


def _keeping_state(wanted: Schedule) -> Callable[[ScheduleUpdateInput], ScheduleUpdate]:
    def update(found: ScheduleUpdateInput) -> ScheduleUpdate:
        state = found.description.schedule.state
        return ScheduleUpdate(replace(wanted, state=replace(state, note=wanted.state.note)))

    return update
