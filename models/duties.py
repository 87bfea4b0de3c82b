"""What the holder's staff signed and learned (contract P5, M2). None of these rows belongs to a business."""

from datetime import date

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, LongText, Sha256


class StaffCommitment(Base):
    """Commitments sent to a member of staff for signature; `user_id`'s, security and the DPO read it.

    Written by the workers alone. One is open per person at most.
    """

    __tablename__ = "staff_commitments"
    __table_args__ = (
        Index("uq_staff_commitments_sent", "user_id", unique=True, postgresql_where=text("state = 'sent'")),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"), index=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    """The step that ordered it, so that a repeated step finds the same order."""
    version: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(2))
    text_sha256: Mapped[Sha256]
    """Of the filled text, as acceptances have it."""
    document_sha256: Mapped[Sha256]
    """Of the PDF as it was sent."""
    envelope_id: Mapped[Id] = mapped_column(unique=True)
    """Of the holder's own business."""
    state: Mapped[str] = mapped_column(String(16))
    """Of `terms.people.CommitmentState`."""
    sent_at: Mapped[Instant]
    ended_at: Mapped[Instant | None]
    sealed_sha256: Mapped[str | None] = mapped_column(String(64))
    """Of the PDF with signature and seal."""
    valid_until: Mapped[Instant | None]


class TrainingAttempt(Base):
    """One try at a course's test; `user_id`'s, security and the DPO read it. Append-only."""

    __tablename__ = "training_attempts"

    id: Mapped[Id] = mapped_column(primary_key=True)
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"), index=True)
    course: Mapped[str] = mapped_column(String(32))
    version: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(2))
    content_sha256: Mapped[Sha256]
    answers: Mapped[dict[str, str]] = mapped_column(JSONB)
    right: Mapped[int] = mapped_column(Integer)
    asked: Mapped[int] = mapped_column(Integer)
    passed: Mapped[bool] = mapped_column(Boolean)
    at: Mapped[Instant]
    valid_until: Mapped[Instant | None]
    """Where it was passed."""


class ExternalTraining(Base):
    """A training somebody had elsewhere, recorded by security, which counts once a second person agrees."""

    __tablename__ = "external_trainings"
    __table_args__ = (
        CheckConstraint(
            "state <> 'applied' OR (decided_by IS NOT NULL AND decided_by NOT IN (recorded_by, user_id))",
            name="second_person",
        ),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"), index=True)
    course: Mapped[str] = mapped_column(String(32))
    """The course whose place it takes."""
    title: Mapped[str] = mapped_column(String(200))
    provider: Mapped[str] = mapped_column(String(200))
    trained_on: Mapped[date] = mapped_column(Date)
    evidence: Mapped[LongText]
    """Where the certificate is, or its number."""
    recorded_by: Mapped[Id]
    recorded_at: Mapped[Instant]
    state: Mapped[str] = mapped_column(String(24))
    """One of `terms.staff.DecisionState`."""
    decided_by: Mapped[Id | None]
    decided_at: Mapped[Instant | None]
    decision_reason: Mapped[LongText | None]
    valid_until: Mapped[Instant]
