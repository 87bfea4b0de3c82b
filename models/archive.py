"""Until when the archive timestamps of what was sealed hold, and what was added to it (contract E4)."""

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, Sha256


class ArchiveTerm(Base):
    """When what was sealed has to have another timestamp. The worker's rows, one per certified envelope.

    Each renewal is a row of `revisions` (key `archive:{number}`) per document, with its event.
    """

    __tablename__ = "archive_terms"

    envelope_id: Mapped[Id] = mapped_column(ForeignKey("envelopes.id"), primary_key=True)
    valid_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), index=True)
    """When the first certificate behind the newest timestamp expires; `None` once nothing is left of it."""
    renewals: Mapped[int] = mapped_column(Integer)
    renewed_at: Mapped[Instant | None]


class SealedVersion(Base):
    """A sealed paper, or a timestamp that stands alone, as it was (0) and after each renewal.

    The worker's rows. `kind` is of `terms.renewal.Paper`; `paper_id` is that of the paper's own row, of a
    timestamp over evidence that of the certificate it came with. It holds nothing of what the paper says.
    """

    __tablename__ = "sealed_versions"

    kind: Mapped[str] = mapped_column(String(24), primary_key=True)
    paper_id: Mapped[Id] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    business_id: Mapped[Id] = mapped_column(index=True)
    sealed_at: Mapped[Instant]
    """When the paper was sealed first."""
    sha256: Mapped[Sha256]
    """Of the whole version; each one begins with the one before."""
    size: Mapped[int] = mapped_column(Integer)
    object_key: Mapped[str | None] = mapped_column(String(255))
    """Where its bytes lie in the vault; `None` of what lies in a row."""
    token: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Of a timestamp that stands alone, the one over the SHA-256 of the token before."""
    valid_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), index=True)
    """When the first certificate behind its newest timestamp expires; `None` once there is a later version,
    or nothing is left of the paper."""
