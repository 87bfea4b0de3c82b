"""What a closed account accepted for nobody but itself has a date at which it is destroyed (contract S18)."""

import sqlalchemy as sa
from alembic import op

from models.migrations import isolation, privileges

revision = "closed_acceptances"
down_revision = "measure_records"
branch_labels = None
depends_on = None

_DUE = """
CREATE FUNCTION closed_accounts_due() RETURNS SETOF varchar
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
SELECT u.id FROM public.users u
WHERE u.erased_at IS NOT NULL AND u.acceptances_kept_until <= public.service_now()
    AND NOT EXISTS (SELECT FROM public.businesses b WHERE b.owner_id = u.id)
$$
"""
"""Accounts that nobody can enter and that go with no business; the application cannot tell them otherwise."""
_ERASED = """
UPDATE users SET acceptances_kept_until =
    ((closed_at AT TIME ZONE 'Europe/Madrid')::date + interval '6 years') AT TIME ZONE 'Europe/Madrid'
WHERE erased_at IS NOT NULL
"""


def upgrade() -> None:
    op.add_column("users", sa.Column("acceptances_kept_until", sa.DateTime(timezone=True), nullable=True))
    op.execute(_ERASED)
    op.execute(_DUE)
    role = privileges.retention_role()
    op.execute("REVOKE ALL ON FUNCTION closed_accounts_due FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION closed_accounts_due TO {role}")
    op.execute(
        f"CREATE POLICY closed_accounts ON acceptances TO {role}"
        " USING (business_id IS NULL AND user_id IN (SELECT closed_accounts_due())) WITH CHECK (false)"
    )
    op.execute(f"GRANT SELECT, INSERT ON clearings TO {role}")
    isolation.let_retention("clearings")


def downgrade() -> None:
    role = privileges.retention_role()
    op.execute("DROP POLICY retention ON clearings")
    op.execute(f"REVOKE ALL ON clearings FROM {role}")
    op.execute("DROP POLICY closed_accounts ON acceptances")
    op.execute("DROP FUNCTION closed_accounts_due()")
    op.drop_column("users", "acceptances_kept_until")
