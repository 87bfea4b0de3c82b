"""Housekeeping finds what was answered and put off of data subjects' requests and no workflow has heard of."""

from models.migrations import isolation

revision = "answers_carried_on"
down_revision = "silent_openings"
branch_labels = None
depends_on = None

_NAME = "answers_carried_on"
_ROWS = {
    "rights_parts": "resolved_at IS NOT NULL AND person_told_at IS NULL AND person_unreached_at IS NULL",
    "rights_requests": (
        "extended_at IS NOT NULL AND extension_told_at IS NULL AND extension_unreached_at IS NULL"
    ),
}


def upgrade() -> None:
    isolation.let_upkeep_read(_NAME, _ROWS)


def downgrade() -> None:
    for table in _ROWS:
        isolation.no_more(table, _NAME)
