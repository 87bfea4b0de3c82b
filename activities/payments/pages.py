"""The hosted pages: one pays a bill and saves the card, another saves a card alone (contract S3, S7).

A page is a row before it is opened at the gateway, so that whoever charges the saved card meanwhile finds it
and closes it; one that was closed before it was open is never handed out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.clock import now
from activities.invoices.wording import subject
from activities.payments.cashier import OUTCOME_UNKNOWN, Cashier, asked
from activities.payments.gateway import Gateway, HostedPage, Locale
from activities.payments.messages import CardPageOrder, LookOrder, Outcome, PageNews, PageOpened, PageOrder
from models import Bill, Business, CardPage, PaymentAttempt, PlanVersion, Subscription, User
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.calendar import Month
from terms.payments import cents_of

PAGE, CARD = "page", "card"
RETURN_PATH = "/app/subscription?checkout="


@dataclass(frozen=True)
class _Wanted:
    """Everything that a page's request is made of; the same for each repetition of its order."""

    customer: str | None
    locale: Locale
    subject: str
    bill: Bill | None = None


class PaymentPages:
    """Opens pages and looks what became of them. `public_url` is where the gateway leads back to."""

    def __init__(self, database: Database, gateway: Gateway, cashier: Cashier, public_url: str) -> None:
        self._database = database
        self._gateway = gateway
        self._cashier = cashier
        self._urls = (f"{public_url}{RETURN_PATH}done", f"{public_url}{RETURN_PATH}left")

    @activity.defn(name="Open payment page")
    async def open(self, order: PageOrder) -> PageOpened:
        """The page that pays a bill: the open one, or a new one. Without an id when it is paid already.

        Raises `ApplicationError` to be retried while a charge of the bill is under way.
        """
        if (await self._cashier.look(order.bill_id)).outcome is Outcome.SUCCEEDED:
            return PageOpened(None)
        attempt = await self._attempt(order)
        if attempt is None or attempt.page_url is not None:
            return PageOpened(attempt.id if attempt else None)
        wanted = await self._wanted(order.subscription_id, order.bill_id)
        customer = wanted.customer or await self._customer(order.subscription_id, wanted.locale)
        page = await asked(self._page_of(attempt, wanted, customer, order.subscription_id))
        async with self._database.transaction() as session:
            await _locked_bill(session, order.bill_id)
            row = await session.get_one(PaymentAttempt, attempt.id, with_for_update=True)
            if row.outcome == Outcome.UNKNOWN.value:
                row.checkout_session, row.page_url = page.session_id, page.url
                return PageOpened(row.id)
        await asked(self._gateway.close_page(page.session_id))
        return PageOpened(None)

    @activity.defn(name="Open card page")
    async def open_card(self, order: CardPageOrder) -> PageOpened:
        """A page that saves another card, charging nothing."""
        wanted = await self._wanted(order.subscription_id, None)
        customer = wanted.customer or await self._customer(order.subscription_id, wanted.locale)
        async with self._database.transaction() as session:
            subscription = await session.get_one(Subscription, order.subscription_id)
            await session.execute(
                insert(CardPage)
                .values(
                    id=new_id(Prefix.CARD_PAGE),
                    business_id=subscription.business_id,
                    subscription_id=subscription.id,
                    key=order.key,
                    asked_at=now(),
                    outcome=Outcome.UNKNOWN.value,
                )
                .on_conflict_do_nothing(index_elements=[CardPage.key])
            )
            row = await session.scalar(select(CardPage).where(CardPage.key == order.key))
        if row is None or row.page_url is not None:
            return PageOpened(row.id if row else None)
        page = await asked(
            self._gateway.open_card_page(row.id, customer, order.subscription_id, self._urls, wanted.locale)
        )
        async with self._database.transaction() as session:
            kept = await session.get_one(CardPage, row.id, with_for_update=True)
            kept.checkout_session, kept.page_url = page.session_id, page.url
        return PageOpened(row.id)

    @activity.defn(name="Look at pages")
    async def look(self, order: LookOrder) -> PageNews:
        """What became of a subscription's pages, by the gateway itself; a new card is the saved one."""
        paid = False
        if order.bill_id is not None:
            paid = (await self._cashier.look(order.bill_id)).outcome is Outcome.SUCCEEDED
        async with self._database.transaction() as session:
            rows = await session.scalars(
                select(CardPage)
                .where(
                    CardPage.subscription_id == order.subscription_id,
                    CardPage.outcome == Outcome.UNKNOWN.value,
                    CardPage.checkout_session.is_not(None),
                )
                .order_by(CardPage.id)
            )
            pages = rows.all()
        saved = [await self._settle_card(page) for page in pages]
        return PageNews(paid, any(saved))

    async def _settle_card(self, page: CardPage) -> bool:
        """Closes the page's row when it is finished; whether it saved a card."""
        found = await asked(self._gateway.read_page(page.checkout_session or ""))
        if found.result.outcome is Outcome.UNKNOWN:
            return False
        saved = found.result.outcome is Outcome.SUCCEEDED and found.payment_method is not None
        card = await asked(self._gateway.read_card(found.payment_method or "")) if saved else None
        async with self._database.transaction() as session:
            row = await session.get_one(CardPage, page.id, with_for_update=True)
            if row.outcome != Outcome.UNKNOWN.value:
                return False
            row.outcome = found.result.outcome.value
            if saved:
                subscription = await session.get_one(Subscription, row.subscription_id, with_for_update=True)
                subscription.payment_method, subscription.card = found.payment_method, card
        return saved

    async def _attempt(self, order: PageOrder) -> PaymentAttempt | None:
        """The bill's open page, or a new row for one; `None` once the bill is no longer open."""
        async with self._database.transaction() as session:
            bill = await _locked_bill(session, order.bill_id)
            if bill.state != "open":
                return None
            rows = await session.scalars(
                select(PaymentAttempt)
                .where(PaymentAttempt.bill_id == bill.id, PaymentAttempt.outcome == Outcome.UNKNOWN.value)
                .order_by(PaymentAttempt.id.desc())
            )
            under_way = rows.all()
            if any(one.way == CARD for one in under_way):
                raise ApplicationError("a charge is under way", type=OUTCOME_UNKNOWN)
            if under_way:
                return under_way[0]
            made = PaymentAttempt(
                id=new_id(Prefix.PAYMENT_ATTEMPT),
                business_id=bill.business_id,
                bill_id=bill.id,
                key=f"{order.key}:{len(await _ended(session, order.key))}",
                way=PAGE,
                asked_at=now(),
                outcome=Outcome.UNKNOWN.value,
            )
            session.add(made)
            return made

    async def _wanted(self, subscription_id: str, bill_id: str | None) -> _Wanted:
        async with self._database.transaction() as session:
            subscription = await session.get_one(Subscription, subscription_id)
            business = await session.get_one(Business, subscription.business_id)
            owner = await session.get_one(User, business.owner_id)
            plan = await session.get_one(PlanVersion, subscription.plan_version_id)
            bill = await session.get_one(Bill, bill_id) if bill_id else None
        locale = cast("Locale", owner.language if owner.language in ("es", "en") else "es")
        return _Wanted(subscription.gateway_customer, locale, _words(bill, plan, locale), bill)

    async def _customer(self, subscription_id: str, locale: Locale) -> str:
        """The gateway's customer of the business, made now; of two made at once the first is kept."""
        async with self._database.transaction() as session:
            business_id = (await session.get_one(Subscription, subscription_id)).business_id
        made = await asked(self._gateway.make_customer(business_id, locale))
        async with self._database.transaction() as session:
            row = await session.get_one(Subscription, subscription_id, with_for_update=True)
            row.gateway_customer = row.gateway_customer or made
            return row.gateway_customer

    async def _page_of(
        self, attempt: PaymentAttempt, wanted: _Wanted, customer: str, subscription_id: str
    ) -> HostedPage:
        """Opened under the attempt's id, by which the gateway knows a repeated request."""
        cents = cents_of(wanted.bill.gross) if wanted.bill else 0
        if not cents:
            return await self._gateway.open_card_page(
                attempt.id, customer, subscription_id, self._urls, wanted.locale
            )
        return await self._gateway.open_payment_page(
            attempt.id,
            attempt.id,
            customer,
            cents,
            wanted.subject,
            self._urls,
            wanted.locale,
            subscription_id,
        )


async def _locked_bill(session: AsyncSession, bill_id: str) -> Bill:
    return await session.get_one(Bill, bill_id, with_for_update=True)


async def _ended(session: AsyncSession, key: str) -> Sequence[str]:
    """Earlier attempts of the same order, which ended before their page was handed out."""
    rows = await session.scalars(
        select(PaymentAttempt.id).where(PaymentAttempt.key.startswith(f"{key}:", autoescape=True))
    )
    return rows.all()


def _words(bill: Bill | None, plan: PlanVersion, language: str) -> str:
    """What the page says is paid."""
    name = plan.name_in(language)
    if bill is None or not bill.items:
        return name
    kinds = (item["kind"] for item in bill.items)
    return "; ".join(subject(kind, name, Month.parse(bill.month), language) for kind in kinds)
