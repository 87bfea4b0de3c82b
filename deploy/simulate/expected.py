"""What the contract foretells of a course: bills, states, invoices and mails, by `terms` alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from activities.mail.subscription_letters import PURPOSES
from deploy.simulate.course import Cancel, Pay, TakeBack
from deploy.simulate.holder import Decide
from deploy.simulate.player import SHORTLY, Played
from terms.calendar import Month, local_date, start_of_day
from terms.retention import PurgeStage
from terms.subscription import DownloadReason, SubscriptionState
from terms.subscription_billing import charge_attempts, grace_end
from terms.subscription_course import course_of
from terms.subscription_facts import Facts
from terms.subscription_holder import HolderAct
from terms.subscription_notices import WARNINGS, NoticeKind, news_of, planned_notices, told_by_waiver
from terms.subscription_refunds import given_back_of
from terms.timeline import timeline
from terms.timeline_bills import agreed_end
from terms.timeline_values import AT_ONCE, Charge, ChargeKind, Deadline, Scenario, Timeline
from workflows.subscription import BY_NOTICE


@dataclass(frozen=True)
class ExpectedMail:
    """A mail that has to come, and when."""

    at: datetime
    kind: str


@dataclass(frozen=True)
class ExpectedDates:
    """What the contract's row has to say at the horizon, and the purge of what is blocked by then, by stage.

    Of an end that was agreed and that non-payment overtakes nothing is expected (contract S12): `agreed` says
    whether one counts.
    """

    agreed: bool
    ends_at: datetime | None
    downloads_end: datetime | None
    blocked_at: datetime | None
    purge: Mapping[str, datetime]
    warned_at: datetime | None
    """When the first stage is announced."""


def expected_dates(played: Played) -> ExpectedDates:
    """The dates as they follow from what is known when the story ends (contract S8–S14, S18)."""
    scenario, became = played.course.scenario, foretold(played)
    now = scenario.until - SHORTLY
    outlook = timeline(known_at(played, now).scenario(now))
    dates = outlook.deadlines
    ends_at = dates.get(Deadline.CANCELLATION_EFFECTIVE) or dates.get(Deadline.HOLDER_END_EFFECTIVE)
    at_once = (one.at for one in outlook.states if one.standing.reason in _AT_ONCE)
    downloads_end = dates.get(Deadline.DOWNLOADS_END)
    blocked = became.purge is not None and became.states[-1].standing.state is SubscriptionState.BLOCKED
    purge = {stage.value: (became.purge or {})[stage.data_class] for stage in PurgeStage} if blocked else {}
    return ExpectedDates(
        Deadline.GRACE_ENDS not in dates,
        ends_at or next(at_once, None),
        downloads_end,
        dates.get(Deadline.GRACE_ENDS, downloads_end),
        purge,
        _purge_ahead(scenario, became, min(purge.values())) if purge else None,
    )


def _purge_ahead(scenario: Scenario, became: Timeline, due: datetime) -> datetime:
    """When it is told that something is destroyed at an instant beyond the story's end (contract S21)."""
    planned = planned_notices(replace(scenario, until=due), became)
    return next(one.at for one in planned if one.kind is NoticeKind.PURGE_AHEAD and one.about == due)


_AT_ONCE = (DownloadReason.WITHDRAWN, DownloadReason.MISUSE)
"""Ends that no deadline announces: they begin with the act."""


def foretold(played: Played) -> Timeline:
    """The timeline of what came about."""
    return timeline(played.course.scenario)


def bills_of(became: Timeline) -> dict[str, tuple[Charge, ...]]:
    """The charges of each month, which are one bill; the difference for a change of plan has its own."""
    months: dict[str, list[Charge]] = {}
    for charge in became.charges:
        months.setdefault(bill_name(str(charge.period), charge.kind.value), []).append(charge)
    return {month: tuple(charges) for month, charges in months.items()}


def bill_name(month: str, kind: str) -> str:
    """What a bill is called here that has a charge of this kind."""
    return f"{month} {kind}" if kind == ChargeKind.CHANGE else month


def expected_mails(played: Played) -> list[ExpectedMail]:
    """Every mail of the contract up to the horizon, in order."""
    scenario, became = played.course.scenario, foretold(played)
    mails = [
        *_news(scenario, became),
        *_receipts(played),
        *_payments(played, became),
        *_given_back(scenario, became),
        *_changes(scenario),
        *_warnings(played),
    ]
    return sorted((one for one in mails if one.at < scenario.until), key=lambda one: (one.at, one.kind))


def _news(scenario: Scenario, became: Timeline) -> Iterator[ExpectedMail]:
    before = None
    for begun in became.states:
        kind = news_of(begun.standing, before)
        if kind in PURPOSES and not told_by_waiver(kind, begun.at, scenario):
            yield ExpectedMail(begun.at, kind.value)
        before = begun.standing


def _receipts(played: Played) -> Iterator[ExpectedMail]:
    """What the customer declares is confirmed, unless it was refused."""
    for doing in played.course.doings:
        if doing.at in played.refused:
            continue
        if isinstance(doing, Cancel):
            yield ExpectedMail(doing.at, NoticeKind.END_AGREED.value)
        elif isinstance(doing, TakeBack):
            yield ExpectedMail(doing.at, NoticeKind.CONTINUED.value)
        elif isinstance(doing, Decide) and doing.act in _DECISIONS:
            yield ExpectedMail(doing.at, _DECISIONS[doing.act].value)


_DECISIONS = {
    HolderAct.END: NoticeKind.END_AGREED,
    HolderAct.HOLD: NoticeKind.END_PUT_OFF,
    HolderAct.WAIVE: NoticeKind.DEBT_WAIVED,
}


