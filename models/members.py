"""Who is asked into a business, and who has left it (contract A5)."""

from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, Sha256


class Invitation(Base):
    """A guest invited to a business. Rows of `business_id`; also seen by whoever presents the mailed token.

    State and deadline are written by the invitation's workflow alone; `sequence` orders its writes.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        Index(
            "uq_invitations_pending",
            "business_id",
            "email",
            unique=True,
            postgresql_where=text("state = 'pending'"),
        ),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    """In lower case."""
    language: Mapped[str] = mapped_column(String(2))
    invited_by: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    token_sha256: Mapped[Sha256] = mapped_column(unique=True)
    created_at: Mapped[Instant]

    state: Mapped[str] = mapped_column(String(16), default="pending")
    """One of `terms.members.InvitationState`."""
    expires_at: Mapped[Instant]
    renewals: Mapped[int] = mapped_column(Integer, default=0)
    ended_at: Mapped[Instant | None]
    member_id: Mapped[Id | None]
    """The user who accepted."""
    answer_id: Mapped[Id | None]
    """The answer that took effect."""
    sequence: Mapped[int] = mapped_column(Integer, default=0)


class InvitationAnswer(Base):
    """Somebody's acceptance as it came in, stored before the workflow is told its id. Rows of `business_id`.

    `user_id` is set for an existing user, the other personal details for a new one. Only the answer that took
    effect outlives the invitation, without its password's hash.
    """

    __tablename__ = "invitation_answers"

    id: Mapped[Id] = mapped_column(primary_key=True)
    invitation_id: Mapped[Id] = mapped_column(ForeignKey("invitations.id"), index=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"))
    user_id: Mapped[Id | None]
    new_user: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """`{"name", "language", "time_zone", "privacy": {"version", "language", "sha256"}}`"""
    password_hash: Mapped[str | None] = mapped_column(String(255))
    ip: Mapped[str | None] = mapped_column(String(64))
    user_agent: Mapped[str | None] = mapped_column(String(512))
    received_at: Mapped[Instant]


class Departure(Base):
    """A guest who left a business or whose access was withdrawn. Rows of `business_id`.

    Written in the transaction that ends the access; `told_at` is set when those concerned have been told.
    """

    __tablename__ = "departures"

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"), index=True)
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    ended_by: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    """The owner, or the guest."""
    at: Mapped[Instant]
    told_at: Mapped[Instant | None] = mapped_column(index=True)
