"""What support sees of customers, each look-up with its reason."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.migrations import isolation, privileges
from models.migrations.isolation import both, has_role, is_kind, of_staff, setting

revision = "customer_lookups"
down_revision = "openings"
branch_labels = None
depends_on = None

_SUMMARIES = f"""
CREATE FUNCTION customer_summaries(words varchar) RETURNS TABLE (
    id varchar, name varchar, country varchar, state varchar, created_at timestamptz, members bigint,
    documents bigint, envelopes_sent bigint, envelopes_open bigint, last_sent_at timestamptz
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
SELECT b.id, b.name, b.country, b.standing, b.created_at,
    (SELECT count(*) FROM memberships m WHERE m.business_id = b.id),
    (SELECT count(*) FROM documents d WHERE d.business_id = b.id),
    (SELECT count(*) FROM envelopes e WHERE e.business_id = b.id AND e.sent_at IS NOT NULL),
    (SELECT count(*) FROM envelopes e WHERE e.business_id = b.id AND e.state = 'sent'),
    (SELECT max(e.sent_at) FROM envelopes e WHERE e.business_id = b.id)
FROM businesses b JOIN users u ON u.id = b.owner_id
WHERE {both(is_kind("staff"), has_role("support", "billing"))} AND (
    b.id = words OR b.tax_id = upper(words) OR u.email = lower(words)
    OR length(words) >= 3 AND position(lower(words) IN lower(b.name)) > 0
)
ORDER BY b.name, b.id
LIMIT 20
$$
"""
"""All that support and billing see of a customer they do not serve: no row of it, and numbers instead of contents."""


def upgrade() -> None:
    op.create_table(
        "customer_lookups",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("query", sa.String(length=254), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("found", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_customer_lookups_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_lookups")),
    )
    op.create_index(op.f("ix_customer_lookups_user_id"), "customer_lookups", ["user_id"])
    privileges.make_append_only(["customer_lookups"])
    own = both(of_staff("support", "billing"), f"user_id = {setting('user')}")
    isolation.isolate("customer_lookups", read=[of_staff("security", "dpo")], add=[own])
    op.execute(_SUMMARIES)
    op.execute("REVOKE ALL ON FUNCTION customer_summaries FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION customer_summaries TO {privileges.app_role()}")


def downgrade() -> None:
    op.execute("DROP FUNCTION customer_summaries(varchar)")
    op.drop_table("customer_lookups")
