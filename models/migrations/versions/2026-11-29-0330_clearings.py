"""The record of what the service cleared away by itself."""

import sqlalchemy as sa
from alembic import op

from models.migrations import isolation, privileges

revision = "clearings"
down_revision = "plan_limits"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clearings",
        sa.Column("run_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("run_on", "kind", "batch", name=op.f("pk_clearings")),
    )
    privileges.make_append_only(["clearings"])
    isolation.isolate("clearings")


def downgrade() -> None:
    op.drop_table("clearings")
