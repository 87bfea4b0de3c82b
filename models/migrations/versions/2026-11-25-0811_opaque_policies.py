"""Policies in a form from which no index is chosen; and who sees a user is found without reading envelopes."""

from alembic import op

from models.migrations import isolation
from models.migrations.isolation import (
    both,
    of_business,
    of_credential,
    of_link,
    of_mailbox,
    of_person,
    of_staff,
    with_parent,
)

revision = "opaque_policies"
down_revision = "staff_joining"
branch_labels = None
depends_on = None

_MAKE_OPAQUE = """
DO $$
DECLARE
    policy record;
    clauses text;
BEGIN
    FOR policy IN
        SELECT tablename, policyname, qual, with_check FROM pg_policies
        WHERE schemaname = current_schema() AND policyname LIKE 'app\\_%'
          AND coalesce(qual, with_check) NOT LIKE 'CASE%'
    LOOP
        clauses := '';
        IF policy.qual IS NOT NULL THEN
            clauses := format(' USING (CASE WHEN %s THEN true ELSE false END)', policy.qual);
        END IF;
        IF policy.with_check IS NOT NULL THEN
            clauses := clauses
                || format(' WITH CHECK (CASE WHEN %s THEN true ELSE false END)', policy.with_check);
        END IF;
        EXECUTE format('ALTER POLICY %I ON %I', policy.policyname, policy.tablename) || clauses;
    END LOOP;
END $$
"""


def upgrade() -> None:
    of_it = [
        f"EXISTS (SELECT FROM {table} t WHERE t.{column} = users.id AND {of_business('t.business_id')})"
        for table, column in (
            ("memberships", "user_id"),
            ("departures", "user_id"),
            ("departures", "ended_by"),
        )
    ]
    asking = [
        "id IN (SELECT b.owner_id FROM businesses b JOIN envelopes e ON e.business_id = b.id"
        f" WHERE {of_link('e.id')})",
        f"id IN (SELECT i.invited_by FROM invitations i WHERE {of_credential('i.token_sha256')})",
    ]
    watching = of_staff("security", "dpo", "reviewer")
    colleague = both(watching, with_parent("staff_members", "users.id", key="user_id"))
    isolation.isolate(
        "users",
        read=[of_person("id"), of_mailbox(), *of_it, *asking, colleague],
        add=[of_mailbox()],
        change=[of_person("id")],
    )
    op.execute(_MAKE_OPAQUE)


def downgrade() -> None:
    """Both forms say the same."""
