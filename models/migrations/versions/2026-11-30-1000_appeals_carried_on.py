"""Housekeeping finds appeals that were stored and that no workflow has heard of."""

from models.migrations import isolation

revision = "appeals_carried_on"
down_revision = "kept_elsewhere"
branch_labels = None
depends_on = None

_NAME = "carried_on"
_ROWS = {"misuse_appeals": "state = 'drafted'", "misuse_decisions": "state = 'in_force'"}


def upgrade() -> None:
    isolation.let_upkeep_read(_NAME, _ROWS)


def downgrade() -> None:
    for table in _ROWS:
        isolation.no_more(table, _NAME)
