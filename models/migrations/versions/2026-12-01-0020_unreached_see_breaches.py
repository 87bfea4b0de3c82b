"""A breach is shown to the owner whom no mail could tell of it, and a notice that came back told nobody (P8)."""

from alembic import op

from models.migrations import isolation
from models.migrations.isolation import both, of_business, of_staff

revision = "unreached_see_breaches"
down_revision = "terms_taken_up_now"
branch_labels = None
depends_on = None

_TABLE = "breach_controllers"
_TOLD = "first_told_at IS NOT NULL"
_UNTOLD = f"""
UPDATE {_TABLE} c SET first_told_at = NULL
WHERE refused = told AND first_told_at = told_at AND NOT EXISTS (
    SELECT FROM breach_contacts o WHERE o.breach_id = c.breach_id AND o.business_id = c.business_id
)
"""


def upgrade() -> None:
    op.execute(_UNTOLD)
    _show(f"({_TOLD} OR refused_at IS NOT NULL)")


def downgrade() -> None:
    _show(_TOLD)


def _show(shown: str) -> None:
    told = both(of_business(role="owner"), f"{shown} AND NOT drill")
    isolation.isolate(_TABLE, read=[of_staff("dpo", "security"), told])
