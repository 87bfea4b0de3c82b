"""A report of a member's stolen device names the owner who made it (contract W3)."""

import sqlalchemy as sa
from alembic import op

revision = "member_devices"
down_revision = "people"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("credential_reports", sa.Column("reported_by", sa.String(40), nullable=True))


def downgrade() -> None:
    op.drop_column("credential_reports", "reported_by")
