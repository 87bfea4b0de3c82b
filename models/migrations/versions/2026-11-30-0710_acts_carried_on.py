"""Acts on instructions keep the version that was read, and why one was refused, so that none is lost."""

import sqlalchemy as sa
from alembic import op

from models.migrations import fixed_columns

revision = "acts_carried_on"
down_revision = "archive_terms"
branch_labels = None
depends_on = None

_TABLE = "instruction_entries"
_FIXED = ("id", "instruction_id", "business_id", "act", "subject", "words", "ground", "terms", "sha256", "by", "at")


def upgrade() -> None:
    op.add_column(_TABLE, sa.Column("read_version", sa.Integer(), nullable=True))
    op.add_column(_TABLE, sa.Column("refusal", sa.String(length=32), nullable=True))
    op.create_check_constraint(
        op.f("ck_instruction_entries_refused"), _TABLE, "refusal IS NULL OR counted_at IS NULL"
    )
    _fix((*_FIXED, "read_version"))


def downgrade() -> None:
    _fix(_FIXED)
    op.drop_constraint(op.f("ck_instruction_entries_refused"), _TABLE)
    op.drop_column(_TABLE, "refusal")
    op.drop_column(_TABLE, "read_version")


def _fix(columns: tuple[str, ...]) -> None:
    op.execute(f"DROP TRIGGER keep_fixed ON {_TABLE}")
    fixed_columns.fix(_TABLE, columns)
