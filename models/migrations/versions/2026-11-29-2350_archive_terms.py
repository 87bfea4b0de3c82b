"""Until when archive timestamps hold, so that they are renewed in time (contract E4)."""

import sqlalchemy as sa
from alembic import op

from models.migrations import isolation, privileges

revision = "archive_terms"
down_revision = "erased_texts"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_TABLE = "archive_terms"


def upgrade() -> None:
    op.create_table(
        _TABLE,
        sa.Column("envelope_id", sa.String(length=40), nullable=False),
        sa.Column("valid_until", _INSTANT, nullable=True),
        sa.Column("renewals", sa.Integer(), nullable=False),
        sa.Column("renewed_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["envelope_id"], ["envelopes.id"], name=op.f("fk_archive_terms_envelope_id_envelopes")
        ),
        sa.PrimaryKeyConstraint("envelope_id", name=op.f("pk_archive_terms")),
    )
    op.create_index(op.f("ix_archive_terms_valid_until"), _TABLE, ["valid_until"])
    privileges.grant_ordinary([_TABLE])
    isolation.isolate(_TABLE)


def downgrade() -> None:
    isolation.undo(_TABLE)
    op.drop_table(_TABLE)
