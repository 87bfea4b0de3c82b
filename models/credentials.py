"""What a user proves who they are with, besides the password (contract M3)."""

from sqlalchemy import BigInteger, Boolean, ForeignKey, Integer, LargeBinary, String
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


class TotpFactor(Base):
    """An authenticator app. Rows of `user_id`. The secret is sealed by a key that the database has not."""

    __tablename__ = "totp_factors"

    id: Mapped[Id] = mapped_column(primary_key=True)
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    sealed_secret: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[Instant]
    confirmed_at: Mapped[Instant | None]
    """When its first code was given; before that it is no factor."""
    last_step: Mapped[int | None] = mapped_column(BigInteger)
    """Period of the newest code used: neither it nor an older one works again."""
    last_used_at: Mapped[Instant | None]


class Passkey(Base):
    """A WebAuthn credential that its user unlocks: possession and person in one. Rows of `user_id`."""

    __tablename__ = "passkeys"

    id: Mapped[Id] = mapped_column(primary_key=True)
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    credential_sha256: Mapped[Sha256] = mapped_column(unique=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    synced: Mapped[bool] = mapped_column(Boolean)
    """Whether the authenticator keeps copies elsewhere."""
    created_at: Mapped[Instant]
    last_used_at: Mapped[Instant | None]


class RecoveryCode(Base):
    """A code for when no other second factor is at hand; works once. Rows of `user_id`."""

    __tablename__ = "recovery_codes"

    code_hmac: Mapped[Sha256] = mapped_column(primary_key=True)
    """Keyed hash of user and code."""
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"), index=True)
    made_at: Mapped[Instant]
    used_at: Mapped[Instant | None]


class PasskeyChallenge(Base):
    """What a passkey was asked to sign; good once. Belongs to nobody: found by its hash.

    `user_id` is set where it asks for a new passkey of that user.
    """

    __tablename__ = "passkey_challenges"

    challenge_sha256: Mapped[Sha256] = mapped_column(primary_key=True)
    user_id: Mapped[str | None] = mapped_column(String(40))
    expires_at: Mapped[Instant] = mapped_column(index=True)
