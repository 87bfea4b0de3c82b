"""The customers: rows as registration and choice would have left them, and cards at the stand-in."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import stripe
from sqlalchemy import ARRAY, ColumnElement, String, any_, func, insert, literal, select

from bench.subscriptions.bare import Card
from models import Bill, Business, InvoiceDocument, Mail, PlanVersion, Subscription, User
from models.database import Database
from models.identifiers import Prefix, new_id

POLL = 2.0
"""Seconds between looks, which cost the machine under measure something too."""
CARD = "pm_card_visa"
ROWS_AT_ONCE = 500
INVOICE_FORMATS = 2
TAKEN = ("accepted", "delivered")
"""States of a mail that the provider has."""


class Population:
    """Makes customers of one monthly plan, and waits for what becomes of them."""

    def __init__(self, database: Database, gateway_url: str, gateway_key: str) -> None:
        self._database = database
        self._stripe = stripe.StripeClient(
            gateway_key,
            base_addresses={"api": gateway_url},
            max_network_retries=0,
            http_client=stripe.HTTPXClient(timeout=30),
        ).v1
        self._plan_id: str | None = None
        self.cards: list[Card] = []
        """Of all that were made, the newest last."""

    async def make(self, size: int, at_once: int) -> list[str]:
        """So many businesses with a chosen plan and a saved card; the ids of their subscriptions."""
        places = asyncio.Semaphore(at_once)

        async def card() -> Card:
            async with places:
                owner = await self._stripe.customers.create_async({"preferred_locales": ["es"]})
                method = await self._stripe.payment_methods.attach_async(CARD, {"customer": owner.id})
                return Card(owner.id, method.id)

        cards = await asyncio.gather(*(card() for _ in range(size)))
        self.cards += cards
        ids: list[str] = []
        for begin in range(0, size, ROWS_AT_ONCE):
            ids += await self._insert(cards[begin : begin + ROWS_AT_ONCE])
        return ids

    async def asleep(self, ids: Sequence[str]) -> None:
        """Waits until all have begun and everybody was welcomed."""
        active = select(func.count()).where(_one_of(ids), Subscription.state == "active")
        await self._until(active, len(ids))
        await self._until(_mailed("contracted"), len(self.cards))

    async def paid(self, number: int, ids: Sequence[str]) -> None:
        """Waits until each has paid so many bills."""
        whose = select(Subscription.id).where(_one_of(ids))
        bills = select(func.count()).where(Bill.subscription_id.in_(whose), Bill.state == "paid")
        await self._until(bills, number * len(ids))

    async def invoiced(self, ids: Sequence[str]) -> None:
        """Waits until each has the invoice of a bill in both formats, and was told of its charge."""
        documents = select(func.count()).where(
            InvoiceDocument.business_id.in_(select(Subscription.business_id).where(_one_of(ids)))
        )
        await self._until(documents, INVOICE_FORMATS * len(ids))
        paid = select(func.count()).where(Bill.state == "paid").scalar_subquery()
        await self._until(select(_mailed("charged").scalar_subquery() - paid + 1), 1)

    async def _until(self, count: Any, wanted: int) -> None:
        while True:
            async with self._database.transaction() as session:
                if (await session.scalar(count) or 0) >= wanted:
                    return
            await asyncio.sleep(POLL)

    async def _insert(self, cards: Sequence[Card]) -> list[str]:
        now = datetime.now(UTC)
        people = [(new_id(Prefix.USER), new_id(Prefix.BUSINESS), new_id(Prefix.SUBSCRIPTION)) for _ in cards]
        async with self._database.transaction() as session:
            await session.execute(insert(User), [_user(user, now) for user, _, _ in people])
            await session.execute(
                insert(Business), [_business(business, user, now) for user, business, _ in people]
            )
            if self._plan_id is None:
                self._plan_id = new_id(Prefix.PLAN)
                await session.execute(insert(PlanVersion), [_plan(self._plan_id, people[0][0], now)])
            plan_id = self._plan_id
            rows = [
                _subscription(subscription, business, user, plan_id, card, now)
                for (user, business, subscription), card in zip(people, cards, strict=True)
            ]
            await session.execute(insert(Subscription), rows)
        return [subscription for _, _, subscription in people]


def _one_of(ids: Sequence[str]) -> ColumnElement[bool]:
    """One parameter and not one for each: ten thousand would be compiled anew at every look."""
    return Subscription.id == any_(literal(list(ids), ARRAY(String)))


def _mailed(kind: str) -> Any:
    return select(func.count()).where(Mail.key.like(f"%:{kind}:%"), Mail.state.in_(TAKEN))


def _user(user_id: str, now: datetime) -> dict[str, Any]:
    return {
        "id": user_id,
        "email": f"{user_id}@bench.example".lower(),
        "password_hash": "-",
        "email_verified_at": now,
        "created_at": now,
        "name": "Ana Soler",
    }


def _business(business_id: str, user_id: str, now: datetime) -> dict[str, Any]:
    return {
        "id": business_id,
        "owner_id": user_id,
        "name": "Soler y Asociados",
        "customer_kind": "company",
        "tax_id": "B12345674",
        "country": "ES",
        "address": {"street": "Calle Mayor 1", "postal_code": "03001", "city": "Alicante"},
        "created_at": now,
    }


def _plan(plan_id: str, user_id: str, now: datetime) -> dict[str, Any]:
    return {
        "id": plan_id,
        "code": plan_id.lower(),
        "version": 1,
        "names": {"es": "Plan Profesional", "en": "Professional plan"},
        "kind": "monthly",
        "fee": Decimal(29),
        "months": 1,
        "businesses": 1,
        "offered_from": now,
        "published_by": user_id,
    }


def _subscription(
    subscription_id: str, business_id: str, user_id: str, plan_id: str, card: Card, now: datetime
) -> dict[str, Any]:
    return {
        "id": subscription_id,
        "business_id": business_id,
        "chosen_by": user_id,
        "plan_version_id": plan_id,
        "plan": {"kind": "monthly", "fee": "29.00", "months": 1, "monthly_fee": None},
        "allowance": {},
        "discount": Decimal(0),
        "customer": "company",
        "buyer": {"country": "ES", "postal_code": "03001", "vat_number_confirmed": False},
        "terms_version": "2026-11-22",
        "selected_at": now,
        "state": "pending_payment",
        "gateway_customer": card.customer,
        "payment_method": card.payment_method,
    }
