"""Packs of evidence for controllers."""

import sqlalchemy as sa
from alembic import op

from models.migrations import isolation, privileges
from models.migrations.isolation import of_business, of_staff, of_upkeep

revision = "evidence_packs"
down_revision = "breach_contacts"
branch_labels = None
depends_on = None

_ID = sa.String(length=40)
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "evidence_packs",
        sa.Column("id", _ID, nullable=False),
        sa.Column("business_id", _ID, nullable=False),
        sa.Column("requested_by", _ID, nullable=False),
        sa.Column("requested_at", _INSTANT, nullable=False),
        sa.Column("state", sa.String(length=16), server_default="making", nullable=False),
        sa.Column("made_at", _INSTANT, nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("fetch_until", _INSTANT, nullable=True),
        sa.Column("lapsed_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_evidence_packs_business_id_businesses")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["users.id"], name=op.f("fk_evidence_packs_requested_by_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_packs")),
    )
    op.create_index("ix_evidence_packs_business_id_id", "evidence_packs", ["business_id", "id"])
    privileges.grant_ordinary(["evidence_packs"])
    both = [of_business(role="owner"), of_staff("dpo")]
    isolation.isolate("evidence_packs", read=[*both, of_upkeep()], add=both)


def downgrade() -> None:
    isolation.undo("evidence_packs")
    op.drop_table("evidence_packs")
