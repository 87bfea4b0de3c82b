"""Housekeeping finds what reviewers decided and no workflow has heard of, and the reports that it is about."""

from models.migrations import isolation

revision = "decisions_carried_on"
down_revision = "password_reset_at"
branch_labels = None
depends_on = None

_NAME = "decisions_carried_on"
_ROWS = {"misuse_reports": "state = 'claimed'", "misuse_decisions": "state = 'drafted'"}


def upgrade() -> None:
    isolation.let_upkeep_read(_NAME, _ROWS)


def downgrade() -> None:
    for table in _ROWS:
        isolation.no_more(table, _NAME)
