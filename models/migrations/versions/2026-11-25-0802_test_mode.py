"""Test mode: keys, documents and envelopes that only try the service out."""

import sqlalchemy as sa
from alembic import op

revision = "test_mode"
down_revision = "opaque_policies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("api_keys", sa.Column("mode", sa.String(length=4), nullable=False, server_default="live"))
    for table in ("documents", "envelopes"):
        op.add_column(table, sa.Column("test", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    for table in ("envelopes", "documents"):
        op.drop_column(table, "test")
    op.drop_column("api_keys", "mode")
