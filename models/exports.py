"""Exports of everything of a business (contract S16), and what lies where in their archives."""

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, Sha256


class Export(Base):
    """An archive that is never stored: it is sent from the objects that its members name.

    Rows of `business_id`, for its owner. Asked for by the API; everything from `state` on is written by its
    workflow's activities alone.
    """

    __tablename__ = "exports"
    __table_args__ = (
        Index("ix_exports_business_id_id", "business_id", "id"),
        Index(
            "uq_exports_measuring", "business_id", unique=True, postgresql_where=text("state = 'measuring'")
        ),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"))
    requested_by: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    requested_at: Mapped[Instant]

    state: Mapped[str] = mapped_column(String(16), default="measuring", server_default="measuring")
    """One of `terms.exports.ExportState`."""
    gatherings: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """How often gathering was begun: each attempt writes objects of its own, all removed in the end."""
    made_at: Mapped[Instant | None]
    """As of when it tells everything."""
    measured: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """Members measured so far, in order."""
    content_size: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    """Bytes of the archive up to there: members with their headers."""
    directory_size: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    """Bytes of their entries in the directory at the archive's end."""
    files: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """Members that are in the archive."""
    sha256: Mapped[Sha256 | None]
    """Of its list of hashes: two archives with the same one are equal byte by byte."""
    size: Mapped[int | None] = mapped_column(BigInteger)
    """Of the whole archive, in bytes."""
    ready_at: Mapped[Instant | None]
    fetch_until: Mapped[Instant | None]
    lapsed_at: Mapped[Instant | None]


class ExportMember(Base):
    """A file of an export's archive: an object of the vault as it is. Rows of `business_id`.

    `size` and what follows is known once it is measured; what has a `trouble` then is not in the archive.
    """

    __tablename__ = "export_members"
    __table_args__ = (
        Index("ix_export_members_export_id_begins", "export_id", "begins"),
        Index("uq_export_members_path", "export_id", "path", unique=True),
    )

    export_id: Mapped[Id] = mapped_column(ForeignKey("exports.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    """From 0, without gaps: the order in the archive."""
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"), index=True)
    path: Mapped[str] = mapped_column(Text)
    object_key: Mapped[str] = mapped_column(String(255))
    recorded_sha256: Mapped[Sha256 | None]
    """What the tables say of the object, where they do."""
    rows: Mapped[int | None] = mapped_column(Integer)
    """How many rows of a table it holds, where it is one."""

    size: Mapped[int | None] = mapped_column(BigInteger)
    crc32: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[Sha256 | None]
    begins: Mapped[int | None] = mapped_column(BigInteger)
    """At which byte of the archive its header begins."""
    entry_begins: Mapped[int | None] = mapped_column(BigInteger)
    """At which byte of the directory its entry begins."""
    trouble: Mapped[str | None] = mapped_column(String(16))
    """`missing`, or `damaged`: it is not what the tables say."""
