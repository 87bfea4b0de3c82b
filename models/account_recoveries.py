"""The way back into an account with two people of the staff (contract M3, A7)."""

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, LongText, Sha256


class AccountRecovery(Base):
    """Somebody lost all they could prove themselves with. Rows of `user_id`; until that is known, nobody's.

    Seen by whoever presents the mailed token, and by staff who see to it: they write who identified the
    person and who agreed, the workflow all the rest. What was never confirmed keeps no personal data.
    """

    __tablename__ = "account_recoveries"
    __table_args__ = (
        CheckConstraint(
            "state NOT IN ('waiting', 'done') OR (identified_by IS NOT NULL AND decided_by IS NOT NULL"
            " AND decided_by <> identified_by AND user_id NOT IN (identified_by, decided_by))",
            name="second_person",
        ),
        Index(
            "uq_account_recoveries_under_way",
            "user_id",
            unique=True,
            postgresql_where=text("state IN ('awaiting_identity', 'awaiting_approval', 'waiting')"),
        ),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    """In lower case; empty once the request had no effect."""
    words: Mapped[LongText | None]
    language: Mapped[str] = mapped_column(String(2))
    token_sha256: Mapped[Sha256] = mapped_column(unique=True)
    asked_at: Mapped[Instant]
    ip: Mapped[str | None] = mapped_column(String(64))
    user_agent: Mapped[str | None] = mapped_column(String(512))

    state: Mapped[str] = mapped_column(String(24), default="awaiting_confirmation")
    """One of `terms.account_recovery.RecoveryState`."""
    expires_at: Mapped[Instant]
    """When the present state ends by itself: while waiting, when the factors are reset."""
    user_id: Mapped[Id | None] = mapped_column(index=True)
    name: Mapped[str | None] = mapped_column(String(200))
    """As the account had it at confirmation: whom the person has to show to be."""
    of_staff: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    confirmed_at: Mapped[Instant | None]

    proof: Mapped[str | None] = mapped_column(String(24))
    """One of `terms.account_recovery.IdentityProof`."""
    identity_reason: Mapped[LongText | None]
    identified_by: Mapped[Id | None] = mapped_column(ForeignKey("users.id"), index=True)
    identified_at: Mapped[Instant | None]
    decided_by: Mapped[Id | None] = mapped_column(ForeignKey("users.id"), index=True)
    """The second person, or who refused it."""
    decided_at: Mapped[Instant | None]
    decision_reason: Mapped[LongText | None]
    ended_at: Mapped[Instant | None]
