"""Users who cannot sign in: until their password is reset, or because their access was revoked."""

import sqlalchemy as sa
from alembic import op

revision = "held_users"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in ("password_reset_required_at", "access_revoked_at"):
        op.add_column("users", sa.Column(column, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("users", "access_revoked_at")
    op.drop_column("users", "password_reset_required_at")
