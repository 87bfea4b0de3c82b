"""Reports of misuse, what reviewers decided, and appeals (contract A8)."""

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, LongText, Sha256


class MisuseReport(Base):
    """Somebody reports a document. Rows of staff who review; added by anybody, shown to no customer.

    What was given to find the document by stays as it came in; what it was found to be, and all that follows,
    only the report's workflow writes (`sequence` orders its writes). An anonymous report (no `reply_to`)
    keeps neither signer nor origin.
    """

    __tablename__ = "misuse_reports"
    __table_args__ = (Index("ix_misuse_reports_state_id", "state", "id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    reporter: Mapped[str] = mapped_column(String(8))
    """signer or anybody."""
    signer_id: Mapped[Id | None]
    given_envelope_id: Mapped[Id | None]
    given_document_id: Mapped[Id | None]
    given_sha256: Mapped[Sha256 | None]
    given_link_sha256: Mapped[Sha256 | None]
    ground: Mapped[str] = mapped_column(String(24))
    """One of `terms.misuse.Ground`."""
    words: Mapped[LongText]
    reply_to: Mapped[str | None] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2))
    received_at: Mapped[Instant]
    ip: Mapped[str | None] = mapped_column(String(64))
    user_agent: Mapped[str | None] = mapped_column(String(512))

    business_id: Mapped[Id | None] = mapped_column(index=True)
    envelope_id: Mapped[Id | None]
    document_id: Mapped[Id | None]
    """The one document that is reported; empty when it is the whole envelope."""
    document_ids: Mapped[list[str]] = mapped_column(JSONB, default=list)
    """The documents that a reviewer of this report may open."""
    sender_id: Mapped[Id | None]
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    """One of `terms.misuse.ReportState`."""
    claimed_by: Mapped[Id | None]
    claimed_at: Mapped[Instant | None]
    claim_ends_at: Mapped[Instant | None]
    decision_id: Mapped[Id | None]
    sequence: Mapped[int] = mapped_column(Integer, default=0)


class MisuseDecision(Base):
    """What a reviewer decided. Rows of `business_id` and of staff who review.

    `facts` go to the customer, `reason` does not. State and instants are written by the workflow alone.
    """

    __tablename__ = "misuse_decisions"
    __table_args__ = (Index("ix_misuse_decisions_business_id_id", "business_id", "id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    report_id: Mapped[Id] = mapped_column(ForeignKey("misuse_reports.id"), index=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"))
    verdict: Mapped[str] = mapped_column(String(8))
    ground: Mapped[str] = mapped_column(String(24))
    facts: Mapped[LongText]
    reason: Mapped[LongText]
    user_id: Mapped[Id | None] = mapped_column(index=True)
    """Whose access is revoked."""
    reach: Mapped[str | None] = mapped_column(String(8))
    terms_version: Mapped[str] = mapped_column(String(32))
    """The version of the terms of service whose clauses it names."""
    proposed_by: Mapped[Id]
    proposed_at: Mapped[Instant]

    state: Mapped[str] = mapped_column(String(16), default="drafted")
    """One of `terms.misuse.DecisionState`."""
    seconded_by: Mapped[Id | None]
    second_words: Mapped[LongText | None]
    in_force_at: Mapped[Instant | None]
    appeal_until: Mapped[Instant | None]
    blocks_at: Mapped[Instant | None]
    """From when an expelled business is closed to everybody of the customer."""
    ended_at: Mapped[Instant | None]
    ended_by: Mapped[Id | None]
    end_words: Mapped[LongText | None]


class MisuseAppeal(Base):
    """An owner's appeal against a sanction. Rows of `business_id` and of staff who review."""

    __tablename__ = "misuse_appeals"

    id: Mapped[Id] = mapped_column(primary_key=True)
    decision_id: Mapped[Id] = mapped_column(ForeignKey("misuse_decisions.id"), index=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"))
    filed_by: Mapped[Id]
    words: Mapped[LongText]
    filed_at: Mapped[Instant]

    state: Mapped[str] = mapped_column(String(8), default="drafted")
    """One of `terms.misuse.AppealState`."""
    decided_by: Mapped[Id | None]
    decided_at: Mapped[Instant | None]
    reason: Mapped[LongText | None]


class MisuseAct(Base):
    """A reviewer's words, stored before the workflow is told the act's id. Rows of staff who review."""

    __tablename__ = "misuse_acts"

    id: Mapped[Id] = mapped_column(primary_key=True)
    report_id: Mapped[Id] = mapped_column(ForeignKey("misuse_reports.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    """second, lift or judge."""
    by: Mapped[Id]
    words: Mapped[LongText]
    at: Mapped[Instant]
