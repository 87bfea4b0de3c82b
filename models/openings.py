"""Openings of customers' documents by the holder's staff, and what was looked at (contract A8, S17)."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, LongText


class DocumentOpening(Base):
    """One document, opened by one person for a reason. Rows of `business_id`, shown to its owner unless the
    law forbids telling.

    For an authority it can also be an invoice, or the certificate of evidence of an envelope. What is asked
    is fixed once it is written. A DPO's opening never begins without somebody else's decision.
    """

    __tablename__ = "document_openings"
    __table_args__ = (
        CheckConstraint(
            "role <> 'dpo' OR state NOT IN ('approved', 'open')"
            " OR (decided_by IS NOT NULL AND decided_by <> opened_by)",
            name="second_person",
        ),
        CheckConstraint("lifted_at IS NULL OR silence_reason IS NOT NULL", name="lifted"),
        CheckConstraint("role = 'dpo' OR silence_reason IS NULL", name="silence"),
        CheckConstraint("num_nonnulls(document_id, invoice_id, envelope_id) = 1", name="one_subject"),
        Index("ix_document_openings_business_id_id", "business_id", "id"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"))
    document_id: Mapped[Id | None] = mapped_column(ForeignKey("documents.id"))
    invoice_id: Mapped[Id | None] = mapped_column(ForeignKey("invoices.id"))
    envelope_id: Mapped[Id | None] = mapped_column(ForeignKey("certificates.envelope_id"))
    """Whose certificate of evidence it is."""
    page_count: Mapped[int | None] = mapped_column(Integer)
    """Pages of an invoice or certificate, counted when it is opened."""
    opened_by: Mapped[Id] = mapped_column(ForeignKey("users.id"), index=True)
    role: Mapped[str] = mapped_column(String(16))
    """`reviewer` or `dpo`: in which they open it."""
    reason: Mapped[LongText]
    legal_ground: Mapped[LongText]
    case_id: Mapped[str] = mapped_column(String(100))
    """The report's id, or the reference of the authority's request."""
    asked_at: Mapped[Instant]
    silence_reason: Mapped[LongText | None]
    """Which law forbids telling the owner, and why; whoever approves the opening agrees to that too."""
    lifted_by: Mapped[Id | None]
    lifted_at: Mapped[Instant | None]
    """From when the owner may be told after all."""

    state: Mapped[str] = mapped_column(String(24))
    """One of `terms.openings.OpeningState`."""
    expires_at: Mapped[Instant]
    """When the present state ends by itself."""
    decided_by: Mapped[Id | None]
    """The second person."""
    decided_at: Mapped[Instant | None]
    decision_reason: Mapped[LongText | None]
    opened_at: Mapped[Instant | None]
    ended_at: Mapped[Instant | None]


class DocumentOpeningView(Base):
    """A page that was looked at. Rows of `business_id`. Append-only."""

    __tablename__ = "document_opening_views"

    id: Mapped[Id] = mapped_column(primary_key=True)
    document_opening_id: Mapped[Id] = mapped_column(ForeignKey("document_openings.id"), index=True)
    business_id: Mapped[Id]
    page: Mapped[int] = mapped_column(Integer)
    revision_id: Mapped[Id | None]
    """The signed version whose page it was; empty where it was the document as sent."""
    revision_number: Mapped[int | None] = mapped_column(Integer)
    at: Mapped[Instant]
