"""Every sealed paper and every timestamp that stands alone is renewed, not documents alone (contract E4)."""

import sqlalchemy as sa
from alembic import op

from models.migrations import isolation, privileges
from models.migrations.isolation import both, of_business

revision = "sealed_versions"
down_revision = "acts_carried_on"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_TABLE = "sealed_versions"
_GROWS = """
CREATE FUNCTION allow_timestamps_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF substr(NEW.pdf, 1, length(OLD.pdf)) = OLD.pdf AND to_jsonb(NEW) - 'pdf' = to_jsonb(OLD) - 'pdf' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only: to its PDF may only be added', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$
"""
"""A renewed timestamp is an addition at the end of the PDF: what was sealed stays its beginning."""


def upgrade() -> None:
    op.create_table(
        _TABLE,
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("paper_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("sealed_at", _INSTANT, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("object_key", sa.String(length=255), nullable=True),
        sa.Column("token", sa.LargeBinary(), nullable=True),
        sa.Column("valid_until", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("kind", "paper_id", "number", name=op.f("pk_sealed_versions")),
    )
    for column in ("business_id", "valid_until"):
        op.create_index(op.f(f"ix_sealed_versions_{column}"), _TABLE, [column])
    privileges.grant_ordinary([_TABLE])
    isolation.isolate(
        _TABLE,
        read=[
            both(of_business(), "kind IN ('certificate', 'evidence-chain')"),
            both(of_business(role="owner"), "kind = 'receipt'"),
        ],
    )
    op.execute(_GROWS)
    op.execute("DROP TRIGGER refuse_change ON purge_certificates")
    op.execute(
        "CREATE TRIGGER allow_timestamps_only BEFORE UPDATE ON purge_certificates"
        " FOR EACH ROW EXECUTE FUNCTION allow_timestamps_only()"
    )
    op.execute(
        "CREATE TRIGGER refuse_change BEFORE DELETE ON purge_certificates"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(f"GRANT UPDATE (pdf) ON purge_certificates TO {privileges.worker_role()}")


def downgrade() -> None:
    op.execute(f"REVOKE UPDATE (pdf) ON purge_certificates FROM {privileges.worker_role()}")
    op.execute("DROP TRIGGER refuse_change ON purge_certificates")
    op.execute("DROP TRIGGER allow_timestamps_only ON purge_certificates")
    op.execute(
        "CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON purge_certificates"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute("DROP FUNCTION allow_timestamps_only()")
    isolation.undo(_TABLE)
    op.drop_table(_TABLE)
