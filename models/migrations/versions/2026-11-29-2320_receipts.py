"""Receipts of what customers declared of their contract, sealed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.migrations import isolation, privileges

revision = "receipts"
down_revision = "log_chain"
branch_labels = None
depends_on = None

_ID = sa.String(length=40)
_PARENTS = {"business_id": "businesses", "subscription_id": "subscriptions", "act_id": "subscription_acts"}


def upgrade() -> None:
    op.create_table(
        "declaration_receipts",
        sa.Column("id", _ID, nullable=False),
        sa.Column("business_id", _ID, nullable=False),
        sa.Column("subscription_id", _ID, nullable=False),
        sa.Column("act_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("object_key", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{parent}.id"], name=op.f(f"fk_declaration_receipts_{column}_{parent}")
            )
            for column, parent in _PARENTS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration_receipts")),
        sa.UniqueConstraint("act_id", name=op.f("uq_declaration_receipts_act_id")),
    )
    for column in ("business_id", "subscription_id"):
        op.create_index(op.f(f"ix_declaration_receipts_{column}"), "declaration_receipts", [column])
    privileges.make_append_only(["declaration_receipts"])
    isolation.isolate("declaration_receipts", read=[isolation.of_business(role="owner")])


def downgrade() -> None:
    op.drop_table("declaration_receipts")
