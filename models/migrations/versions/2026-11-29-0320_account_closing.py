"""When a user closed their account, and since when it names nobody any more."""

import sqlalchemy as sa
from alembic import op

from models.migrations import isolation
from models.migrations.isolation import both, of_upkeep

revision = "account_closing"
down_revision = "deletions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in ("closed_at", "erased_at"):
        op.add_column("users", sa.Column(column, sa.DateTime(timezone=True), nullable=True))
    left = both(of_upkeep(), "closed_at IS NOT NULL", "erased_at IS NULL")
    isolation.also("users", "app_closing", read=[left])


def downgrade() -> None:
    isolation.no_more("users", "app_closing")
    for column in ("erased_at", "closed_at"):
        op.drop_column("users", column)
