"""What a user proves who they are with, besides the password (contract M3)."""

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, Sha256


class Device(Base):
    """A browser in which the user has signed in, known by a cookie. Rows of `user_id`.

    The cookie's token is kept only as its hash; a copy of it is worth nothing but tries of its own.
    """

    __tablename__ = "devices"

    id: Mapped[Id] = mapped_column(primary_key=True)
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"), index=True)
    token_sha256: Mapped[Sha256] = mapped_column(unique=True)
    created_at: Mapped[Instant]
    last_seen_at: Mapped[Instant]


class PasswordReset(Base):
    """A reset asked for by mail: its link works once, for an hour. Rows of `user_id`."""

    __tablename__ = "password_resets"

    id: Mapped[Id] = mapped_column(primary_key=True)
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"), index=True)
    token_sha256: Mapped[Sha256] = mapped_column(unique=True)
    requested_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    ended_at: Mapped[Instant | None]
    """When it was used, or another one was, or too many wrong second factors were given."""
    wrong_proofs: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    ip: Mapped[str | None] = mapped_column(String(64))
    user_agent: Mapped[str | None] = mapped_column(String(512))
