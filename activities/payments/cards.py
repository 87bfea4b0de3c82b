"""Saved cards that are of no use any more: the gateway forgets them (contract S3, P1)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.payments.cashier import asked
from activities.payments.gateway import Gateway
from activities.payments.messages import Outcome
from models import Bill, PaymentAttempt, Subscription
from models.database import Database
from terms.payments import CLAIMED
from terms.subscription import OVER, DownloadReason, SubscriptionState

OPEN = "open"


@dataclass(frozen=True)
class _Uses:
    """A customer's cards: that of each contract, or none where it names one later, and those in use now."""

    next_charged: Sequence[str | None]
    under_way: frozenset[str]


class CardKeeper:
    """Has cards forgotten. The business's contracts share one customer of the gateway."""

    def __init__(self, database: Database, gateway: Gateway) -> None:
        self._database = database
        self._gateway = gateway

    @activity.defn(name="Forget cards")
    async def forget(self, subscription_id: str) -> int:
        """Forgets the cards that were replaced, or all once nothing is left to charge; answers how many.

        A card newer than the one that is charged next may have been saved a moment ago: it stays. So does
        one with which a charge is under way. Repeated, it forgets what is left.
        """
        async with self._database.transaction() as session:
            customer = (await session.get_one(Subscription, subscription_id)).gateway_customer
            uses = await _uses(session, customer) if customer else None
        if customer is None or uses is None or None in uses.next_charged:
            return 0
        cards = await asked(self._gateway.saved_cards(customer))
        useless = _useless(cards, uses)
        for card in useless:
            await asked(self._gateway.forget_card(card))
        if not uses.next_charged and not uses.under_way:
            await self._forget_here(customer)
        return len(useless)

    async def _forget_here(self, customer: str) -> None:
        """What can be charged no more is not shown as saved either."""
        async with self._database.transaction() as session:
            rows = await session.scalars(
                select(Subscription)
                .where(Subscription.gateway_customer == customer, _is_done())
                .order_by(Subscription.id)
                .with_for_update()
            )
            for row in rows:
                row.payment_method = row.card = None


def _useless(cards: Sequence[str], uses: _Uses) -> list[str]:
    """Of the cards, newest first: the older ones than those that are charged next, or all where none is."""
    if uses.next_charged:
        places = [cards.index(card) for card in cards if card in uses.next_charged]
        cards = cards[max(places) + 1 :] if places else []
    return [card for card in cards if card not in uses.under_way]


def _is_done() -> ColumnElement[bool]:
    """Contracts of which nothing will be charged: over, with nothing owed."""
    withdrawn = and_(
        Subscription.state == SubscriptionState.DOWNLOAD_ONLY.value,
        Subscription.reason == DownloadReason.WITHDRAWN.value,
    )
    owed = exists().where(Bill.subscription_id == Subscription.id, Bill.state.in_((OPEN, CLAIMED)))
    return and_(or_(Subscription.state.in_(OVER), withdrawn), ~owed)


async def _uses(session: AsyncSession, customer: str) -> _Uses:
    live = await session.scalars(
        select(Subscription.payment_method).where(Subscription.gateway_customer == customer, ~_is_done())
    )
    under_way = await session.scalars(
        select(PaymentAttempt.payment_method)
        .join(Bill, Bill.id == PaymentAttempt.bill_id)
        .join(Subscription, Subscription.id == Bill.subscription_id)
        .where(
            Subscription.gateway_customer == customer,
            PaymentAttempt.outcome == Outcome.UNKNOWN.value,
            PaymentAttempt.payment_method.is_not(None),
        )
    )
    return _Uses(live.all(), frozenset(method for method in under_way if method))
