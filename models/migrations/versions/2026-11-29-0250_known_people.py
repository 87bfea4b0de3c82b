"""Of other people the application sees who they are, and never what proves it: users are shown by a view."""

from alembic import op

from models.migrations import isolation, privileges
from models.migrations.isolation import (
    both,
    has_role,
    is_kind,
    of_business,
    of_credential,
    of_link,
    of_mailbox,
    of_person,
    of_staff,
    with_parent,
)

revision = "known_people"
down_revision = "subprocessors"
branch_labels = None
depends_on = None

_OF_IT = [
    f"EXISTS (SELECT FROM {table} t WHERE t.{column} = users.id AND {of_business('t.business_id')})"
    for table, column in (("memberships", "user_id"), ("departures", "user_id"), ("departures", "ended_by"))
]
_ASKING = [
    f"id IN (SELECT b.owner_id FROM businesses b JOIN envelopes e ON e.business_id = b.id WHERE {of_link('e.id')})",
    f"id IN (SELECT i.invited_by FROM invitations i WHERE {of_credential('i.token_sha256')})",
]
_COLLEAGUE = both(
    of_staff("security", "dpo", "reviewer"), with_parent("staff_members", "users.id", key="user_id")
)
_SHOWN = [of_person("id"), *_OF_IT, *_ASKING, _COLLEAGUE]
_KNOWN_PEOPLE = f"""
CREATE VIEW known_people WITH (security_barrier) AS
SELECT id, name, email,
    CASE WHEN {is_kind("staff")} THEN password_changed_at END AS password_changed_at,
    CASE WHEN {has_role("owner", "security", "dpo")} THEN
        EXISTS (SELECT FROM passkeys p WHERE p.user_id = users.id)
        OR EXISTS (SELECT FROM totp_factors t WHERE t.user_id = users.id AND t.confirmed_at IS NOT NULL)
    END AS second_factor
FROM users WHERE {" OR ".join(f"({expression})" for expression in _SHOWN)}
"""
"""Reads as the tables' owner, so it says itself who is shown: whom the transaction's scope has to do with."""


def upgrade() -> None:
    op.execute(_KNOWN_PEOPLE)
    op.execute(f"GRANT SELECT ON known_people TO {privileges.app_role()}")
    _isolate([of_person("id"), of_mailbox()])


def downgrade() -> None:
    _isolate([of_mailbox(), *_SHOWN])
    op.execute("DROP VIEW known_people")


def _isolate(read: list[str]) -> None:
    isolation.isolate("users", read=read, add=[of_mailbox()], change=[of_person("id")])
