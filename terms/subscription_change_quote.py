"""What a customer is shown before a change of plan, and what is then charged (contract S2, S15)."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from terms.calendar import Month, local_date
from terms.catalogue import ContractedPlan
from terms.money import ZERO, Amount, taxed
from terms.payments import is_waived
from terms.plan_phases import AgreedChange
from terms.subscription import ACTIVE, PENDING_PAYMENT
from terms.subscription_changes import ChangeKind
from terms.subscription_choice import SHOWN_CHARGES, SHOWN_PERIODS, FirstStep
from terms.subscription_course import course_of
from terms.subscription_facts import Facts
from terms.subscription_refusals import SubscriptionRefusal
from terms.timeline import timeline
from terms.timeline_values import AT_ONCE, Charge
from terms.vat import Buyer, VatDecision, vat_of


@dataclass(frozen=True)
class ChangeQuote:
    """What a change agreed at an instant comes to. `credit` is net, set against the charges that follow."""

    contracted: ContractedPlan
    vat: VatDecision
    kind: ChangeKind
    begins_at: datetime
    due: Amount
    credit: Decimal
    charges: tuple[Charge, ...]
    """The following ones, in order."""
    first_step: FirstStep
    pay_until: datetime | None
    """Until when the difference can be paid, or the card saved; `None` where neither is asked for."""


def refuse_change(facts: Facts, now: datetime, *, upgrade: bool | None = None) -> SubscriptionRefusal | None:
    """Why the plan cannot be changed now: the contract is ending, or not paid (contract S7, S10, S15).

    A downgrade can wait for a month whose days to be paid are not over; an upgrade's difference counts on it.
    """
    course = course_of(facts.scenario(now))
    if course.end is not None:
        return SubscriptionRefusal.ALREADY_ENDING
    if course.standing_at(now) != ACTIVE or (upgrade and course.due(now)):
        return SubscriptionRefusal.MONTH_OWED
    return None


def quote_change(
    facts: Facts, contracted: ContractedPlan, buyer: Buyer, at: datetime, *, has_card: bool
) -> ChangeQuote:
    """The offer of a change at an instant, by the rules that charge later.

    Raises `ValueError` for a buyer whose VAT cannot be told.
    """
    vat = vat_of(buyer, local_date(at, facts.zone))
    agreed = AgreedChange(at, contracted.plan)
    changed = replace(facts, vat_rate=vat.rate, changes=[*facts.changes, agreed])
    scenario = changed.scenario(at)
    phase = scenario.phases[-1]
    if phase.change is None:
        raise ValueError(f"{at} is before the plan was selected")
    ahead = Month.of(phase.change.begins_on).plus(SHOWN_PERIODS * contracted.plan.months + 1)
    course = timeline(replace(scenario, until=max(scenario.until, changed.start_of(ahead))))
    following = [one for one in course.charges if one.window.start > at and one.kind not in AT_ONCE]
    due = taxed(phase.change.due, vat.rate)
    step = _first_step(contracted, due, phase.change.kind, has_card=has_card)
    return ChangeQuote(
        contracted,
        vat,
        phase.change.kind,
        phase.begins_at,
        due,
        phase.change.credit,
        tuple(following[:SHOWN_CHARGES]),
        step,
        None if step is FirstStep.NOTHING else pay_until(at, facts),
    )


def pay_until(at: datetime, facts: Facts) -> datetime:
    """Exclusive instant until which an upgrade agreed at `at` can be paid: within its month (S3, S15)."""
    month = Month.of(local_date(at, facts.zone))
    return min(at + PENDING_PAYMENT, facts.start_of(month.plus(1)))


def _first_step(contracted: ContractedPlan, due: Amount, kind: ChangeKind, *, has_card: bool) -> FirstStep:
    if not is_waived(due.gross):
        return FirstStep.PAY
    costs = contracted.plan.fee or contracted.allowance.extra_envelope or ZERO
    needs_card = kind is ChangeKind.UPGRADE and costs and not has_card
    return FirstStep.SAVE_CARD if needs_card else FirstStep.NOTHING
