"""An erasure tells which texts of envelopes still name the person (contract P6)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "erased_texts"
down_revision = "receipts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "subject_places", sa.Column("texts", postgresql.JSONB(astext_type=sa.Text()), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("subject_places", "texts")
