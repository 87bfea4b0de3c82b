"""The log of every interaction (contract M7), requests under way, and what retention destroyed."""

from datetime import date

from sqlalchemy import Date, Index, Integer, String, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, JsonObject, Sha256


class Activity(Base):
    """One interaction: who, what, when, from where, with what result. Append-only for the application.

    Rows of a business (`business_id`, for its owner), of a user (`user_id`), of both, or of neither;
    anybody's transaction may add one. A trigger refuses to destroy a row before `keep_until`; after it, only
    the role of the retention may.
    """

    __tablename__ = "activity"
    __table_args__ = (
        Index("ix_activity_business_id_id", "business_id", "id"),
        Index("ix_activity_user_id_id", "user_id", "id"),
        Index("ix_activity_objects", "objects", postgresql_using="gin"),
        Index("uq_activity_fold", "fold", unique=True, postgresql_where=text("fold IS NOT NULL")),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    at: Mapped[Instant]
    action: Mapped[str] = mapped_column(String(120))
    """`source:subject:action` (`terms.activity.ACTION`)."""
    actor: Mapped[str] = mapped_column(String(16))
    """Of `terms.activity.Actor`."""
    actor_id: Mapped[str | None] = mapped_column(String(120))
    roles: Mapped[list[str] | None] = mapped_column(JSONB)
    """The roles in which a member of staff acted."""
    business_id: Mapped[Id | None]
    user_id: Mapped[Id | None]
    objects: Mapped[list[str]] = mapped_column(ARRAY(String(40)))
    status: Mapped[int | None] = mapped_column(Integer)
    """HTTP status; empty for what was broken off, whose outcome is not known, and for acts inside."""
    problem: Mapped[str | None] = mapped_column(String(64))
    ip: Mapped[str | None] = mapped_column(String(64))
    user_agent: Mapped[str | None] = mapped_column(String(512))
    request_id: Mapped[str | None] = mapped_column(String(64))
    retention: Mapped[str] = mapped_column(String(16))
    """Of `terms.activity.EntryClass`."""
    keep_until: Mapped[Instant] = mapped_column(index=True)
    fold: Mapped[Sha256 | None]
    """Equal requests of strangers have it in common, and only the first of them is kept."""


class ActivityBegun(Base):
    """A change under way; without an outcome in time, `entry` becomes its row of `activity`.

    Anybody's transaction may add a row; reading and removing them is the worker's.
    """

    __tablename__ = "activity_begun"

    id: Mapped[Id] = mapped_column(primary_key=True)
    at: Mapped[Instant] = mapped_column(index=True)
    entry: Mapped[JsonObject]


class ActivityDestruction(Base):
    """What one batch of a retention run destroyed, per class. Append-only; the service's own record (M9)."""

    __tablename__ = "activity_destructions"

    run_on: Mapped[date] = mapped_column(Date, primary_key=True)
    batch: Mapped[int] = mapped_column(Integer, primary_key=True)
    retention: Mapped[str] = mapped_column(String(16), primary_key=True)
    entries: Mapped[int] = mapped_column(Integer)
    first_at: Mapped[Instant | None]
    last_at: Mapped[Instant | None]
    destroyed_at: Mapped[Instant]
