"""Housekeeping finds what was entered and not begun, and deletions that were taken back."""

from models.migrations import isolation

revision = "entered_carried_on"
down_revision = "use_of_shared_plans"
branch_labels = None
depends_on = None

_NAME = "entered_carried_on"
_ROWS = {
    "businesses": "id IN (SELECT business_id FROM business_deletions WHERE state = 'waiting')",
    "misuse_reports": "state = 'waiting'",
    "rights_requests": "state = 'received'",
    "breaches": "state = 'assessing'",
    "staff_events": "kind = 'leaving_set' OR (kind = 'left' AND by IS NOT NULL)",
}


def upgrade() -> None:
    isolation.let_upkeep_read(_NAME, _ROWS)


def downgrade() -> None:
    for table in _ROWS:
        isolation.no_more(table, _NAME)
