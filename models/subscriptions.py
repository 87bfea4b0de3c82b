"""Subscriptions: what a business contracted, and where it stands. Written by the workflow alone."""

from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, Numeric, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, JsonObject


class Subscription(Base):
    """The contract of a business (`business_id`'s row), at the price and terms contracted (contract S1).

    `sequence` orders the workflow's writes: an older one never wins. Of a business at most one awaits its
    first payment and one is active; one that has ended may still offer downloads beside a new choice.
    """

    __tablename__ = "subscriptions"
    __table_args__ = (
        Index(
            "uq_subscriptions_business_id_pending",
            "business_id",
            unique=True,
            postgresql_where=text("state = 'pending_payment'"),
        ),
        Index(
            "uq_subscriptions_business_id_active",
            "business_id",
            unique=True,
            postgresql_where=text("state = 'active'"),
        ),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"), index=True)
    chosen_by: Mapped[Id]
    plan_version_id: Mapped[Id] = mapped_column(ForeignKey("plan_versions.id"))
    plan: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """`kind`, `fee`, `months`, `monthly_fee` as contracted; money as decimal text."""
    allowance: Mapped[dict[str, Any]] = mapped_column(JSONB)
    discount: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    customer: Mapped[str] = mapped_column(String(16))
    """`company` or `consumer`, as whoever contracted was (contract A6): rights and interest go by it."""
    buyer: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """`customer`, `country`, `postal_code`, `vat_number_confirmed`, on which the VAT rests (contract S2)."""
    terms_version: Mapped[str] = mapped_column(String(32))
    """Of the terms of service that govern the contract (contract A3)."""
    selected_at: Mapped[Instant]
    state: Mapped[str] = mapped_column(String(16))
    """Of `terms.subscription.SubscriptionState`; `lapsed` when the first payment never came (S3), `succeeded`
    when another contract of the business began after its end.
    """
    reason: Mapped[str | None] = mapped_column(String(16))
    """Of `terms.subscription.DownloadReason`."""
    cancelled_at: Mapped[Instant | None]
    withdrawn_at: Mapped[Instant | None]
    ends_at: Mapped[Instant | None]
    downloads_end: Mapped[Instant | None]
    blocked_at: Mapped[Instant | None]
    next_deadline: Mapped[Instant | None] = mapped_column(index=True)
    next_deadline_kind: Mapped[str | None] = mapped_column(String(32))
    gateway_customer: Mapped[str | None] = mapped_column(String(64))
    payment_method: Mapped[str | None] = mapped_column(String(64))
    card: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """Brand, last four digits and expiry of the saved card; never its number."""
    facts: Mapped[JsonObject | None]
    """What has happened so far, as the workflow knows it: `terms.subscription_facts.Facts` in JSON."""
    metered_until: Mapped[Instant | None]
    """Use before this instant was counted (contract S6): what is written of it later counts from then."""
    sequence: Mapped[int] = mapped_column(Integer, default=0)


class SubscriptionAct(Base):
    """What a customer declared about the contract, kept before the workflow hears of it (S10, S14).

    The instant of the declaration counts, whenever it is carried out. Rows of `business_id`.
    """

    __tablename__ = "subscription_acts"

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"), index=True)
    subscription_id: Mapped[Id] = mapped_column(ForeignKey("subscriptions.id"), index=True)
    user_id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(16))
    """`cancel`, `take_back` or `withdraw`."""
    body: Mapped[JsonObject]
    """What was declared besides: to which end, or the name under which somebody withdraws."""
    stated_at: Mapped[Instant]
    confirmed_at: Mapped[Instant | None]
    """When it took effect as a declaration; a withdrawal is stated first and then confirmed."""
    ip: Mapped[str | None] = mapped_column(String(64))
    user_agent: Mapped[str | None] = mapped_column(String(512))
    outcome: Mapped[str | None] = mapped_column(String(40))
    """`taken`, or why it was refused; empty until the workflow has answered."""


class PlanChange(Base):
    """A change of plan that was asked for (contract S15). Rows of `business_id`; the workflow alone writes.

    It keeps both plans as contracted, because use is priced by the plan under which it happened (S6).
    """

    __tablename__ = "plan_changes"

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"), index=True)
    subscription_id: Mapped[Id] = mapped_column(ForeignKey("subscriptions.id"), index=True)
    asked_by: Mapped[Id]
    asked_at: Mapped[Instant]
    """By whose day it is priced."""
    kind: Mapped[str] = mapped_column(String(16))
    """Of `terms.subscription_changes.ChangeKind`."""
    plan_version_id: Mapped[Id] = mapped_column(ForeignKey("plan_versions.id"))
    plan: Mapped[dict[str, Any]] = mapped_column(JSONB)
    allowance: Mapped[dict[str, Any]] = mapped_column(JSONB)
    discount: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    version_before: Mapped[Id] = mapped_column(ForeignKey("plan_versions.id"))
    allowance_before: Mapped[dict[str, Any]] = mapped_column(JSONB)
    begins_at: Mapped[Instant]
    due: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    """What is paid before it takes place, in euros, VAT included."""
    bill_id: Mapped[Id | None] = mapped_column(ForeignKey("bills.id"))
    """By which the difference is paid, or the card saved."""
    pay_until: Mapped[Instant | None]
    state: Mapped[str] = mapped_column(String(16))
    """Of `terms.subscription_changes.ChangeState`."""
    settled_at: Mapped[Instant | None]


class EnvelopeAdmission(Base):
    """An envelope that was admitted to be sent under a plan, so that of two sent at once at its limit one is
    refused (contract E5), and whose plan that is, so that it pays for it (A4). Rows of `business_id`.
    """

    __tablename__ = "envelope_admissions"

    envelope_id: Mapped[Id] = mapped_column(ForeignKey("envelopes.id"), primary_key=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"), index=True)
    admitted_at: Mapped[Instant]
    subscription_id: Mapped[Id | None] = mapped_column(index=True)
    """The contract whose plan it uses up: of this business, or of the one whose plan it shares."""


class PlanShare(Base):
    """A business that shares the plan of another one of the same owner (contract A4).

    Rows of `business_id`, and of `payer_id`, whose contract it is.
    """

    __tablename__ = "plan_shares"

    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"), primary_key=True)
    payer_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"), index=True)
    added_by: Mapped[Id]
    added_at: Mapped[Instant]
