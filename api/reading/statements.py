"""What the owner of a contract would declare of it, as the page shows it and the receipt quotes it."""

from sqlalchemy.ext.asyncio import AsyncSession

from activities.receipts.statement import statement
from api.schemas.subscriptions import SentencesView, StatementsView
from models import Business, PlanVersion, Subscription
from terms.subscription_declarations import Declaration
from terms.subscription_ending import CancelAt


async def show_statements(session: AsyncSession, row: Subscription, zone: str) -> StatementsView:
    """The statements of withdrawing, and of cancelling to each end."""
    return StatementsView(
        withdraw=await sentences(session, row, Declaration.WITHDRAW, zone),
        cancel_at_period_end=await sentences(session, row, Declaration.CANCEL, zone, CancelAt.PERIOD_END),
        cancel_at_month_end=await sentences(session, row, Declaration.CANCEL, zone, CancelAt.MONTH_END),
    )


async def sentences(
    session: AsyncSession, row: Subscription, kind: Declaration, zone: str, cancel_at: CancelAt | None = None
) -> SentencesView:
    """One statement in both languages."""
    plan = await session.get_one(PlanVersion, row.plan_version_id)
    business = await session.get_one(Business, row.business_id)

    def said(language: str) -> str:
        return statement(kind, language, row, plan, business, zone, cancel_at)

    return SentencesView(es=said("es"), en=said("en"))


async def declared(
    session: AsyncSession,
    row: Subscription,
    kind: Declaration,
    language: str,
    zone: str,
    cancel_at: CancelAt | None = None,
) -> dict[str, str]:
    """What an act keeps of its statement: the sentence that was shown, and its language."""
    both = await sentences(session, row, kind, zone, cancel_at)
    return {"statement": both.en if language == "en" else both.es, "language": language}
