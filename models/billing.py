"""Bills, the attempts to charge them, refunds, and what the gateway told. All rows of `business_id`."""

from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Integer, Numeric, String, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, JsonObject


class Bill(Base):
    """Everything of a subscription that falls due together and is paid by one charge.

    `key` is the month billed, `first`, or the change of plan that made it: none is made twice.
    """

    __tablename__ = "bills"
    __table_args__ = (UniqueConstraint("subscription_id", "key"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"), index=True)
    subscription_id: Mapped[Id] = mapped_column(ForeignKey("subscriptions.id"), index=True)
    key: Mapped[str] = mapped_column(String(64))
    month: Mapped[str] = mapped_column(String(7))
    window_start: Mapped[Instant]
    window_end: Mapped[Instant]
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """Each an invoice of its own: `kind`, `net`, `vat_rate`, `vat`, `gross`, money as decimal text; and of a
    charge for use, what it is made of: `use` (`terms.use.UseOfDays`).
    """
    gross: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    buyer: Mapped[JsonObject | None]
    """On which the VAT of its items rests: the subscription's `buyer` when it was made."""
    state: Mapped[str] = mapped_column(String(16))
    """`open`, `paid`, `voided`, `claimed` or `waived`."""
    paid_at: Mapped[Instant | None]
    payment_intent: Mapped[str | None] = mapped_column(String(64), unique=True)
    """The charge that paid it."""
    refunded: Mapped[Decimal] = mapped_column(Numeric(12, 2), default=Decimal(0))


class PaymentAttempt(Base):
    """One charge tried for a bill. `key` is what the gateway knows it by: the same key charges once."""

    __tablename__ = "payment_attempts"

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"), index=True)
    bill_id: Mapped[Id] = mapped_column(ForeignKey("bills.id"), index=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    way: Mapped[str] = mapped_column(String(8), default="card", server_default="card")
    """`card`, the saved one, or `page`, the gateway's own."""
    payment_method: Mapped[str | None] = mapped_column(String(64))
    """Frozen with the attempt, so that repeating it asks the gateway for the same thing."""
    asked_at: Mapped[Instant]
    outcome: Mapped[str] = mapped_column(String(16))
    """Of `activities.payments.messages.Outcome`; `unknown` until the gateway has told."""
    payment_intent: Mapped[str | None] = mapped_column(String(64), index=True)
    checkout_session: Mapped[str | None] = mapped_column(String(80), index=True)
    page_url: Mapped[str | None] = mapped_column(Text)
    """Where the customer goes while the page is open."""
    decline: Mapped[str | None] = mapped_column(String(16))
    """Of `terms.payments.Decline`."""
    code: Mapped[str | None] = mapped_column(String(64))
    settled_at: Mapped[Instant | None]


class CardPage(Base):
    """A page of the gateway that saves another card, charging nothing. `key` makes it once."""

    __tablename__ = "card_pages"

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"), index=True)
    subscription_id: Mapped[Id] = mapped_column(ForeignKey("subscriptions.id"), index=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    asked_at: Mapped[Instant]
    outcome: Mapped[str] = mapped_column(String(16))
    """Of `activities.payments.messages.Outcome`; `unknown` while it can be finished."""
    checkout_session: Mapped[str | None] = mapped_column(String(80))
    page_url: Mapped[str | None] = mapped_column(Text)


class GatewayRefund(Base):
    """Money given back of a bill. `key` is what the gateway knows it by: the same key refunds once."""

    __tablename__ = "gateway_refunds"

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"), index=True)
    bill_id: Mapped[Id] = mapped_column(ForeignKey("bills.id"), index=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    amount: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    ordered_at: Mapped[Instant]
    refund: Mapped[str | None] = mapped_column(String(64), unique=True)
    """The gateway's id, once it has taken the order, or a word that it had been given back by hand."""


class GatewayEvent(Base):
    """Inbox of the gateway's webhook: each event once. Nobody's row: for worker and webhook alone."""

    __tablename__ = "gateway_events"

    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    event_id: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(80))
    about: Mapped[JsonObject]
    """Ids alone: of the object, its customer, intent, and our metadata."""
    received_at: Mapped[Instant]
    handled_at: Mapped[Instant | None] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
