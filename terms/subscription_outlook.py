"""What would become of a running subscription (contract S2): as it goes, or if something happened today."""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from terms.calendar import Month, local_date
from terms.subscription_billing import billing_window
from terms.subscription_course import course_of
from terms.subscription_ending import CancelAt, may_withdraw
from terms.subscription_facts import Facts
from terms.subscription_refusals import SubscriptionRefusal
from terms.timeline import timeline
from terms.timeline_values import AT_ONCE, Scenario

CANCELLABLE_PERIODS = 2
"""How many periods ahead are shown: enough to see a renewal, and the end that a notice brings."""


class WhatIf(StrEnum):
    """What a customer can ask about."""

    CANCEL_TODAY = "cancel_today"
    CANCEL_AT_MONTH_END = "cancel_at_month_end"
    WITHDRAW_TODAY = "withdraw_today"
    CARD_FAILS = "card_fails"
    PAY_TODAY = "pay_today"


def refuse_outlook(facts: Facts, now: datetime, what_if: WhatIf) -> SubscriptionRefusal | None:
    """Why it could not happen now, as the act itself would be refused."""
    course = course_of(facts.scenario(now))
    if what_if in (WhatIf.CANCEL_TODAY, WhatIf.CANCEL_AT_MONTH_END):
        ended = course.end is not None and now >= course.end.at
        return SubscriptionRefusal.ALREADY_ENDING if facts.cancelled_at or ended else None
    if what_if is WhatIf.WITHDRAW_TODAY:
        return refuse_withdrawal(facts, now)
    if what_if is WhatIf.PAY_TODAY:
        return None if course.due(now) else SubscriptionRefusal.NOTHING_OWED
    return None


def refuse_withdrawal(facts: Facts, at: datetime) -> SubscriptionRefusal | None:
    """Why nobody can withdraw at an instant (S14); after an expulsion nothing is given back (A8, S13)."""
    allowed = may_withdraw(facts.customer, facts.selected_at, at, facts.zone)
    over = facts.withdrawn_at is not None or facts.expelled_at is not None
    return None if allowed and not over else SubscriptionRefusal.NO_WITHDRAWAL


def outlook(facts: Facts, now: datetime, what_if: WhatIf | None = None) -> Scenario:
    """The scenario of what would follow.

    A month whose window is open is taken as paid now, unless the card is to fail; a debt stays one unless it
    is to be paid.
    """
    scenario = _after(facts, now, what_if).scenario(now)
    current = Month.of(local_date(now, facts.zone))
    months = max(phase.plan.months for phase in scenario.phases)
    ahead = current.plus(CANCELLABLE_PERIODS * months + 1)
    until = max(scenario.until, facts.start_of(ahead) + timedelta(days=1))
    payments = dict(scenario.payments)
    for month, paid_at in payments.items():
        in_time = now < billing_window(month, facts.zone).end
        if paid_at is None and (in_time or what_if is WhatIf.PAY_TODAY):
            payments[month] = now
    going = replace(scenario, payments=payments, until=until)
    return _failing(going, facts) if what_if is WhatIf.CARD_FAILS else going


def _after(facts: Facts, now: datetime, what_if: WhatIf | None) -> Facts:
    match what_if:
        case WhatIf.CANCEL_TODAY:
            return replace(facts, cancelled_at=now, cancel_at=CancelAt.PERIOD_END)
        case WhatIf.CANCEL_AT_MONTH_END:
            return replace(facts, cancelled_at=now, cancel_at=CancelAt.MONTH_END)
        case WhatIf.WITHDRAW_TODAY:
            return replace(facts, withdrawn_at=now)
    return facts


def _failing(scenario: Scenario, facts: Facts) -> Scenario:
    """The next charge, or the one that is due now, is never paid."""
    noted = {facts.first_month, *(Month.parse(month) for month in (*facts.paid, *facts.forgiven))}
    charges = (one for one in timeline(scenario).charges if one.kind not in AT_ONCE)
    coming = [one.period for one in charges if one.period not in noted]
    if not coming:
        return scenario
    return replace(scenario, payments={**scenario.payments, min(coming): None})
