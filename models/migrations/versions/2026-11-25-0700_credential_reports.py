"""Reports of lost credentials, what they end, and the register of incidents."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.migrations import privileges

revision = "credential_reports"
down_revision = "keys"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "credential_reports",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("trouble", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("session_id", sa.String(length=40), nullable=True),
        sa.Column("ip", sa.String(length=64), nullable=True),
        sa.Column("user_agent", sa.String(length=512), nullable=True),
        sa.Column("user_id", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.String(length=8), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential_reports")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_credential_reports_token_sha256")),
    )
    op.create_index(op.f("ix_credential_reports_email"), "credential_reports", ["email"])
    op.create_index(op.f("ix_credential_reports_user_id"), "credential_reports", ["user_id"])
    op.create_table(
        "incidents",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("source_id", sa.String(length=80), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("subject_ids", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("aware_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["opened_by"], ["users.id"], name=op.f("fk_incidents_opened_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
        sa.UniqueConstraint("source_id", name=op.f("uq_incidents_source_id")),
    )
    op.create_index(op.f("ix_incidents_kind"), "incidents", ["kind"])
    op.create_index(op.f("ix_incidents_state"), "incidents", ["state"])
    op.create_table(
        "incident_entries",
        sa.Column("incident_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name=op.f("fk_incident_entries_incident_id_incidents")
        ),
        sa.PrimaryKeyConstraint("incident_id", "number", name=op.f("pk_incident_entries")),
    )
    op.add_column("signing_links", sa.Column("ended_by_report", sa.String(length=40), nullable=True))
    op.create_index(op.f("ix_signing_links_ended_by_report"), "signing_links", ["ended_by_report"])
    op.create_index("ix_signers_lower_email", "signers", [sa.text("lower(email)")])
    privileges.grant_ordinary(["credential_reports", "incidents"])
    privileges.make_append_only(["incident_entries"])


def downgrade() -> None:
    op.drop_index("ix_signers_lower_email", table_name="signers")
    op.drop_index(op.f("ix_signing_links_ended_by_report"), table_name="signing_links")
    op.drop_column("signing_links", "ended_by_report")
    op.drop_table("incident_entries")
    op.drop_table("incidents")
    op.drop_table("credential_reports")
