"""What records of processing are made from: who the holder was when, and controllers' own contacts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.migrations import isolation, privileges
from models.migrations.isolation import ANYBODY, of_staff, of_upkeep
from models.migrations.privileges import app_role, worker_role

revision = "processing_records"
down_revision = "channel_reviews"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_JSON = postgresql.JSONB(astext_type=sa.Text())
_CONTROLLERS = f"""
CREATE FUNCTION controllers_before(until timestamptz, after_id varchar, at_most integer)
RETURNS SETOF varchar
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
SELECT b.id FROM public.businesses b
WHERE {of_staff("dpo")} AND b.created_at < until AND (after_id IS NULL OR b.id > after_id)
ORDER BY b.id LIMIT at_most
$$
"""
"""Ids alone: the DPO reads each controller's record by itself."""


def upgrade() -> None:
    op.create_table(
        "holder_versions",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("since", _INSTANT, nullable=False),
        sa.Column("facts", _JSON, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holder_versions")),
    )
    op.create_index(op.f("ix_holder_versions_since"), "holder_versions", ["since"])
    privileges.make_append_only(["holder_versions"])
    isolation.isolate("holder_versions", read=[ANYBODY], add=[of_upkeep()])
    op.add_column(
        "businesses", sa.Column("privacy_contacts", _JSON, server_default=sa.text("'{}'"), nullable=False)
    )
    op.execute(_CONTROLLERS)
    op.execute("REVOKE ALL ON FUNCTION controllers_before FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION controllers_before TO {app_role()}")
    op.execute(f"GRANT SELECT ON known_people TO {worker_role()}")


def downgrade() -> None:
    op.execute(f"REVOKE SELECT ON known_people FROM {worker_role()}")
    op.execute("DROP FUNCTION controllers_before")
    op.drop_column("businesses", "privacy_contacts")
    isolation.undo("holder_versions")
    op.drop_table("holder_versions")
