"""Plans and promotions as they were offered: versioned, so that what was contracted stays (contract S1)."""

from datetime import date
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, Date, Integer, Numeric, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant


class PlanVersion(Base):
    """One version of a plan's price and contents. Nobody's row: everybody may read it, none is changed.

    Only `offered_until` is set later, when a newer version replaces it or it is no longer offered.
    """

    __tablename__ = "plan_versions"
    __table_args__ = (
        UniqueConstraint("code", "version"),
        CheckConstraint("fee >= 0 AND months >= 1", name="price"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    """What the plan is called by programs, the same for all versions."""
    version: Mapped[int] = mapped_column(Integer)
    names: Mapped[dict[str, str]] = mapped_column(JSONB)
    """Language → what customers read."""
    kind: Mapped[str] = mapped_column(String(16))
    """Of `terms.plans.PlanKind`."""
    fee: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    """Euros without VAT: of a month, or of a prepaid plan's whole period."""
    months: Mapped[int] = mapped_column(Integer)
    monthly_fee: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    envelopes: Mapped[int | None] = mapped_column(Integer)
    """Included each month; empty is without limit. As are the others of these."""
    extra_envelope: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    members: Mapped[int | None] = mapped_column(Integer)
    businesses: Mapped[int] = mapped_column(Integer)
    storage_bytes: Mapped[int | None] = mapped_column(BigInteger)
    offered_from: Mapped[Instant]
    offered_until: Mapped[Instant | None]
    published_by: Mapped[Id]
    """The member of staff."""

    def name_in(self, language: str) -> str:
        """What customers of a language read: the Spanish name where it has none in theirs, else any."""
        return self.names.get(language) or self.names.get("es") or next(iter(self.names.values()), "")


class PlanPromotion(Base):
    """A discount for whoever contracts between two days, both included. Nobody's row, never changed."""

    __tablename__ = "plan_promotions"

    id: Mapped[Id] = mapped_column(primary_key=True)
    plan_code: Mapped[str | None] = mapped_column(String(40), index=True)
    """Empty: of every plan."""
    names: Mapped[dict[str, str]] = mapped_column(JSONB)
    percent: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    published_at: Mapped[Instant]
    published_by: Mapped[Id]
    withdrawn_at: Mapped[Instant | None]
