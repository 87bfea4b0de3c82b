"""The retention's role may empty the salt of a leaf whose entry is gone, and write nothing else there (M7)."""

from alembic import op

from models.migrations import isolation, privileges

revision = "salts_emptied"
down_revision = "extension_unreached"
branch_labels = None
depends_on = None

_TABLE = "log_leaves"
_GONE = "NOT EXISTS (SELECT FROM activity a WHERE a.id = log_leaves.entry_id)"


def upgrade() -> None:
    role = privileges.retention_role()
    op.execute(f"DROP POLICY retention ON {_TABLE}")
    op.execute(f"CREATE POLICY retention_select ON {_TABLE} FOR SELECT TO {role} USING (true)")
    op.execute(
        f"CREATE POLICY retention_update ON {_TABLE} FOR UPDATE TO {role}"
        f" USING ({_GONE}) WITH CHECK (salt = ''::bytea)"
    )


def downgrade() -> None:
    for act in ("select", "update"):
        op.execute(f"DROP POLICY retention_{act} ON {_TABLE}")
    isolation.let_retention(_TABLE)
