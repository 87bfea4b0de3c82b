"""The quarterly review of access: what was reviewed, decided, and signed off (contract M2)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.migrations import isolation, privileges
from models.migrations.isolation import both, of_business, of_staff

revision = "access_reviews"
down_revision = "misuse"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_reviews",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        _business("access_reviews"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_reviews")),
        sa.UniqueConstraint(
            "quarter",
            "business_id",
            name=op.f("uq_access_reviews_quarter_business_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_table(
        "access_review_items",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("review_id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        _business("access_review_items"),
        _review("access_review_items"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_review_items")),
        sa.UniqueConstraint(
            "review_id",
            "kind",
            "subject_id",
            name=op.f("uq_access_review_items_review_id_kind_subject_id"),
        ),
    )
    op.create_table(
        "access_review_decisions",
        sa.Column("item_id", sa.String(length=40), nullable=False),
        sa.Column("review_id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=True),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("decided_by", sa.String(length=40), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("effect_id", sa.String(length=40), nullable=True),
        _business("access_review_decisions"),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["access_review_items.id"],
            name=op.f("fk_access_review_decisions_item_id_access_review_items"),
        ),
        _review("access_review_decisions"),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_access_review_decisions")),
    )
    op.create_index(
        op.f("ix_access_review_decisions_review_id"), "access_review_decisions", ["review_id"]
    )
    op.create_table(
        "access_review_records",
        sa.Column("review_id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=True),
        sa.Column("signed_by", sa.String(length=40), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("record", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        _business("access_review_records"),
        _review("access_review_records"),
        sa.PrimaryKeyConstraint("review_id", name=op.f("pk_access_review_records")),
    )
    for table in _TABLES:
        op.create_index(op.f(f"ix_{table}_business_id"), table, ["business_id"])
    privileges.grant_ordinary(["access_reviews"])
    privileges.make_append_only(["access_review_items", "access_review_decisions", "access_review_records"])
    for table in _TABLES:
        of_the_staff = both("business_id IS NULL", of_staff("security", "dpo"))
        isolation.isolate(table, read=[of_business(role="owner"), of_the_staff])


_TABLES = ("access_reviews", "access_review_items", "access_review_decisions", "access_review_records")


def _business(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["business_id"], ["businesses.id"], name=op.f(f"fk_{table}_business_id_businesses")
    )


def _review(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["review_id"], ["access_reviews.id"], name=op.f(f"fk_{table}_review_id_access_reviews")
    )


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)
