"""What a customer is told and when (contract S21): dates in advance where they warn, and when they come.

The plan follows from a timeline, so that it can be shown before anything happens. Whether a notice still
holds is asked again when its mail leaves (`terms.subscription_grounds`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from terms.calendar import Month, local_date, start_of_day
from terms.plan_phases import phase_at
from terms.plans import PlanKind
from terms.subscription import ACTIVE, DownloadReason, Standing, SubscriptionState
from terms.subscription_billing import grace_end
from terms.subscription_course import course_of
from terms.timeline import timeline as timeline_of
from terms.timeline_lines import CHARGE_RULES, DEADLINE_RULES, refund_rule, standing_rule
from terms.timeline_settlement import NEVER
from terms.timeline_values import AT_ONCE, Charge, ChargeKind, Deadline, Scenario, Timeline


class NoticeKind(StrEnum):
    """Everything a customer is told about the subscription."""

    CONTRACTED = "contracted"
    RENEWAL_AHEAD = "renewal_ahead"
    CHARGED = "charged"
    CHARGE_FAILED = "charge_failed"
    LIMITED_UNPAID = "limited_unpaid"
    GRACE_ENDING = "grace_ending"
    RESTORED = "restored"
    ENDED_UNPAID = "ended_unpaid"
    END_AGREED = "end_agreed"
    END_PUT_OFF = "end_put_off"
    """The end over a debt comes on a later date (contract S8)."""
    DEBT_WAIVED = "debt_waived"
    CONTINUED = "continued"
    """A cancellation was taken back."""
    PLAN_CHANGED = "plan_changed"
    SERVICE_ENDING = "service_ending"
    SERVICE_ENDED = "service_ended"
    WITHDRAWN = "withdrawn"
    EXPELLED = "expelled"
    """Told by the statement of reasons that every sanction brings (contract A8)."""
    REFUND_ORDERED = "refund_ordered"
    DOWNLOADS_ENDING = "downloads_ending"
    BLOCKED = "blocked"
    PURGE_AHEAD = "purge_ahead"
    PURGED = "purged"


MONTHLY_RENEWAL_AHEAD_DAYS = 21
PREPAID_RENEWAL_AHEAD_DAYS = 30
"""More than the notice of S10, so that who is told can still cancel in time."""
LATE_RENEWAL_AHEAD_DAYS = 7
"""Where the contract is younger than that: its beginning told of the renewal, this reminds of it."""


@dataclass(frozen=True)
class RenewalsAhead:
    """How renewals are told in advance. A contract that runs by what held before keeps to it.

    `monthly_days` is how many days before a monthly one it is told. `since_changes` says that a change of
    plan counts as the selection does: what was to be told before it is told later: nobody knew of it then.
    """

    monthly_days: int = MONTHLY_RENEWAL_AHEAD_DAYS
    since_changes: bool = True


IN_TIME = RenewalsAhead()
GRACE_AHEAD_DAYS = (10, 3)
SERVICE_END_AHEAD_DAYS = (7,)
DOWNLOADS_AHEAD_DAYS = (10, 3)
PURGE_AHEAD_DAYS = (30,)


@dataclass(frozen=True)
class Notice:
    """One message: when it is due (UTC), by which rule, and the instant it speaks of.

    `warns` tells a warning ahead from the news that something has happened.
    """

    at: datetime
    kind: NoticeKind
    rule: str
    about: datetime

    @property
    def warns(self) -> bool:
        """Whether it is told in advance."""
        return self.at < self.about


def planned_notices(
    scenario: Scenario, timeline: Timeline, renewals: RenewalsAhead = IN_TIME
) -> tuple[Notice, ...]:
    """Every notice that a timeline gives rise to before its horizon, in order (contract S21)."""
    charged = _charges(scenario, timeline, renewals)
    planned = (*_acts(scenario, timeline), *charged, *_states(scenario, timeline))
    notices = (*planned, *_deadlines(scenario, timeline), *_purges(scenario, timeline))
    return tuple(sorted((told for told in notices if told.at < scenario.until), key=lambda told: told.at))


WARNINGS = frozenset(
    {
        NoticeKind.RENEWAL_AHEAD,
        NoticeKind.GRACE_ENDING,
        NoticeKind.SERVICE_ENDING,
        NoticeKind.DOWNLOADS_ENDING,
    }
)
"""What a running subscription tells by the calendar alone; what happens to it brings the others."""


def due_warnings(
    scenario: Scenario, since: datetime, now: datetime, renewals: RenewalsAhead = IN_TIME
) -> tuple[Notice, ...]:
    """The warnings whose time came after `since`, up to `now`, each date once and none that is over."""
    due: dict[tuple[NoticeKind, datetime], Notice] = {}
    for notice in _warnings(scenario, renewals):
        if since < notice.at <= now < notice.about:
            due[notice.kind, notice.about] = notice
    return tuple(due.values())


def next_warning(scenario: Scenario, since: datetime, renewals: RenewalsAhead = IN_TIME) -> datetime | None:
    """When the next warning after `since` is due, if nothing else happens."""
    warnings = _warnings(scenario, renewals)
    return min((notice.at for notice in warnings if notice.at > since), default=None)


def _warnings(scenario: Scenario, renewals: RenewalsAhead) -> Iterator[Notice]:
    planned = planned_notices(scenario, timeline_of(scenario), renewals)
    return (notice for notice in planned if notice.kind in WARNINGS)


def _ahead(
    about: datetime, days: tuple[int, ...], kind: NoticeKind, rule: str, zone: str
) -> Iterator[Notice]:
    """Warnings at the beginning of the days so many before a date."""
    for before in days:
        at = start_of_day(local_date(about, zone) - timedelta(days=before), zone)
        yield Notice(at, kind, rule, about)


def _standing_at(timeline: Timeline, at: datetime) -> Standing | None:
    begun = [change.standing for change in timeline.states if change.at <= at]
    return begun[-1] if begun else None


def _acts(scenario: Scenario, timeline: Timeline) -> Iterator[Notice]:
    """Receipts of what somebody declares."""
    ends = (
        (scenario.cancelled_at, Deadline.CANCELLATION_EFFECTIVE, "S10"),
        (scenario.holder_noticed_at, Deadline.HOLDER_END_EFFECTIVE, "S13"),
    )
    for at, deadline, rule in ends:
        if at is not None and deadline in timeline.deadlines:
            yield Notice(at, NoticeKind.END_AGREED, rule, timeline.deadlines[deadline])
    yield from _changes(scenario)


def _changes(scenario: Scenario) -> Iterator[Notice]:
    """A change of plan is told when it is agreed and, where it waits, when it begins (contract S15)."""
    for phase in scenario.phases:
        if phase.agreed is None:
            continue
        agreed_at = phase.agreed.paid_at or phase.agreed.at
        yield Notice(agreed_at, NoticeKind.PLAN_CHANGED, "S15", max(agreed_at, phase.begins_at))
        if phase.is_scheduled:
            yield Notice(phase.begins_at, NoticeKind.PLAN_CHANGED, "S15", phase.begins_at)


def _charges(scenario: Scenario, timeline: Timeline, renewals: RenewalsAhead) -> Iterator[Notice]:
    """What is charged at once is told with what it begins; of what is waived nothing is told."""
    failed_at: datetime | None = None
    for charge in (one for one in timeline.charges if not one.waived):
        rule = CHARGE_RULES[charge.kind]
        if charge.kind is ChargeKind.RENEWAL:
            yield from _renewal_ahead(scenario, timeline, charge, renewals)
        tried_at = charge.paid_at if charge.kind in AT_ONCE else _tried_at(timeline, charge)
        if tried_at is not None and charge.paid_at != tried_at and tried_at != failed_at:
            failed_at = tried_at
            yield Notice(tried_at, NoticeKind.CHARGE_FAILED, rule, charge.window.end)
        if charge.paid_at is not None and charge.kind not in AT_ONCE:
            yield Notice(charge.paid_at, NoticeKind.CHARGED, rule, charge.paid_at)
    for at in dict.fromkeys(charge.forgiven_at for charge in timeline.charges):
        if at is not None:
            yield Notice(at, NoticeKind.DEBT_WAIVED, "S8", at)
    for refund in timeline.refunds:
        yield Notice(refund.at, NoticeKind.REFUND_ORDERED, refund_rule(timeline), refund.at)


def _tried_at(timeline: Timeline, charge: Charge) -> datetime:
    """When a charge is first tried: a month that opens while another is owed waits for that one (S7)."""
    standing = _standing_at(timeline, charge.window.start)
    if standing is None or standing.reason is not DownloadReason.UNPAID:
        return charge.window.start
    later = [change.at for change in timeline.states if change.at > charge.window.start]
    return later[0] if later else charge.window.end


def _renewal_ahead(
    scenario: Scenario, timeline: Timeline, charge: Charge, renewals: RenewalsAhead
) -> Iterator[Notice]:
    """Only while the service is active: whoever owes a month is not told of the next one."""
    running = phase_at(scenario.phases, charge.window.start - timedelta(microseconds=1))
    prepaid = running.plan.kind is PlanKind.PREPAID
    days = (PREPAID_RENEWAL_AHEAD_DAYS if prepaid else renewals.monthly_days, LATE_RENEWAL_AHEAD_DAYS)
    ahead = _ahead(
        charge.window.start, days, NoticeKind.RENEWAL_AHEAD, CHARGE_RULES[charge.kind], scenario.zone
    )
    known_at = _known_at(scenario, charge) if renewals.since_changes else scenario.selected_at
    told = next((notice for notice in ahead if notice.at >= known_at), None)
    if told is not None and _standing_at(timeline, told.at) == ACTIVE:
        yield told


def _known_at(scenario: Scenario, charge: Charge) -> datetime:
    """Since when a renewal is what it is: the selection, or the last change agreed before it."""
    agreed = (
        phase.agreed.paid_at or phase.agreed.at for phase in scenario.phases if phase.agreed is not None
    )
    return max((at for at in agreed if at < charge.window.start), default=scenario.selected_at)


_NEWS: Mapping[DownloadReason, NoticeKind] = {
    DownloadReason.UNPAID: NoticeKind.LIMITED_UNPAID,
    DownloadReason.CANCELLED: NoticeKind.SERVICE_ENDED,
    DownloadReason.HOLDER_ENDED: NoticeKind.SERVICE_ENDED,
    DownloadReason.WITHDRAWN: NoticeKind.WITHDRAWN,
    DownloadReason.MISUSE: NoticeKind.EXPELLED,
}


def _states(scenario: Scenario, timeline: Timeline) -> Iterator[Notice]:
    before: Standing | None = None
    for begun in timeline.states:
        kind = news_of(begun.standing, before)
        if not told_by_waiver(kind, begun.at, scenario):
            yield Notice(begun.at, kind, standing_rule(begun.standing, before), begun.at)
        before = begun.standing
    yield from _grace(scenario, timeline)


def news_of(standing: Standing, before: Standing | None) -> NoticeKind:
    """What is told when a standing begins."""
    if standing.reason is not None:
        return _NEWS[standing.reason]
    if standing.state is SubscriptionState.ACTIVE:
        return NoticeKind.CONTRACTED if before is None else NoticeKind.RESTORED
    unpaid = before is not None and before.reason is DownloadReason.UNPAID
    return NoticeKind.ENDED_UNPAID if unpaid else NoticeKind.BLOCKED


def told_by_waiver(kind: NoticeKind, since: datetime, scenario: Scenario) -> bool:
    """Whether the news that the service is back is in that of the debt that was given up."""
    return kind is NoticeKind.RESTORED and since in scenario.forgiven.values()


def _grace(scenario: Scenario, timeline: Timeline) -> Iterator[Notice]:
    """Warnings of the end of grace while the debt lasts; of that of S8 where a later one is undecided."""
    for spell in course_of(scenario).settlement.overdue:
        month = Month.of(local_date(spell.start, scenario.zone))
        ends = grace_end(month, scenario.zone) if spell.grace_end == NEVER else spell.grace_end
        for notice in _ahead(ends, GRACE_AHEAD_DAYS, NoticeKind.GRACE_ENDING, "S8", scenario.zone):
            standing = _standing_at(timeline, notice.at)
            if spell.start <= notice.at < spell.end and standing is not None and _is_unpaid(standing):
                yield notice


def _is_unpaid(standing: Standing) -> bool:
    return standing.reason is DownloadReason.UNPAID


def _deadlines(scenario: Scenario, timeline: Timeline) -> Iterator[Notice]:
    for deadline, at in timeline.deadlines.items():
        rule = DEADLINE_RULES[deadline]
        if deadline in (Deadline.CANCELLATION_EFFECTIVE, Deadline.HOLDER_END_EFFECTIVE):
            yield from _ahead(at, SERVICE_END_AHEAD_DAYS, NoticeKind.SERVICE_ENDING, rule, scenario.zone)
        elif deadline is Deadline.DOWNLOADS_END:
            yield from _ahead(at, DOWNLOADS_AHEAD_DAYS, NoticeKind.DOWNLOADS_ENDING, rule, scenario.zone)


def _purges(scenario: Scenario, timeline: Timeline) -> Iterator[Notice]:
    for at in (timeline.purge or {}).values():
        yield from _ahead(at, PURGE_AHEAD_DAYS, NoticeKind.PURGE_AHEAD, "S18", scenario.zone)
        yield Notice(at, NoticeKind.PURGED, "S18", at)
