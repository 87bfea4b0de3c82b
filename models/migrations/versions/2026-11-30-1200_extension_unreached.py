"""A person whose address refuses to hear that the holder takes longer is noted as unreached."""

import sqlalchemy as sa
from alembic import op

revision = "extension_unreached"
down_revision = "breach_scope"
branch_labels = None
depends_on = None

_TABLE, _COLUMN = "rights_requests", "extension_unreached_at"


def upgrade() -> None:
    op.add_column(_TABLE, sa.Column(_COLUMN, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column(_TABLE, _COLUMN)