def _changes(scenario: Scenario) -> Iterator[ExpectedMail]:
    """A change of plan, when it is agreed and, where it waits, when it begins before the end. None is agreed
    with whose contract is over; one that has not begun can give way to a later one.
    """
    end, over_at = agreed_end(scenario), course_of(scenario).blocked_at
    for change in scenario.plan_changes:
        if over_at is None or change.at < over_at:
            yield ExpectedMail(change.at, NoticeKind.PLAN_CHANGED.value)
    for phase in scenario.phases:
        if phase.is_scheduled and (end is None or phase.begins_at < end.at):
            yield ExpectedMail(phase.begins_at, NoticeKind.PLAN_CHANGED.value)


def _given_back(scenario: Scenario, became: Timeline) -> Iterator[ExpectedMail]:
    """A mail for each fee of which something is given back at an end by notice."""
    course = course_of(scenario)
    begun = next((one for one in became.states if one.standing.reason in BY_NOTICE), None)
    if begun is not None and course.end is not None:
        for _ in given_back_of(course, course.end):
            yield ExpectedMail(begun.at, NoticeKind.REFUND_ORDERED.value)


def _payments(played: Played, became: Timeline) -> Iterator[ExpectedMail]:
    """Charges that passed, the first refusal of those that did not, and what a withdrawal gives back."""
    scenario = played.course.scenario
    free_from = scenario.selected_at
    ended_at = next(
        (one.at for one in became.states if one.standing.reason is DownloadReason.WITHDRAWN), None
    )
    for month, charges in bills_of(became).items():
        charge = charges[0]
        if charge.kind in AT_ONCE:
            continue
        tried_at = max(_first_attempt(scenario, month, played.subscription_id), free_from)
        paid_at = charge.paid_at if charge.was_paid else None
        if not charge.waived and (paid_at is None or paid_at > tried_at):
            yield from _refused(scenario, charge, tried_at, ended_at)
        if paid_at is not None:
            yield ExpectedMail(paid_at, NoticeKind.CHARGED.value)
        free_from = charge.paid_at or charge.forgiven_at or free_from
    if became.refunds and ended_at is not None:
        for charges in bills_of(became).values():
            if charges[0].was_paid:
                yield ExpectedMail(ended_at, NoticeKind.REFUND_ORDERED.value)


def _first_attempt(scenario: Scenario, month: str, subscription_id: str) -> datetime:
    return charge_attempts(subscription_id, Month.parse(month), scenario.zone)[0]


def _refused(
    scenario: Scenario, charge: Charge, tried_at: datetime, ended_at: datetime | None
) -> Iterator[ExpectedMail]:
    """One, unless a withdrawal or the end of grace comes before the first attempt."""
    over = scenario.grace_until.get(charge.period) or grace_end(charge.period, scenario.zone)
    if tried_at < min(over, ended_at or over):
        yield ExpectedMail(tried_at, NoticeKind.CHARGE_FAILED.value)


def _warnings(played: Played) -> Iterator[ExpectedMail]:
    """Warnings rest on what is known when they are due, which changes at each turn."""
    course = played.course
    turns = sorted({at for at in _turns(played) if at < course.scenario.until})
    for at, following in zip(turns, [*turns[1:], course.scenario.until], strict=True):
        known = known_at(played, at).scenario(at)
        for notice in planned_notices(known, timeline(known)):
            if notice.kind in WARNINGS and at <= notice.at < following:
                yield ExpectedMail(notice.at, notice.kind.value)


def _turns(played: Played) -> Iterator[datetime]:
    """The instants at which something becomes known."""
    scenario = played.course.scenario
    yield scenario.selected_at
    month = scenario.first_month.plus(1)
    while (begins := start_of_day(month.first_day, scenario.zone)) < scenario.until:
        yield begins
        month = month.plus(1)
    yield from (charge.paid_at for charge in foretold(played).charges if charge.paid_at is not None)
    yield from (charge.forgiven_at for charge in foretold(played).charges if charge.forgiven_at is not None)
    yield from (doing.at for doing in played.course.doings if not isinstance(doing, Pay))


def known_at(played: Played, now: datetime) -> Facts:
    """The facts as the service has them at an instant."""
    scenario = played.course.scenario
    paid = {
        str(one.period): one.paid_at for one in foretold(played).charges if one.paid_at and one.paid_at <= now
    }
    current = Month.of(local_date(now, scenario.zone))
    notice = None
    for doing in played.course.doings:
        if doing.at <= now and doing.at not in played.refused:
            notice = (
                doing.at if isinstance(doing, Cancel) else None if isinstance(doing, TakeBack) else notice
            )
    done = [one for one in played.course.doings if one.at <= now and one.at not in played.refused]
    decided = [one for one in done if isinstance(one, Decide)]
    held = {str(one.month): one.until for one in decided if one.act is HolderAct.HOLD}
    given_up = {str(one.month): one.at for one in decided if one.act is HolderAct.WAIVE}
    return Facts(
        scenario.plan,
        scenario.customer,
        scenario.vat_rate,
        scenario.selected_at,
        scenario.zone,
        paid=paid,
        usage={str(month): net for month, net in scenario.usage.items() if month < current},
        cancelled_at=notice,
        cancel_at=scenario.cancel_at,
        withdrawn_at=_past(scenario.withdrawn_at, now),
        holder_noticed_at=_past(scenario.holder_noticed_at, now),
        expelled_at=_past(scenario.expelled_at, now),
        vat_rates={str(month): rate for month, rate in scenario.vat_rates.items()},
        changes=[change for change in scenario.plan_changes if change.at <= now],
        grace_until=held,
        forgiven=given_up,
    )


def _past(at: datetime | None, now: datetime) -> datetime | None:
    return at if at is not None and at <= now else None
