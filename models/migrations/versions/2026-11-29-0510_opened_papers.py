"""Openings for authorities cover invoices and evidence, and billing reads no invoice of blocked data (S17)."""

import sqlalchemy as sa
from alembic import op

from models.migrations import fixed_columns, isolation, privileges
from models.migrations.isolation import both, of_business, of_staff, setting

revision = "opened_papers"
down_revision = "evidence_packs"
branch_labels = None
depends_on = None

_ID = sa.String(length=40)
_TABLE = "document_openings"
_ASKED = ("opened_by", "role", "reason", "legal_ground", "case_id", "asked_at")
_FIXED = ("id", "business_id", "document_id", *_ASKED)
_SUBJECTS = {"invoice_id": ("invoices", "id"), "envelope_id": ("certificates", "envelope_id")}
_OF_DOCUMENTS = """
CREATE OR REPLACE FUNCTION refuse_foreign_document() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM documents WHERE id = NEW.document_id AND business_id = NEW.business_id) THEN
        RAISE EXCEPTION 'no such document in this business' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NEW;
END $$
"""
_OF_ALL = """
CREATE OR REPLACE FUNCTION refuse_foreign_document() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM documents WHERE id = NEW.document_id AND business_id = NEW.business_id)
        AND NOT EXISTS (SELECT FROM invoices WHERE id = NEW.invoice_id AND business_id = NEW.business_id)
        AND NOT EXISTS (SELECT FROM envelopes WHERE id = NEW.envelope_id AND business_id = NEW.business_id)
    THEN
        RAISE EXCEPTION 'no such document in this business' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NEW;
END $$
"""
_IS_BLOCKED = """
CREATE FUNCTION is_blocked(wanted varchar) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
SELECT EXISTS (SELECT FROM public.businesses b WHERE b.id = wanted AND b.standing = 'blocked')
$$
"""
"""Billing sees no businesses, so the database looks."""
_OPENED_FROM = {
    "invoices": ("invoice_id", "id"),
    "invoice_documents": ("invoice_id", "invoice_id"),
    "certificates": ("envelope_id", "envelope_id"),
}
"""Table → the opening's column, and the table's own."""


def upgrade() -> None:
    op.alter_column(_TABLE, "document_id", existing_type=_ID, nullable=True)
    for column, (parent, key) in _SUBJECTS.items():
        op.add_column(_TABLE, sa.Column(column, _ID, nullable=True))
        op.create_foreign_key(op.f(f"fk_{_TABLE}_{column}_{parent}"), _TABLE, parent, [column], [key])
    op.add_column(_TABLE, sa.Column("page_count", sa.Integer(), nullable=True))
    op.create_check_constraint(
        op.f(f"ck_{_TABLE}_one_subject"), _TABLE, "num_nonnulls(document_id, invoice_id, envelope_id) = 1"
    )
    _fix((*_FIXED, *_SUBJECTS))
    op.execute(_OF_ALL)
    op.execute(_IS_BLOCKED)
    op.execute("REVOKE ALL ON FUNCTION is_blocked(varchar) FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION is_blocked(varchar) TO {privileges.app_role()}")
    for table in ("invoices", "invoice_documents"):
        running = both(of_staff("billing"), f"NOT is_blocked({table}.business_id)")
        isolation.isolate(table, read=[of_business(role="owner"), running])
    for table, (column, key) in _OPENED_FROM.items():
        opened = (
            f"EXISTS (SELECT FROM document_openings o WHERE o.{column} = {table}.{key}"
            f" AND o.opened_by = {setting('user')} AND o.state = 'open' AND o.expires_at > now())"
        )
        isolation.also(table, "app_openings", read=[both(of_staff("dpo"), opened)])


def downgrade() -> None:
    for table in _OPENED_FROM:
        isolation.no_more(table, "app_openings")
    for table in ("invoices", "invoice_documents"):
        isolation.isolate(table, read=[of_business(role="owner"), of_staff("billing")])
    op.execute("DROP FUNCTION is_blocked(varchar)")
    op.execute(_OF_DOCUMENTS)
    _fix(_FIXED)
    op.drop_constraint(op.f(f"ck_{_TABLE}_one_subject"), _TABLE, type_="check")
    for column in ("page_count", *_SUBJECTS):
        op.drop_column(_TABLE, column)
    op.alter_column(_TABLE, "document_id", existing_type=_ID, nullable=False)


def _fix(columns: tuple[str, ...]) -> None:
    op.execute(f"DROP TRIGGER keep_fixed ON {_TABLE}")
    fixed_columns.fix(_TABLE, columns)
