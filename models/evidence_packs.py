"""Packs of evidence that the holder keeps its duties as processor, made on request (contract P9, P10)."""

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, Sha256


class EvidencePack(Base):
    """A sealed zip for one controller. Rows of `business_id`, its owner's, and of the DPO.

    Asked for by the API; everything from `state` on is written by its workflow's activities alone.
    """

    __tablename__ = "evidence_packs"
    __table_args__ = (Index("ix_evidence_packs_business_id_id", "business_id", "id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"))
    requested_by: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    requested_at: Mapped[Instant]

    state: Mapped[str] = mapped_column(String(16), default="making", server_default="making")
    """One of `terms.evidence_packs.PackState`."""
    made_at: Mapped[Instant | None]
    """As of when it tells everything."""
    sha256: Mapped[Sha256 | None]
    size: Mapped[int | None] = mapped_column(BigInteger)
    fetch_until: Mapped[Instant | None]
    lapsed_at: Mapped[Instant | None]
