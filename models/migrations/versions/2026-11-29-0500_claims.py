"""Debts that the holder claims, with late interest, as it reckoned them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.migrations import isolation, privileges

revision = "claims"
down_revision = "erasures"
branch_labels = None
depends_on = None

_ID = sa.String(length=40)
_PARENTS = {"business_id": "businesses", "subscription_id": "subscriptions", "made_by": "users"}


def upgrade() -> None:
    op.create_table(
        "claims",
        sa.Column("id", _ID, nullable=False),
        sa.Column("business_id", _ID, nullable=False),
        sa.Column("subscription_id", _ID, nullable=False),
        sa.Column("made_by", _ID, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reckoned_through", sa.Date(), nullable=False),
        sa.Column("principal", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("interest", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("object_key", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [f"{parent}.id"], name=op.f(f"fk_claims_{column}_{parent}"))
            for column, parent in _PARENTS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
    )
    for column in _PARENTS:
        op.create_index(op.f(f"ix_claims_{column}"), "claims", [column])
    privileges.make_append_only(["claims"])
    isolation.isolate("claims", read=[isolation.of_business(role="owner"), isolation.of_staff("billing")])


def downgrade() -> None:
    op.drop_table("claims")
