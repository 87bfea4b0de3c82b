"""An owner's report of a member's stolen device reaches their own business alone (contract W3)."""

import sqlalchemy as sa
from alembic import op

revision = "reports_within"
down_revision = "kind_of_new_owner"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("credential_reports", sa.Column("within", sa.String(length=40), nullable=True))
    op.add_column("memberships", sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("memberships", "held_at")
    op.drop_column("credential_reports", "within")
