"""Proofs of work that were used, so that each is good for one request (contract M6)."""

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Instant, Sha256


class CaptchaUse(Base):
    """A challenge that was solved and used. Belongs to nobody: neither who nor from where is kept.

    `request_sha256` is of the method, path and `Idempotency-Key` of that request, which may be repeated.
    """

    __tablename__ = "captcha_uses"

    challenge: Mapped[Sha256] = mapped_column(primary_key=True)
    """The challenge's signature."""
    request_sha256: Mapped[Sha256]
    used_at: Mapped[Instant] = mapped_column(index=True)
