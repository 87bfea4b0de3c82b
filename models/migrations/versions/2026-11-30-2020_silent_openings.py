"""An opening of blocked data of which the law forbids telling its owner yet."""

import sqlalchemy as sa
from alembic import op

from models.migrations import fixed_columns, isolation, privileges
from models.migrations.isolation import both, of_business, of_staff, setting, with_parent

revision = "silent_openings"
down_revision = "answers_again"
branch_labels = None
depends_on = None

_TABLE, _VIEWS = "document_openings", "document_opening_views"
_FIXED = (
    "id", "business_id", "document_id", "opened_by", "role", "reason", "legal_ground", "case_id", "asked_at",
    "invoice_id", "envelope_id",
)  # fmt: skip
_OWN = f"opened_by = {setting('user')}"
_CLAIMED = (
    "EXISTS (SELECT FROM misuse_reports r WHERE r.id = document_openings.case_id AND r.state = 'claimed'"
    f" AND r.claimed_by = {setting('user')} AND r.business_id = document_openings.business_id"
    " AND r.document_ids ? document_openings.document_id)"
)
_BLOCKED = (
    "EXISTS (SELECT FROM businesses b WHERE b.id = document_openings.business_id AND b.standing = 'blocked')"
)
_TOLD = "silence_reason IS NULL OR lifted_at IS NOT NULL"
_OWNER_OF_LIFTED = """
CREATE FUNCTION owner_of_lifted(wanted varchar) RETURNS varchar
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
SELECT b.owner_id FROM public.document_openings o JOIN public.businesses b ON b.id = o.business_id
WHERE o.id = wanted AND o.lifted_by = nullif(current_setting('rubrica.user', true), '')
$$
"""
"""A DPO sees no business that is blocked no longer, so the database says whose opening they lifted."""
_SILENT = "silence_reason IS NOT NULL AND lifted_at IS NULL"


def upgrade() -> None:
    op.add_column(_TABLE, sa.Column("silence_reason", sa.Text(), nullable=True))
    op.add_column(_TABLE, sa.Column("lifted_by", sa.String(length=40), nullable=True))
    op.add_column(_TABLE, sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(
        op.f(f"ck_{_TABLE}_lifted"), _TABLE, "lifted_at IS NULL OR silence_reason IS NOT NULL"
    )
    op.create_check_constraint(
        op.f(f"ck_{_TABLE}_silence"), _TABLE, "role = 'dpo' OR silence_reason IS NULL"
    )
    _fix((*_FIXED, "silence_reason"))
    owner = of_business(role="owner")
    seen = with_parent(_TABLE, "document_opening_id")
    _isolate(both(owner, _TOLD), both(owner, seen))
    silent = both(of_staff("dpo"), _SILENT)
    isolation.also(
        _TABLE, "silent", read=[both(of_staff("dpo"), "silence_reason IS NOT NULL")], lock=[silent],
        change=[both(of_staff("dpo"), "lifted_at IS NOT NULL")],
    )
    op.execute(_OWNER_OF_LIFTED)
    op.execute("REVOKE ALL ON FUNCTION owner_of_lifted(varchar) FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION owner_of_lifted(varchar) TO {privileges.app_role()}")


def downgrade() -> None:
    op.execute("DROP FUNCTION owner_of_lifted(varchar)")
    isolation.no_more(_TABLE, "silent")
    owner = of_business(role="owner")
    _isolate(owner, owner)
    _fix(_FIXED)
    for name in ("lifted", "silence"):
        op.drop_constraint(op.f(f"ck_{_TABLE}_{name}"), _TABLE, type_="check")
    for column in ("lifted_at", "lifted_by", "silence_reason"):
        op.drop_column(_TABLE, column)


def _isolate(shown: str, views_shown: str) -> None:
    """A reviewer opens what they claimed; a DPO asks about blocked data; security decides; the owner is shown."""
    own = both(of_staff("reviewer", "dpo"), _OWN)
    isolation.isolate(
        _TABLE,
        read=[own, of_staff("security"), shown],
        add=[
            both(of_staff("reviewer"), _OWN, "role = 'reviewer'", _CLAIMED),
            both(of_staff("dpo"), _OWN, "role = 'dpo'", "state = 'awaiting_approval'", _BLOCKED),
        ],
        change=[own, of_staff("security")],
    )
    seen = with_parent(_TABLE, "document_opening_id")
    isolation.isolate(
        _VIEWS,
        read=[both(of_staff("reviewer", "dpo"), seen), views_shown],
        add=[both(of_staff("reviewer", "dpo"), seen)],
    )


def _fix(columns: tuple[str, ...]) -> None:
    op.execute(f"DROP TRIGGER keep_fixed ON {_TABLE}")
    fixed_columns.fix(_TABLE, columns)
