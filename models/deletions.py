"""Requests of owners to delete their business (contract S17, S18)."""

from sqlalchemy import Boolean, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant


class BusinessDeletion(Base):
    """One request. Rows of `business_id`, for its owner.

    What was asked is fixed once it is written. In force while `businesses.deletion_requested_at` is set too:
    whoever takes it back empties that, and its workflow, the only writer of `state`, follows.
    """

    __tablename__ = "business_deletions"
    __table_args__ = (
        Index(
            "uq_business_deletions_waiting",
            "business_id",
            unique=True,
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"), index=True)
    requested_by: Mapped[Id]
    requested_at: Mapped[Instant]
    waived: Mapped[bool] = mapped_column(Boolean)
    """Whether the owner does without the days of downloads."""
    subscription_id: Mapped[Id | None]
    """The contract whose end it waits for; none where the service ends with the request."""
    ip: Mapped[str | None] = mapped_column(String(64))
    user_agent: Mapped[str | None] = mapped_column(String(512))
    state: Mapped[str] = mapped_column(String(16), default="waiting", server_default="waiting")
    """One of `terms.deletion.DeletionState`."""
    ended_at: Mapped[Instant | None]
