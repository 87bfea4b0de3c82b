"""Answers kept per `Idempotency-Key`, so that a repeated request gets the same one."""

from typing import Any

from sqlalchemy import Integer, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Instant, Sha256


class IdempotencyRecord(Base):
    """One request under way or answered. `scope` is caller and route; unanswered while `status` is null."""

    __tablename__ = "idempotency_records"

    scope: Mapped[str] = mapped_column(String(200), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    request_sha256: Mapped[Sha256]
    created_at: Mapped[Instant]
    held_by: Mapped[str] = mapped_column(String(32))
    """The attempt that carries the request out; whoever takes over puts its own here."""
    locked_until: Mapped[Instant]
    status: Mapped[int | None] = mapped_column(Integer)
    body: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
