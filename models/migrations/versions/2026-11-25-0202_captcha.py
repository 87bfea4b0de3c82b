"""Proofs of work that were used, each for one request."""

import sqlalchemy as sa
from alembic import op

from models.migrations import privileges

revision = "captcha"
down_revision = "held_users"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "captcha_uses",
        sa.Column("challenge", sa.String(length=64), nullable=False),
        sa.Column("request_sha256", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("challenge", name=op.f("pk_captcha_uses")),
    )
    op.create_index(op.f("ix_captcha_uses_used_at"), "captcha_uses", ["used_at"])
    privileges.grant_ordinary(["captcha_uses"])


def downgrade() -> None:
    op.drop_table("captcha_uses")
