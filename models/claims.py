"""Debts that the holder claims, with late interest (contract S8, S9). Rows of `business_id`."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Date, ForeignKey, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, JsonObject, Sha256


class Claim(Base):
    """A claim as it was reckoned, with its PDF in the vault. Append-only: a later day makes another one."""

    __tablename__ = "claims"

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"), index=True)
    subscription_id: Mapped[Id] = mapped_column(ForeignKey("subscriptions.id"), index=True)
    made_by: Mapped[Id] = mapped_column(ForeignKey("users.id"), index=True)
    """The member of staff who asked for it."""
    made_at: Mapped[Instant]
    reckoned_through: Mapped[date] = mapped_column(Date)
    """The last day with interest, in the holder's zone."""
    principal: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    interest: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    language: Mapped[str] = mapped_column(String(2))
    facts: Mapped[JsonObject]
    """Everything that its PDF says (`activities.claims.facts.ClaimFacts`)."""
    object_key: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[Sha256]
