"""Uploaded documents, as examined."""

from typing import Any

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, String, false
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, Sha256


class Document(Base):
    """A PDF that passed examination. `sha256` is of the bytes kept and shown to everyone from then on.

    They differ from the uploaded ones (`uploaded_sha256`) only where `changes` says why: repaired,
    neutralised, or stripped of metadata, before anyone had seen it.
    """

    __tablename__ = "documents"
    __table_args__ = (Index("ix_documents_business_id_id", "business_id", "id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"))
    created_by: Mapped[Id]
    name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[Sha256]
    uploaded_sha256: Mapped[Sha256]
    size: Mapped[int] = mapped_column(BigInteger)
    page_count: Mapped[int] = mapped_column(Integer)
    pages: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """Per page the size shown to a reader, rotation applied: `{"width": pt, "height": pt}`."""
    changes: Mapped[list[str]] = mapped_column(JSONB, default=list)
    findings: Mapped[list[str]] = mapped_column(JSONB, default=list)
    signature_count: Mapped[int] = mapped_column(Integer, default=0)
    object_key: Mapped[str] = mapped_column(String(255))
    test: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """Made in test mode: its pages say so, and only test envelopes take it."""
    created_at: Mapped[Instant]
