"""Reports of lost credentials (contract A7)."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, LongText, Sha256


class CredentialReport(Base):
    """Somebody says that an account's credentials are lost. Rows of `user_id`; until that is known, nobody's.

    Also seen by whoever presents the mailed token. Only the report's workflow writes `user_id` and what
    follows it. What came of an unknown address or was never confirmed keeps no personal data.
    """

    __tablename__ = "credential_reports"

    id: Mapped[Id] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    """In lower case; empty once the report had no effect."""
    trouble: Mapped[str] = mapped_column(String(16))
    """One of `terms.credential_reports.CredentialTrouble`."""
    words: Mapped[LongText | None]
    language: Mapped[str] = mapped_column(String(2))
    token_sha256: Mapped[Sha256] = mapped_column(unique=True)
    reported_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    session_id: Mapped[Id | None]
    """The session in which it was reported; a report without one needs the mailbox."""
    link_id: Mapped[Id | None]
    """The signing link by which it was reported, which needs no mailbox either (contract W3)."""
    reported_by: Mapped[Id | None]
    """The owner of a business in which the user works, who needs no mailbox either (contract W3)."""
    within: Mapped[Id | None]
    """The business of that owner: access to it ends, and nothing elsewhere. Empty: all access of the user."""
    ip: Mapped[str | None] = mapped_column(String(64))
    user_agent: Mapped[str | None] = mapped_column(String(512))

    user_id: Mapped[Id | None] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(24), default="awaiting_confirmation")
    """One of `terms.credential_reports.ReportState`."""
    confirmed_at: Mapped[Instant | None]
    confirmed_by: Mapped[str | None] = mapped_column(String(8))
    ended_at: Mapped[Instant | None]
