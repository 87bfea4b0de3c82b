"""A password that was merely changed does not let a member back in whose device was reported stolen (A7, W3)."""

import sqlalchemy as sa
from alembic import op

revision = "password_reset_at"
down_revision = "entered_carried_on"
branch_labels = None
depends_on = None

_BACK_ALREADY = """
UPDATE users SET password_reset_at = password_changed_at
WHERE id IN (SELECT user_id FROM memberships WHERE held_at IS NOT NULL)
"""
"""Who came back by the rule of before stays in."""


def upgrade() -> None:
    op.add_column("users", sa.Column("password_reset_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(_BACK_ALREADY)


def downgrade() -> None:
    op.drop_column("users", "password_reset_at")
