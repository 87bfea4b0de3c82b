"""Openings of customers' documents by the holder's staff."""

import sqlalchemy as sa
from alembic import op

from models.migrations import fixed_columns, isolation, privileges
from models.migrations.isolation import both, of_business, of_staff, setting, with_parent

revision = "openings"
down_revision = "business_settings"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_ID = sa.String(length=40)
_FIXED = ("id", "business_id", "document_id", "opened_by", "role", "reason", "legal_ground", "case_id", "asked_at")
_IS_OF_BUSINESS = """
CREATE FUNCTION refuse_foreign_document() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM documents WHERE id = NEW.document_id AND business_id = NEW.business_id) THEN
        RAISE EXCEPTION 'no such document in this business' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NEW;
END $$
"""
"""Staff see no documents before they have opened them, so the database looks for them."""
_OWN = f"opened_by = {setting('user')}"
_CLAIMED = (
    "EXISTS (SELECT FROM misuse_reports r WHERE r.id = document_openings.case_id AND r.state = 'claimed'"
    f" AND r.claimed_by = {setting('user')} AND r.business_id = document_openings.business_id"
    " AND r.document_ids ? document_openings.document_id)"
)
_BLOCKED = (
    "EXISTS (SELECT FROM businesses b WHERE b.id = document_openings.business_id AND b.standing = 'blocked')"
)
_OPENED = (
    "EXISTS (SELECT FROM document_openings o WHERE o.document_id = documents.id"
    f" AND o.opened_by = {setting('user')} AND o.state = 'open' AND o.expires_at > now())"
)


def upgrade() -> None:
    op.create_table(
        "document_openings",
        sa.Column("id", _ID, nullable=False),
        sa.Column("business_id", _ID, nullable=False),
        sa.Column("document_id", _ID, nullable=False),
        sa.Column("opened_by", _ID, nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("legal_ground", sa.Text(), nullable=False),
        sa.Column("case_id", sa.String(length=100), nullable=False),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("decided_by", _ID, nullable=True),
        sa.Column("decided_at", _INSTANT, nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("opened_at", _INSTANT, nullable=True),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.CheckConstraint(
            "role <> 'dpo' OR state NOT IN ('approved', 'open')"
            " OR (decided_by IS NOT NULL AND decided_by <> opened_by)",
            name=op.f("ck_document_openings_second_person"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_document_openings_business_id_businesses")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_document_openings_document_id_documents")
        ),
        sa.ForeignKeyConstraint(["opened_by"], ["users.id"], name=op.f("fk_document_openings_opened_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_openings")),
    )
    op.create_index("ix_document_openings_business_id_id", "document_openings", ["business_id", "id"])
    op.create_index(op.f("ix_document_openings_opened_by"), "document_openings", ["opened_by"])
    op.create_table(
        "document_opening_views",
        sa.Column("id", _ID, nullable=False),
        sa.Column("document_opening_id", _ID, nullable=False),
        sa.Column("business_id", _ID, nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["document_opening_id"],
            ["document_openings.id"],
            name=op.f("fk_document_opening_views_document_opening_id_document_openings"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_opening_views")),
    )
    op.create_index(
        op.f("ix_document_opening_views_document_opening_id"), "document_opening_views", ["document_opening_id"]
    )
    privileges.grant_ordinary(["document_openings"])
    privileges.make_append_only(["document_opening_views"])
    fixed_columns.fix("document_openings", _FIXED)
    op.execute(_IS_OF_BUSINESS)
    op.execute("REVOKE ALL ON FUNCTION refuse_foreign_document FROM PUBLIC")
    op.execute(
        "CREATE TRIGGER refuse_foreign_document BEFORE INSERT ON document_openings"
        " FOR EACH ROW EXECUTE FUNCTION refuse_foreign_document()"
    )
    _isolate()


def _isolate() -> None:
    """A reviewer opens what they claimed; a DPO asks about blocked data; security decides; the owner is shown."""
    own = both(of_staff("reviewer", "dpo"), _OWN)
    shown = of_business(role="owner")
    isolation.isolate(
        "document_openings",
        read=[own, of_staff("security"), shown],
        add=[
            both(of_staff("reviewer"), _OWN, "role = 'reviewer'", _CLAIMED),
            both(of_staff("dpo"), _OWN, "role = 'dpo'", "state = 'awaiting_approval'", _BLOCKED),
        ],
        change=[own, of_staff("security")],
    )
    seen = with_parent("document_openings", "document_opening_id")
    isolation.isolate(
        "document_opening_views",
        read=[both(of_staff("reviewer", "dpo"), seen), shown],
        add=[both(of_staff("reviewer", "dpo"), seen)],
    )
    isolation.also("documents", "app_openings", read=[both(of_staff("reviewer", "dpo"), _OPENED)])
    isolation.also("businesses", "app_openings", read=[both(of_staff("dpo"), "standing = 'blocked'")])


def downgrade() -> None:
    for table in ("documents", "businesses"):
        isolation.no_more(table, "app_openings")
    op.drop_table("document_opening_views")
    op.drop_table("document_openings")
    op.execute("DROP FUNCTION refuse_foreign_document()")
