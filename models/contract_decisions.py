"""What the holder decides about a contract (contract S8, S13), each by two people of billing."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, LongText


class ContractDecision(Base):
    """One decision, from the proposal to what came of it. Rows of `business_id`, shown to its owner.

    What is proposed is fixed once it is written; a row is never removed. Of a contract at most one awaits its
    second person.
    """

    __tablename__ = "contract_decisions"
    __table_args__ = (
        CheckConstraint(
            "state <> 'applied' OR (decided_by IS NOT NULL AND decided_by <> asked_by)",
            name="second_person",
        ),
        Index(
            "uq_contract_decisions_awaiting",
            "subscription_id",
            unique=True,
            postgresql_where=text("state = 'awaiting_confirmation'"),
        ),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"), index=True)
    subscription_id: Mapped[Id] = mapped_column(ForeignKey("subscriptions.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    """Of `terms.subscription_holder.HolderAct`."""
    until: Mapped[Instant | None]
    """Exclusive end of a hold."""
    reason: Mapped[LongText]
    asked_by: Mapped[Id] = mapped_column(ForeignKey("users.id"), index=True)
    asked_at: Mapped[Instant]
    expires_at: Mapped[Instant]

    state: Mapped[str] = mapped_column(String(24))
    """One of `terms.staff.DecisionState`."""
    decided_by: Mapped[Id | None]
    """The second person, or who withdrew it."""
    decided_at: Mapped[Instant | None]
    decision_reason: Mapped[LongText | None]
    outcome: Mapped[str | None] = mapped_column(String(40))
    """`taken`, or why the contract refused it; empty until its workflow has answered."""
    carried_out_at: Mapped[Instant | None]
