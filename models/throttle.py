"""How often somebody tried something, so that guessing is slow (contract M7)."""

from datetime import datetime

from sqlalchemy import DateTime, Integer
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Instant, Sha256


class Throttle(Base):
    """One rate limit at work. `key` is a keyed hash of what is limited: no address is kept in clear.

    `spent_until` is the instant at which all attempts so far are worked off (generic cell rate algorithm).
    """

    __tablename__ = "throttles"

    key: Mapped[Sha256] = mapped_column(primary_key=True)
    spent_until: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class Lockout(Base):
    """Tries in a row that did not succeed, for waits that grow. Belongs to nobody: `key` is a keyed hash."""

    __tablename__ = "lockouts"

    key: Mapped[Sha256] = mapped_column(primary_key=True)
    tries: Mapped[int] = mapped_column(Integer)
    last_at: Mapped[Instant] = mapped_column(index=True)
