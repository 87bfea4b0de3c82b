"""Plans and promotions, versioned."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.migrations import privileges

revision = "catalogue"
down_revision = "captcha"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan_versions",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("fee", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("monthly_fee", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("envelopes", sa.Integer(), nullable=True),
        sa.Column("extra_envelope", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("members", sa.Integer(), nullable=True),
        sa.Column("businesses", sa.Integer(), nullable=False),
        sa.Column("storage_bytes", sa.BigInteger(), nullable=True),
        sa.Column("offered_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offered_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.String(length=40), nullable=False),
        sa.CheckConstraint("fee >= 0 AND months >= 1", name=op.f("ck_plan_versions_price")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_versions")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_plan_versions_code_version")),
    )
    op.create_table(
        "plan_promotions",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("plan_code", sa.String(length=40), nullable=True),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("percent", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.String(length=40), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_promotions")),
    )
    op.create_index(op.f("ix_plan_promotions_plan_code"), "plan_promotions", ["plan_code"], unique=False)
    privileges.grant_ordinary(["plan_versions", "plan_promotions"])


def downgrade() -> None:
    op.drop_table("plan_promotions")
    op.drop_table("plan_versions")
