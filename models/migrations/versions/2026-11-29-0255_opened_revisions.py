"""Who has a document open sees its newest signed version; each look says which version it was of."""

import sqlalchemy as sa
from alembic import op

from models.migrations import isolation
from models.migrations.isolation import both, of_staff, setting

revision = "opened_revisions"
down_revision = "known_people"
branch_labels = None
depends_on = None

_OPENED = (
    "EXISTS (SELECT FROM document_openings o WHERE o.document_id = revisions.document_id"
    f" AND o.opened_by = {setting('user')} AND o.state = 'open' AND o.expires_at > now())"
)


def upgrade() -> None:
    op.add_column("document_opening_views", sa.Column("revision_id", sa.String(length=40), nullable=True))
    op.add_column("document_opening_views", sa.Column("revision_number", sa.Integer(), nullable=True))
    isolation.also("revisions", "app_openings", read=[both(of_staff("reviewer", "dpo"), _OPENED)])


def downgrade() -> None:
    isolation.no_more("revisions", "app_openings")
    for column in ("revision_number", "revision_id"):
        op.drop_column("document_opening_views", column)
