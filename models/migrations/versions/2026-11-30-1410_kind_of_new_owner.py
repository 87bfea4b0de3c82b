"""Whoever takes a business over says whether they are a consumer (contract A6)."""

import sqlalchemy as sa
from alembic import op

revision = "kind_of_new_owner"
down_revision = "terms_taken_up"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ownership_answers", sa.Column("customer_kind", sa.String(length=16), nullable=True))


def downgrade() -> None:
    op.drop_column("ownership_answers", "customer_kind")
