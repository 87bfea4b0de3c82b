"""What a customer is shown before contracting, and what is then contracted (contract S2–S4)."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from terms.calendar import HOLDER_ZONE, local_date
from terms.catalogue import ContractedPlan
from terms.money import ZERO, Amount, taxed
from terms.payments import is_waived
from terms.plans import CustomerKind
from terms.subscription_ending import withdrawal_end
from terms.subscription_facts import Facts
from terms.timeline import timeline
from terms.timeline_values import Charge, ChargeKind
from terms.vat import Buyer, VatDecision, vat_of

SHOWN_CHARGES = 4
"""The first charge and the following ones."""
SHOWN_PERIODS = 3
"""How many periods of a plan are looked ahead."""


class FirstStep(StrEnum):
    """What the gateway's page asks for at the choice (contract S3)."""

    PAY = "pay"
    SAVE_CARD = "save_card"
    """Nothing to pay yet, or too little for the gateway to take: then it is waived."""
    NOTHING = "nothing"


@dataclass(frozen=True)
class Quote:
    """What a choice at an instant would come to."""

    contracted: ContractedPlan
    vat: VatDecision
    facts: Facts
    charges: tuple[Charge, ...]
    """The first charge, where there is one, and the following ones, in order."""

    @property
    def first_charge(self) -> Amount:
        """What is charged at selection; zero where nothing is."""
        return next((one.amount for one in self.charges if one.kind is ChargeKind.FIRST), Amount(ZERO, ZERO))

    @property
    def first_step(self) -> FirstStep:
        """How the contract begins: by paying, by saving the card that later charges need, or at once."""
        if not is_waived(self.first_charge.gross):
            return FirstStep.PAY
        costs = self.contracted.plan.fee or self.contracted.allowance.extra_envelope
        return FirstStep.SAVE_CARD if costs else FirstStep.NOTHING

    @property
    def extra_envelope(self) -> Amount | None:
        """What each envelope beyond those included costs; `None` where sending is refused there."""
        price = self.contracted.allowance.extra_envelope
        return None if price is None else taxed(price, self.vat.rate)

    @property
    def withdrawal_until(self) -> datetime | None:
        """Exclusive instant until which the customer may withdraw; `None` without that right (S14)."""
        if self.facts.customer is not CustomerKind.CONSUMER:
            return None
        return withdrawal_end(self.facts.selected_at, self.facts.zone)


def quote(contracted: ContractedPlan, buyer: Buyer, selected_at: datetime, zone: str = HOLDER_ZONE) -> Quote:
    """The offer to a buyer at an instant, by the rules that charge later.

    Raises `ValueError` for a buyer whose VAT cannot be told.
    """
    vat = vat_of(buyer, local_date(selected_at, zone))
    facts = Facts(contracted.plan, buyer.customer, vat.rate, selected_at, zone)
    scenario = facts.scenario(selected_at)
    ahead = facts.first_month.plus(SHOWN_PERIODS * contracted.plan.months + 1)
    until = max(scenario.until, facts.start_of(ahead))
    charges = timeline(replace(scenario, until=until)).charges
    return Quote(contracted, vat, facts, charges[:SHOWN_CHARGES])


def is_price(shown: Decimal, quoted: Quote) -> bool:
    """Whether the first charge is still the one that the customer was shown (contract S2)."""
    return shown == quoted.first_charge.gross
