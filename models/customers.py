"""Look-ups of customers by the holder's staff (contract M2, M7)."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, LongText


class CustomerLookup(Base):
    """Somebody of the staff looked a customer up, for a reason. Rows of staff. Append-only."""

    __tablename__ = "customer_lookups"

    id: Mapped[Id] = mapped_column(primary_key=True)
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[Instant]
    query: Mapped[str] = mapped_column(String(254))
    reason: Mapped[LongText]
    found: Mapped[list[str]] = mapped_column(JSONB)
    """Ids of the businesses that were shown."""
