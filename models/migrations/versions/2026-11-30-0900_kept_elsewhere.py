"""An erasure tells what is left of the person outside the envelopes, and why (contract P6)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "kept_elsewhere"
down_revision = "former_staff"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "subject_measures", sa.Column("elsewhere", postgresql.JSONB(astext_type=sa.Text()), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("subject_measures", "elsewhere")
