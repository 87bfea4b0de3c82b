"""Keys of programs have scopes and may expire; those from before keep all that a key can have."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "keys"
down_revision = "billing"
branch_labels = None
depends_on = None

_ALL = (
    '["business:read", "documents:read", "documents:upload", "envelopes:change", "envelopes:draft",'
    ' "envelopes:read", "envelopes:send"]'
)


def upgrade() -> None:
    op.add_column(
        "api_keys",
        sa.Column("scopes", postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default=_ALL),
    )
    op.add_column("api_keys", sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("api_keys", "expires_at")
    op.drop_column("api_keys", "scopes")
