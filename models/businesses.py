"""What was changed of a business's data, by whom and when (contract A2, A9)."""

from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant


class BusinessChange(Base):
    """One change by the owner. Rows of `business_id`, for its owner. Append-only.

    Who a business was when it sent, signed or was billed can be told from these and the business as it is.
    """

    __tablename__ = "business_changes"

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"), index=True)
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    changes: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """Name of the datum → `{"before", "after"}`."""
    at: Mapped[Instant]
    ip: Mapped[str | None] = mapped_column(String(64))
    user_agent: Mapped[str | None] = mapped_column(String(512))
