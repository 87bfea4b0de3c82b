"""Segments of the log cover the timestamps before them; purges say what they took of which segment (M7)."""

import sqlalchemy as sa
from alembic import op

from models.migrations import isolation, privileges

revision = "log_stamps"
down_revision = "sealed_versions"
branch_labels = None
depends_on = None

_SALTS = "UPDATE log_leaves l SET salt = '' WHERE NOT EXISTS (SELECT FROM activity a WHERE a.id = l.entry_id)"
_EARLIER = """
INSERT INTO purge_steps (business_id, stage, step, batch, count, digest, at)
SELECT 'earlier', 'people', 'log-segment:' || l.segment || ':' || (l.keep_until AT TIME ZONE 'UTC')::date, 1,
    count(*), encode(sha256(convert_to(string_agg(l.entry_id || E'\\n', '' ORDER BY l.entry_id), 'UTF8')), 'hex'),
    now()
FROM log_leaves l
WHERE l.keep_until > now() AND NOT EXISTS (SELECT FROM activity a WHERE a.id = l.entry_id)
    AND (SELECT coalesce(sum(s.count), 0) FROM purge_steps s WHERE s.step = 'table:activity') >= (
        SELECT count(*) FROM log_leaves m
        WHERE m.keep_until > now() AND NOT EXISTS (SELECT FROM activity a WHERE a.id = m.entry_id)
    )
GROUP BY l.segment, (l.keep_until AT TIME ZONE 'UTC')::date
"""
"""What purges took before they said of which segment: all that is missing by now, where it is no more than
they destroyed."""


def upgrade() -> None:
    op.add_column("log_segments", sa.Column("stamps", sa.String(length=64), nullable=True))
    isolation.let_retention("log_leaves")
    role = privileges.retention_role()
    op.execute(f"GRANT SELECT, UPDATE (salt) ON log_leaves TO {role}")
    op.execute(_EARLIER)
    op.execute(_SALTS)


def downgrade() -> None:
    role = privileges.retention_role()
    op.execute("DROP POLICY retention ON log_leaves")
    op.execute(f"REVOKE ALL ON log_leaves FROM {role}")
    op.drop_column("log_segments", "stamps")
