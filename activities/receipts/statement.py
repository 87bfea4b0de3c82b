"""What a customer declares, word for word: the page shows it, the act keeps it and the receipt quotes it."""

from activities.invoices.wording import day
from activities.receipts.pdf import words
from models import Business, PlanVersion, Subscription
from terms.calendar import local_date
from terms.plans import PlanKind
from terms.subscription_declarations import Declaration
from terms.subscription_ending import CancelAt


def statement(
    kind: Declaration,
    language: str,
    contract: Subscription,
    plan: PlanVersion,
    business: Business,
    zone: str,
    cancel_at: CancelAt | None = None,
) -> str:
    """The sentence of a declaration of this kind about the contract; days are in `zone`, the holder's (C1).

    Notice of a prepaid plan says to which end it is given (contract S11).
    """
    said = words(language)
    return str(said["statements"][kind]).format(
        plan=plan.name_in(language),
        business=business.name,
        day=day(local_date(contract.selected_at, zone), language),
        effect=_effect(said["effects"], contract, cancel_at),
    )


def _effect(effects: dict[str, str], contract: Subscription, cancel_at: CancelAt | None) -> str:
    is_prepaid = contract.plan["kind"] == PlanKind.PREPAID.value
    return effects[cancel_at.value] if is_prepaid and cancel_at else effects["contract"]
