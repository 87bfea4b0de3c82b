"""What owners set of their businesses, with a record of each change; test envelopes found apart."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.migrations import isolation, privileges
from models.migrations.isolation import both, of_business, setting

revision = "business_settings"
down_revision = "factors"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "businesses", sa.Column("promotion_allowed", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.add_column(
        "businesses", sa.Column("deletion_requested_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_index(
        "ix_envelopes_tests", "envelopes", ["business_id", "id"], postgresql_where=sa.text("test")
    )
    op.create_table(
        "business_changes",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("changes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ip", sa.String(length=64), nullable=True),
        sa.Column("user_agent", sa.String(length=512), nullable=True),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_business_changes_business_id_businesses")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_business_changes_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_business_changes")),
    )
    op.create_index(op.f("ix_business_changes_business_id"), "business_changes", ["business_id"])
    privileges.make_append_only(["business_changes"])
    own = of_business(role="owner")
    isolation.isolate(
        "business_changes", read=[own], add=[both(own, f"user_id = {setting('user')}")]
    )


def downgrade() -> None:
    op.drop_table("business_changes")
    op.drop_index("ix_envelopes_tests", "envelopes")
    op.drop_column("businesses", "deletion_requested_at")
    op.drop_column("businesses", "promotion_allowed")
