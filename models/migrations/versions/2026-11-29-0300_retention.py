"""Legal holds, the dates of the purge, and what was destroyed (contract S17, S18)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.migrations import destruction, fixed_columns, isolation, privileges
from models.migrations.isolation import both, of_staff, setting

revision = "retention"
down_revision = "choice"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_ID = sa.String(length=40)
_STAGE = sa.String(length=32)
_SHA256 = sa.String(length=64)
_HOLD = ("id", "business_id", "placed_by", "placed_at", "reason", "reference")
_TABLES = ("legal_holds", "retentions", "departing_users", "purge_steps", "purge_certificates")


def upgrade() -> None:
    _create_holds()
    _create_dates()
    _create_records()
    _key_per_class()
    op.create_index("ix_mails_subject", "mails", [sa.text(destruction.MAIL_SUBJECT)])
    privileges.grant_ordinary(["legal_holds", "retentions", "departing_users"])
    privileges.let_retention_record("purge_steps")
    privileges.make_append_only(["purge_certificates"])
    fixed_columns.fix("legal_holds", _HOLD)
    dpo, both_roles = of_staff("dpo"), of_staff("dpo", "security")
    isolation.isolate(
        "legal_holds",
        read=[both_roles],
        add=[both(dpo, f"placed_by = {setting('user')}")],
        change=[both_roles],
    )
    for table in ("retentions", "purge_certificates"):
        isolation.isolate(table, read=[dpo])
    for table in ("departing_users", "purge_steps"):
        isolation.isolate(table)
    isolation.let_retention("purge_steps")
    destruction.create_guards()


def _create_holds() -> None:
    op.create_table(
        "legal_holds",
        sa.Column("id", _ID, nullable=False),
        sa.Column("business_id", _ID, nullable=False),
        sa.Column("placed_by", _ID, nullable=False),
        sa.Column("placed_at", _INSTANT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("release_asked_by", _ID, nullable=True),
        sa.Column("release_asked_at", _INSTANT, nullable=True),
        sa.Column("release_reason", sa.Text(), nullable=True),
        sa.Column("released_by", _ID, nullable=True),
        sa.Column("released_at", _INSTANT, nullable=True),
        sa.CheckConstraint(
            "released_at IS NULL OR (released_by IS NOT NULL AND release_asked_by IS NOT NULL"
            " AND released_by <> release_asked_by)",
            name=op.f("ck_legal_holds_second_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_holds")),
    )
    op.create_index(op.f("ix_legal_holds_business_id"), "legal_holds", ["business_id"])


def _create_dates() -> None:
    op.create_table(
        "retentions",
        sa.Column("business_id", _ID, nullable=False),
        sa.Column("stage", _STAGE, nullable=False),
        sa.Column("blocked_at", _INSTANT, nullable=False),
        sa.Column("due_at", _INSTANT, nullable=True),
        sa.Column("begun_at", _INSTANT, nullable=True),
        sa.Column("purged_at", _INSTANT, nullable=True),
        sa.CheckConstraint("due_at >= blocked_at + interval '364 days'", name=op.f("ck_retentions_not_at_once")),
        sa.PrimaryKeyConstraint("business_id", "stage", name=op.f("pk_retentions")),
    )
    op.create_index(op.f("ix_retentions_due_at"), "retentions", ["due_at"])
    op.create_table(
        "departing_users",
        sa.Column("business_id", _ID, nullable=False),
        sa.Column("user_id", _ID, nullable=False),
        sa.PrimaryKeyConstraint("business_id", "user_id", name=op.f("pk_departing_users")),
    )


def _create_records() -> None:
    op.create_table(
        "purge_steps",
        sa.Column("business_id", _ID, nullable=False),
        sa.Column("stage", _STAGE, nullable=False),
        sa.Column("step", sa.String(length=80), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("digest", _SHA256, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("business_id", "stage", "step", "batch", name=op.f("pk_purge_steps")),
    )
    op.create_table(
        "purge_certificates",
        sa.Column("id", _ID, nullable=False),
        sa.Column("business_id", _ID, nullable=False),
        sa.Column("stage", _STAGE, nullable=False),
        sa.Column("issued_at", _INSTANT, nullable=False),
        sa.Column("digest", _SHA256, nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purge_certificates")),
        sa.UniqueConstraint("business_id", "stage", name=op.f("uq_purge_certificates_business_id_stage")),
    )


def _key_per_class() -> None:
    """Keys made before open documents and evidence, and invoices stored until now."""
    kind = sa.Column("data_class", _STAGE, server_default="documents_and_evidence", nullable=False)
    op.add_column("business_keys", kind)
    op.drop_constraint("pk_business_keys", "business_keys", type_="primary")
    op.create_primary_key("pk_business_keys", "business_keys", ["business_id", "data_class"])


def _one_key() -> None:
    """Keys of other classes than the first cannot be kept, nor what they encrypt."""
    op.execute("DELETE FROM business_keys WHERE data_class <> 'documents_and_evidence'")
    op.drop_constraint("pk_business_keys", "business_keys", type_="primary")
    op.create_primary_key("pk_business_keys", "business_keys", ["business_id"])
    op.drop_column("business_keys", "data_class")


def downgrade() -> None:
    destruction.drop_guards()
    _one_key()
    op.drop_index("ix_mails_subject", table_name="mails")
    for table in _TABLES:
        op.drop_table(table)
    destruction.drop_functions()
