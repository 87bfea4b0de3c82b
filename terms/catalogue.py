"""The catalogue (contract S1, S2): plans on offer, and the price of a contract made on a day."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from terms.plans import Allowance, Plan, Promotion


@dataclass(frozen=True)
class Offer:
    """A plan as it is offered, before any promotion."""

    plan: Plan
    allowance: Allowance


@dataclass(frozen=True)
class ContractedPlan:
    """What a contract made on a day keeps: the plan at its price, and the discount that is in it."""

    plan: Plan
    allowance: Allowance
    discount: Decimal
    """Percent; zero where no promotion applied."""


def contracted_plan(offer: Offer, promotions: Iterable[Promotion], on: date) -> ContractedPlan:
    """The plan at the price of a contract made on a day: the best promotion of that day, and only one.

    It lasts as long as the contract (contract S15) and counts for the fee alone, not for use.
    """
    current = [one for one in promotions if one.first_day <= on <= one.last_day]
    best = max(current, key=lambda one: one.percent, default=None)
    if best is None:
        return ContractedPlan(offer.plan, offer.allowance, Decimal(0))
    plan, monthly = offer.plan, offer.plan.monthly_fee
    priced = replace(
        plan,
        fee=best.price(plan.fee, on),
        monthly_fee=None if monthly is None else best.price(monthly, on),
    )
    return ContractedPlan(priced, offer.allowance, best.percent)
