"""The chain over the log of interactions: segments and leaves (contract M7)."""

import sqlalchemy as sa
from alembic import op

from models.migrations import isolation, privileges
from models.migrations.isolation import of_staff

revision = "log_chain"
down_revision = "member_devices"
branch_labels = None
depends_on = None

_ID = sa.String(length=40)
_SHA256 = sa.String(length=64)
_INSTANT = sa.DateTime(timezone=True)
_SEGMENTS, _LEAVES = "log_segments", "log_leaves"


def upgrade() -> None:
    op.create_table(
        _SEGMENTS,
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("form", sa.SmallInteger(), nullable=False),
        sa.Column("previous", _SHA256, nullable=False),
        sa.Column("first_id", _ID, nullable=False),
        sa.Column("last_id", _ID, nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("keep_until", _INSTANT, nullable=False),
        sa.Column("root", _SHA256, nullable=False),
        sa.Column("sealed_at", _INSTANT, nullable=False),
        sa.Column("sha256", _SHA256, nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_log_segments")),
        sa.UniqueConstraint("previous", name=op.f("uq_log_segments_previous")),
        sa.UniqueConstraint("sha256", name=op.f("uq_log_segments_sha256")),
    )
    op.create_table(
        _LEAVES,
        sa.Column("entry_id", _ID, nullable=False),
        sa.Column("segment", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("keep_until", _INSTANT, nullable=False),
        sa.Column("digest", _SHA256, nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["segment"], [f"{_SEGMENTS}.number"], name=op.f("fk_log_leaves_segment_log_segments")
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_log_leaves")),
    )
    op.create_index(op.f("ix_log_leaves_segment"), _LEAVES, ["segment"])
    op.create_index(op.f("ix_log_leaves_keep_until"), _LEAVES, ["keep_until"])
    privileges.make_append_only([_SEGMENTS])
    privileges.grant_ordinary([_LEAVES])
    isolation.isolate(_SEGMENTS, read=[of_staff("security", "operations", "dpo")])
    isolation.isolate(_LEAVES)


def downgrade() -> None:
    for table in (_LEAVES, _SEGMENTS):
        isolation.undo(table)
        op.drop_table(table)
