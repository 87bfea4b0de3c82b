"""What is said of a debt that ended a contract: its charges, and the rule of its interest (S8, S9)."""

from decimal import Decimal

from activities.claims.claimant import unpaid_bills
from activities.invoices.wording import euros, subject
from activities.mail.account_letters import Desk
from activities.mail.facts import Word
from activities.mail.messages import NoticeFacts
from activities.mail.wording import one_line
from models import PlanVersion, Subscription
from terms.calendar import Month
from terms.money import total
from terms.plans import CustomerKind


async def debt_words(desk: Desk, notice: NoticeFacts, row: Subscription, language: str) -> dict[str, Word]:
    """The charges that were not paid, VAT included, and the interest that is claimed with them."""
    plan = await desk.session.get_one(PlanVersion, row.plan_version_id)
    name = one_line(plan.name_in(language))
    bills = await unpaid_bills(desk.session, row.id)
    lines = [
        f"{subject(item['kind'], name, Month.parse(bill.month), language)}: "
        f"{euros(Decimal(item['gross']), language)}"
        for bill in bills
        for item in bill.items
    ]
    principal = total(bill.gross for bill in bills)
    interest = max((notice.amount or principal) - principal, Decimal(0))
    return {
        "debts": list[str](lines),
        "interest": euros(interest, language),
        "is_company": row.customer == CustomerKind.COMPANY.value,
    }
