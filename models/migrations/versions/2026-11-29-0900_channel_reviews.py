"""Security puts reviews of the channels of messages on record."""

from models.migrations import isolation
from models.migrations.isolation import both, of_staff

revision = "channel_reviews"
down_revision = "messaging"
branch_labels = None
depends_on = None

_TABLE = "measure_records"
_READERS = of_staff("security", "operations", "dpo")


def upgrade() -> None:
    review = both(of_staff("security"), "measure = 'channel-review'")
    isolation.isolate(_TABLE, read=[_READERS], add=[review])


def downgrade() -> None:
    isolation.isolate(_TABLE, read=[_READERS])
