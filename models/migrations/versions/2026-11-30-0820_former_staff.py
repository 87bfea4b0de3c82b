"""What former staff signed and learned has a date at which it is destroyed (contract P5, S18)."""

import sqlalchemy as sa
from alembic import op

from models.migrations import privileges

revision = "former_staff"
down_revision = "log_stamps"
branch_labels = None
depends_on = None

_FUNCTIONS = {
    "former_staff_due": """
SELECT m.user_id FROM public.staff_members m
WHERE m.left_at IS NOT NULL AND m.records_kept_until <= public.service_now() AND NOT EXISTS (
    SELECT FROM public.legal_holds h JOIN public.businesses b ON b.id = h.business_id
    WHERE b.owner_id IS NULL AND h.released_at IS NULL
)
""",
    "former_staff_envelopes": """
SELECT c.envelope_id FROM public.staff_commitments c WHERE c.user_id IN (SELECT public.former_staff_due())
""",
    "former_staff_documents": """
SELECT d.id FROM public.documents d JOIN public.businesses b ON b.id = d.business_id AND b.owner_id IS NULL
WHERE d.created_by IN (SELECT public.former_staff_due())
""",
}
"""Whose date has come, their commitments' envelopes, and the documents laid out for them: all of the holder's
own business, as long as no legal hold stands on it. The application cannot tell others."""
_THEIRS = "envelope_id IN (SELECT former_staff_envelopes())"
_OF_PERSON = "user_id IN (SELECT former_staff_due())"
_ROWS = {
    "mail_provider_events": f"mail_id IN (SELECT m.id FROM mails m WHERE m.{_THEIRS})",  # noqa: S608
    "mails": _THEIRS,
    "acts": _THEIRS,
    "submissions": _THEIRS,
    "signing_links": _THEIRS,
    "fields": _THEIRS,
    "evidence_events": _THEIRS,
    "sealed_versions": f"paper_id IN (SELECT c.id FROM certificates c WHERE c.{_THEIRS})",  # noqa: S608
    "certificates": _THEIRS,
    "archive_terms": _THEIRS,
    "revisions": _THEIRS,
    "signers": _THEIRS,
    "envelope_documents": _THEIRS,
    "envelopes": "id IN (SELECT former_staff_envelopes())",
    "documents": "id IN (SELECT former_staff_documents())",
    "training_attempts": _OF_PERSON,
    "external_trainings": _OF_PERSON,
    "staff_commitments": _OF_PERSON,
}
_LEFT = """
UPDATE staff_members SET records_kept_until =
    ((left_at AT TIME ZONE 'Europe/Madrid')::date + interval '5 years 1 day') AT TIME ZONE 'Europe/Madrid'
WHERE left_at IS NOT NULL
"""


def upgrade() -> None:
    op.add_column(
        "staff_members", sa.Column("records_kept_until", sa.DateTime(timezone=True), nullable=True)
    )
    op.execute(_LEFT)
    role = privileges.retention_role()
    for name, query in _FUNCTIONS.items():
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS SETOF varchar LANGUAGE sql STABLE SECURITY DEFINER"
            f" SET search_path = pg_catalog, public, pg_temp AS $$ {query} $$"
        )
        op.execute(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {name} TO {role}")
    for table, rows in _ROWS.items():
        op.execute(f"GRANT SELECT, DELETE ON {table} TO {role}")
        op.execute(f"CREATE POLICY former_staff ON {table} TO {role} USING ({rows}) WITH CHECK (false)")


def downgrade() -> None:
    role = privileges.retention_role()
    for table in _ROWS:
        op.execute(f"DROP POLICY former_staff ON {table}")
    for table in ("training_attempts", "external_trainings", "staff_commitments"):
        op.execute(f"REVOKE ALL ON {table} FROM {role}")
    for name in reversed(_FUNCTIONS):
        op.execute(f"DROP FUNCTION {name}()")
    op.drop_column("staff_members", "records_kept_until")
