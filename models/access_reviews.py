"""The quarterly review of access (contract M2): what was reviewed, decided and signed off."""

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, JsonObject, Sha256


class AccessReview(Base):
    """One quarter's review of a business's access. Rows of `business_id`, for its owner; empty: the staff's.

    Written by the review's workflow alone.
    """

    __tablename__ = "access_reviews"
    __table_args__ = (UniqueConstraint("quarter", "business_id", postgresql_nulls_not_distinct=True),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    quarter: Mapped[str] = mapped_column(String(7))
    business_id: Mapped[Id | None] = mapped_column(ForeignKey("businesses.id"), index=True)
    state: Mapped[str] = mapped_column(String(16))
    """Of `terms.access_review.ReviewState`."""
    items: Mapped[int] = mapped_column(Integer)
    opened_at: Mapped[Instant]
    due_at: Mapped[Instant]
    escalated_at: Mapped[Instant | None]
    ended_at: Mapped[Instant | None]


class AccessReviewItem(Base):
    """One access as it was when the review opened. Append-only; rows of `business_id`, empty: the staff's."""

    __tablename__ = "access_review_items"
    __table_args__ = (UniqueConstraint("review_id", "kind", "subject_id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    review_id: Mapped[Id] = mapped_column(ForeignKey("access_reviews.id"))
    business_id: Mapped[Id | None] = mapped_column(ForeignKey("businesses.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    """Of `terms.access_review.ItemKind`."""
    subject_id: Mapped[Id]
    """The user, or the key."""
    user_id: Mapped[Id]
    """Who has the access; of a key, who made it."""
    details: Mapped[JsonObject]
    """`{"roles", "name", "mode", "scopes", "granted_at", "expires_at", "last_used_at", "commitment_until",
    "training_until", "missing"}`, as far as the kind has them.
    """


class AccessReviewDecision(Base):
    """What was decided about an item, once. Append-only; rows of `business_id`, empty: the staff's."""

    __tablename__ = "access_review_decisions"

    item_id: Mapped[Id] = mapped_column(ForeignKey("access_review_items.id"), primary_key=True)
    review_id: Mapped[Id] = mapped_column(ForeignKey("access_reviews.id"), index=True)
    business_id: Mapped[Id | None] = mapped_column(ForeignKey("businesses.id"), index=True)
    decision: Mapped[str] = mapped_column(String(16))
    decided_by: Mapped[Id]
    decided_at: Mapped[Instant]
    effect_id: Mapped[Id | None]
    """What a removal left behind, such as the departure of a guest, of which people are told."""


class AccessReviewRecord(Base):
    """The signed-off review. Append-only; rows of `business_id`, empty: the staff's.

    `sha256` is that of the canonical JSON of `record`: who was reviewed, each decision, by whom and when.
    """

    __tablename__ = "access_review_records"

    review_id: Mapped[Id] = mapped_column(ForeignKey("access_reviews.id"), primary_key=True)
    business_id: Mapped[Id | None] = mapped_column(ForeignKey("businesses.id"), index=True)
    signed_by: Mapped[Id]
    signed_at: Mapped[Instant]
    record: Mapped[JsonObject]
    sha256: Mapped[Sha256]
