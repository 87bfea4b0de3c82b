"""Offers of a business's ownership from one user to another, and their answers (contract A2, A4)."""

from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant


class OwnershipTransfer(Base):
    """An offer. Rows of `business_id`, for its owner; also seen by the user `to_user_id`.

    Its state is written by its workflow alone; `sequence` orders the writes. Kept as evidence of how the
    business changed hands.
    """

    __tablename__ = "ownership_transfers"
    __table_args__ = (
        Index(
            "uq_ownership_transfers_offered",
            "business_id",
            unique=True,
            postgresql_where=text("state = 'offered'"),
        ),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"), index=True)
    from_user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    to_user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"), index=True)
    offered_at: Mapped[Instant]
    ip: Mapped[str | None] = mapped_column(String(64))
    user_agent: Mapped[str | None] = mapped_column(String(512))
    """From where it was offered."""

    state: Mapped[str] = mapped_column(String(16), default="offered")
    """One of `terms.members.TransferState`."""
    expires_at: Mapped[Instant]
    ended_at: Mapped[Instant | None]
    answer_id: Mapped[Id | None]
    """The answer that took effect."""
    sequence: Mapped[int] = mapped_column(Integer, default=0)


class OwnershipAnswer(Base):
    """What the new owner accepts and declares, stored before the workflow is told its id. Rows of `user_id`.

    Append-only: the one that took effect is evidence.
    """

    __tablename__ = "ownership_answers"

    id: Mapped[Id] = mapped_column(primary_key=True)
    transfer_id: Mapped[Id] = mapped_column(ForeignKey("ownership_transfers.id"), index=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"))
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    accepted: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """Document → `{"version", "language", "sha256"}`; the declarations are one of them."""
    customer_kind: Mapped[str | None] = mapped_column(String(16))
    """One of `terms.plans.CustomerKind`, as they say of themselves (A6); empty where it was not yet asked."""
    ip: Mapped[str | None] = mapped_column(String(64))
    user_agent: Mapped[str | None] = mapped_column(String(512))
    received_at: Mapped[Instant]
