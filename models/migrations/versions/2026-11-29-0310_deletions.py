"""Owners' requests to delete their business, which a workflow carries out."""

import sqlalchemy as sa
from alembic import op

from models.migrations import fixed_columns, isolation, privileges
from models.migrations.isolation import both, of_business, of_upkeep, setting

revision = "deletions"
down_revision = "opened_revisions"
branch_labels = None
depends_on = None

_ID = sa.String(length=40)
_INSTANT = sa.DateTime(timezone=True)
_FIXED = ("id", "business_id", "requested_by", "requested_at", "waived", "subscription_id", "ip", "user_agent")


def upgrade() -> None:
    op.create_table(
        "business_deletions",
        sa.Column("id", _ID, nullable=False),
        sa.Column("business_id", _ID, nullable=False),
        sa.Column("requested_by", _ID, nullable=False),
        sa.Column("requested_at", _INSTANT, nullable=False),
        sa.Column("waived", sa.Boolean(), nullable=False),
        sa.Column("subscription_id", _ID, nullable=True),
        sa.Column("ip", sa.String(length=64), nullable=True),
        sa.Column("user_agent", sa.String(length=512), nullable=True),
        sa.Column("state", sa.String(length=16), server_default="waiting", nullable=False),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_business_deletions_business_id_businesses")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_business_deletions")),
    )
    op.create_index(op.f("ix_business_deletions_business_id"), "business_deletions", ["business_id"])
    op.create_index(
        "uq_business_deletions_waiting",
        "business_deletions",
        ["business_id"],
        unique=True,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    privileges.grant_ordinary(["business_deletions"])
    fixed_columns.fix("business_deletions", _FIXED)
    own = of_business(role="owner")
    isolation.isolate(
        "business_deletions",
        read=[own, both(of_upkeep(), "state = 'waiting'")],
        add=[both(own, f"requested_by = {setting('user')}", "state = 'waiting'")],
    )


def downgrade() -> None:
    op.drop_table("business_deletions")
