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

from terms.measures import RHYTHMS, Measure
from terms.staff_keys import CAMPAIGN_MONTHS
from terms.vat_checks import EVERY as VAT_CHECK_EVERY
from workflows.access_review import AccessReviewRoundWorkflow, ReviewRoundStart
from workflows.activity_retention import (
    ActivityRetentionWorkflow,
    ActivitySettlementWorkflow,
    RetentionStart,
)
from workflows.backup import BackupWorkflow
from workflows.channel_review import ChannelReviewWorkflow
from workflows.clearing import ClearingStart, ClearingWorkflow
from workflows.detection import DetectionWorkflow
from workflows.expiry import ExpiryWorkflow
from workflows.key_change import KeyChangeStart, KeyChangeWorkflow
from workflows.log_seal import LogSealWorkflow
from workflows.people import PeopleWorkflow
from workflows.restore_drill import RestoreDrillWorkflow
from workflows.retention_start import RetentionRoundWorkflow
from workflows.timestamp_renewal import TimestampRenewalWorkflow
from workflows.vat_numbers import VatNumberCheckWorkflow
from workflows.watch import WatchStart, WatchWorkflow

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
    at_once: bool = False
    """Also when the schedule is made: a deployment that brings it does not wait for its first time."""


def regular(zone: str) -> list[Regular]:
    """Everything that happens regularly."""
    return [*_upkeep(zone), *_measures(zone), *_reviews(zone)]


def _upkeep(zone: str) -> list[Regular]:
    """What keeps the records right and no longer than they may be (contract S17, S18, M7)."""
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
            "retention-round",
            "Begins the retention of blocked businesses that have none",
            RetentionRoundWorkflow.run,
            [],
            ScheduleSpec(calendars=[at(hour=2, minute=40)], time_zone_name=zone),
            timedelta(days=7),
            ScheduleOverlapPolicy.SKIP,
        ),
        Regular(
            "clearing",
            "Clears away letters, used links and objects that nobody needs any more",
            ClearingWorkflow.run,
            [ClearingStart(zone)],
            ScheduleSpec(calendars=[at(hour=3, minute=50)], time_zone_name=zone),
            timedelta(days=1),
        ),
    ]


def _measures(zone: str) -> list[Regular]:
    """Measures of security, each with its dated record (contract M1, M7–M9, P5)."""
    return [
        Regular(
            "backup",
            "Saves database, objects and configuration in another place, and prunes old backups",
            BackupWorkflow.run,
            [],
            when_due(Measure.BACKUP, zone),
            timedelta(days=7),
        ),
        Regular(
            "channel-review",
            "Asks for the half-yearly review of the channels of messages",
            ChannelReviewWorkflow.run,
            [],
            when_due(Measure.CHANNEL_REVIEW, zone),
            timedelta(days=31),
            ScheduleOverlapPolicy.ALLOW_ALL,
        ),
        Regular(
            "detection",
            "Looks for what is unusual in the log and in the chains of evidence",
            DetectionWorkflow.run,
            [],
            when_due(Measure.DETECTION, zone),
            timedelta(minutes=15),
            ScheduleOverlapPolicy.ALLOW_ALL,
        ),
        Regular(
            "log-seal",
            "Seals what was logged since into the chain of the log",
            LogSealWorkflow.run,
            [],
            when_due(Measure.LOG_SEAL, zone),
            timedelta(hours=1),
        ),
        Regular(
            "expiry",
            "Looks when certificates and timestamps expire",
            ExpiryWorkflow.run,
            [],
            when_due(Measure.EXPIRY, zone),
            timedelta(days=1),
            ScheduleOverlapPolicy.ALLOW_ALL,
        ),
        Regular(
            "timestamp-renewal",
            "Renews archive timestamps of what was sealed before they expire",
            TimestampRenewalWorkflow.run,
            [],
            when_due(Measure.TIMESTAMP_RENEWAL, zone),
            timedelta(days=7),
        ),
        Regular(
            "people",
            "Looks whether everyone with access has signed and was trained",
            PeopleWorkflow.run,
            [],
            when_due(Measure.PEOPLE, zone),
            timedelta(days=1),
            at_once=True,
        ),
        Regular(
            "watch",
            "Sees that every measure was carried out when it was due",
            WatchWorkflow.run,
            [WatchStart(zone)],
            when_due(Measure.WATCH, zone),
            timedelta(hours=1),
            ScheduleOverlapPolicy.ALLOW_ALL,
        ),
        Regular(
            "restore-drill",
            "Restores the newest backup on a fresh server and compares it",
            RestoreDrillWorkflow.run,
            [],
            when_due(Measure.RESTORE_DRILL, zone),
            timedelta(days=31),
        ),
    ]


def _reviews(zone: str) -> list[Regular]:
    """What people are asked for by the calendar (contract M2, M3)."""
    return [
        Regular(
            "access-review",
            "Opens the quarter's reviews of access",
            AccessReviewRoundWorkflow.run,
            [ReviewRoundStart(zone)],
            when_due(Measure.REVIEW_ROUND, zone),
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
            at_once=True,
        ),
    ]


def when_due(measure: Measure, zone: str) -> ScheduleSpec:
    """The rhythm of a measure (`terms.measures`) as the server keeps it."""
    rhythm = RHYTHMS[measure]
    if rhythm.every is not None:
        return ScheduleSpec(intervals=[ScheduleIntervalSpec(every=rhythm.every)])
    moment = at(hour=rhythm.hour, minute=rhythm.minute, day=rhythm.day, months=rhythm.months)
    if rhythm.weekday is not None:
        sunday_first = (rhythm.weekday + 1) % 7
        moment = replace(moment, day_of_week=[ScheduleRange(sunday_first)])
    return ScheduleSpec(calendars=[moment], time_zone_name=zone)


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
            await client.create_schedule(item.schedule_id, wanted, trigger_immediately=item.at_once)
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
