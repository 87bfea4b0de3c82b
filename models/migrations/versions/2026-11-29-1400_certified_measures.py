"""A measure keeps what its certificate says, so that the same is not certified again each day (contract P6)."""

import sqlalchemy as sa
from alembic import op

revision = "certified_measures"
down_revision = "opened_papers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("subject_measures", sa.Column("certified", sa.String(64), nullable=True))


def downgrade() -> None:
    op.drop_column("subject_measures", "certified")
