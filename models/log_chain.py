"""The chain over the log of interactions (contract M7): its segments, and a leaf for each entry."""

from sqlalchemy import BigInteger, ForeignKey, Integer, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, Sha256


class LogSegment(Base):
    """So many entries of the log, sealed together after the fact. Append-only; belongs to no business.

    `sha256` covers the other columns (`terms.log_chain.Segment`); `token` is an RFC 3161 timestamp over it.
    It stays when all its entries were kept long enough and are gone.
    """

    __tablename__ = "log_segments"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """From 1."""
    form: Mapped[int] = mapped_column(SmallInteger)
    previous: Mapped[Sha256] = mapped_column(unique=True)
    first_id: Mapped[Id]
    last_id: Mapped[Id]
    entries: Mapped[int] = mapped_column(Integer)
    keep_until: Mapped[Instant]
    root: Mapped[Sha256]
    stamps: Mapped[Sha256 | None]
    """Digest of the tokens since the last segment that covers any, from form 2 on."""
    sealed_at: Mapped[Instant]
    sha256: Mapped[Sha256] = mapped_column(unique=True)
    token: Mapped[bytes] = mapped_column(LargeBinary)


class LogLeaf(Base):
    """The digest of one entry of a segment. The worker's rows; they hold nothing of what the entry says.

    The salt is emptied once the entry is gone, so that nobody can guess what it said; the leaf goes when
    nothing of its segment is left.
    """

    __tablename__ = "log_leaves"

    entry_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    segment: Mapped[int] = mapped_column(BigInteger, ForeignKey("log_segments.number"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    """From 0."""
    keep_until: Mapped[Instant] = mapped_column(index=True)
    digest: Mapped[Sha256]
    salt: Mapped[bytes] = mapped_column(LargeBinary)
