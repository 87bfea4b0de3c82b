"""Subscriptions: what a business contracted, and where it stands. Written by the workflow alone."""

from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, Numeric, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant


class Subscription(Base):
    """The contract of a business (`business_id`'s row), at the price and terms contracted (contract S1).

    `sequence` orders the workflow's writes: an older one never wins. At most one of a business is live: it
    has neither lapsed nor been purged.
    """

    __tablename__ = "subscriptions"
    __table_args__ = (
        Index(
            "uq_subscriptions_business_id_live",
            "business_id",
            unique=True,
            postgresql_where=text("state NOT IN ('lapsed', 'purged')"),
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
    """`company` or `consumer` (contract A6)."""
    buyer: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """`country`, `postal_code`, `vat_number_confirmed`, on which the VAT rests (contract S2)."""
    terms_version: Mapped[str] = mapped_column(String(32))
    """Of the terms of service that govern the contract (contract A3)."""
    selected_at: Mapped[Instant]
    state: Mapped[str] = mapped_column(String(16))
    """Of `terms.subscription.SubscriptionState`, or `lapsed` when the first payment never came (S3)."""
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
    sequence: Mapped[int] = mapped_column(Integer, default=0)
