"""Receipts of what customers declared of their contract (contract S10, S14). Rows of `business_id`."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, JsonObject, Sha256


class DeclarationReceipt(Base):
    """The receipt of one declaration, with its sealed PDF in the vault. Append-only."""

    __tablename__ = "declaration_receipts"

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"), index=True)
    subscription_id: Mapped[Id] = mapped_column(ForeignKey("subscriptions.id"), index=True)
    act_id: Mapped[Id] = mapped_column(ForeignKey("subscription_acts.id"), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    """That of the declaration, `cancel` or `withdraw`."""
    language: Mapped[str] = mapped_column(String(2))
    issued_at: Mapped[Instant]
    facts: Mapped[JsonObject]
    """Everything that its PDF says (`activities.receipts.facts.ReceiptFacts`)."""
    object_key: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[Sha256]
