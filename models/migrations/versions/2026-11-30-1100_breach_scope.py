"""By how many ids a breach was counted; controllers told by telephone alone see what they were told."""

import sqlalchemy as sa
from alembic import op

revision = "breach_scope"
down_revision = "appeals_carried_on"
branch_labels = None
depends_on = None

_TOLD_ANOTHER_WAY = """
UPDATE breach_controllers c SET first_told_at = o.at FROM breach_contacts o
WHERE o.breach_id = c.breach_id AND o.business_id = c.business_id AND c.first_told_at IS NULL
"""


def upgrade() -> None:
    op.add_column("breaches", sa.Column("measured", sa.Integer(), nullable=False, server_default="0"))
    op.execute(_TOLD_ANOTHER_WAY)


def downgrade() -> None:
    op.drop_column("breaches", "measured")
