"""The log of interactions, changes under way, and what the retention destroyed (contract M7, S18)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.migrations import privileges

revision = "activity"
down_revision = "members"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "activity",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(length=120), nullable=False),
        sa.Column("actor", sa.String(length=16), nullable=False),
        sa.Column("actor_id", sa.String(length=120), nullable=True),
        sa.Column("roles", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("business_id", sa.String(length=40), nullable=True),
        sa.Column("user_id", sa.String(length=40), nullable=True),
        sa.Column("objects", postgresql.ARRAY(sa.String(length=40)), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("problem", sa.String(length=64), nullable=True),
        sa.Column("ip", sa.String(length=64), nullable=True),
        sa.Column("user_agent", sa.String(length=512), nullable=True),
        sa.Column("request_id", sa.String(length=64), nullable=True),
        sa.Column("retention", sa.String(length=16), nullable=False),
        sa.Column("keep_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fold", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    op.create_index("ix_activity_business_id_id", "activity", ["business_id", "id"])
    op.create_index("ix_activity_user_id_id", "activity", ["user_id", "id"])
    op.create_index("ix_activity_objects", "activity", ["objects"], postgresql_using="gin")
    op.create_index(op.f("ix_activity_keep_until"), "activity", ["keep_until"])
    op.create_index(
        "uq_activity_fold", "activity", ["fold"], unique=True, postgresql_where=sa.text("fold IS NOT NULL")
    )
    op.create_table(
        "activity_begun",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_begun")),
    )
    op.create_index(op.f("ix_activity_begun_at"), "activity_begun", ["at"])
    op.create_table(
        "activity_destructions",
        sa.Column("run_on", sa.Date(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("retention", sa.String(length=16), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("run_on", "batch", "retention", name=op.f("pk_activity_destructions")),
    )
    privileges.make_destroyable_in_time("activity")
    privileges.grant_ordinary(["activity_begun"])
    privileges.let_retention_record("activity_destructions")


def downgrade() -> None:
    op.drop_table("activity_destructions")
    op.drop_table("activity_begun")
    op.drop_table("activity")
