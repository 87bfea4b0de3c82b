"""Who is on which version of a text, for staff who answer for data protection (contract A3).

A function and not a policy: staff see who somebody is and what they accepted, and no other column of theirs.
"""

from alembic import op

from models.migrations import isolation, privileges

revision = "terms_standing"
down_revision = "invoices"
branch_labels = None
depends_on = None

_SIGNATURE = "terms_standing(wanted varchar, at_version varchar, after varchar, at_most integer)"
_FUNCTION = f"""
CREATE FUNCTION {_SIGNATURE}
RETURNS TABLE (
    user_id varchar, email varchar, name varchar, business_id varchar, business varchar,
    version varchar, accepted_at timestamptz
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
WITH subject AS (
    SELECT b.id AS position, b.owner_id, b.id AS business_id, b.name AS business
    FROM businesses b WHERE wanted IN ('terms', 'processor')
    UNION ALL
    SELECT u.id, u.id, NULL, NULL FROM users u WHERE wanted = 'privacy'
    UNION ALL
    SELECT s.user_id, s.user_id, NULL, NULL FROM staff_members s
    WHERE wanted = 'staff-commitments' AND s.left_at IS NULL
)
SELECT u.id, u.email, u.name, subject.business_id, subject.business, newest.version, newest.accepted_at
FROM subject
JOIN users u ON u.id = subject.owner_id
LEFT JOIN LATERAL (
    SELECT a.version, a.accepted_at FROM acceptances a
    WHERE a.user_id = u.id AND a.document = wanted
      AND (subject.business_id IS NULL OR a.business_id = subject.business_id)
    ORDER BY a.version DESC, a.accepted_at LIMIT 1
) newest ON true
WHERE {isolation.of_staff("dpo")}
  AND subject.position > after
  AND (at_version IS NULL OR newest.version = at_version)
ORDER BY subject.position LIMIT at_most;
END
"""


def upgrade() -> None:
    op.execute(_FUNCTION)
    op.execute("REVOKE ALL ON FUNCTION terms_standing FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION terms_standing TO {privileges.app_role()}")


def downgrade() -> None:
    op.execute("DROP FUNCTION terms_standing")
