"""The evidence that security measures leave; the worker may read sequences, so that it can back them up."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.migrations import isolation, privileges
from models.migrations.isolation import of_staff

revision = "measure_records"
down_revision = "contract_decisions"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_TABLE = "measure_records"


def upgrade() -> None:
    op.create_table(
        _TABLE,
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("measure", sa.String(length=24), nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.Column("began_at", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT, nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("figures", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("figures_sha256", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_records")),
        sa.UniqueConstraint("measure", "due_at", name="uq_measure_records_measure"),
    )
    privileges.make_append_only([_TABLE])
    isolation.isolate(_TABLE, read=[of_staff("security", "operations", "dpo")])
    op.execute(f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {privileges.worker_role()}")


def downgrade() -> None:
    isolation.undo(_TABLE)
    op.drop_table(_TABLE)
