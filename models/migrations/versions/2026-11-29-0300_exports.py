"""Exports of everything of a business: what was asked for, and what lies where in each archive."""

import sqlalchemy as sa
from alembic import op

from models.migrations import isolation, privileges
from models.migrations.isolation import of_business, of_upkeep

revision = "exports"
down_revision = "account_closing"
branch_labels = None
depends_on = None

_ID = sa.String(length=40)
_SHA256 = sa.String(length=64)
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_exports()
    _create_members()
    owner = of_business(role="owner")
    privileges.grant_ordinary(["exports", "export_members"])
    isolation.isolate("exports", read=[owner, of_upkeep()], add=[owner])
    isolation.isolate("export_members", read=[owner])


def _create_exports() -> None:
    def counted(name: str, kind: type[sa.Integer]) -> sa.Column[int]:
        return sa.Column(name, kind(), server_default="0", nullable=False)

    op.create_table(
        "exports",
        sa.Column("id", _ID, nullable=False),
        sa.Column("business_id", _ID, nullable=False),
        sa.Column("requested_by", _ID, nullable=False),
        sa.Column("requested_at", _INSTANT, nullable=False),
        sa.Column("state", sa.String(length=16), server_default="measuring", nullable=False),
        counted("gatherings", sa.Integer),
        sa.Column("made_at", _INSTANT, nullable=True),
        counted("measured", sa.Integer),
        counted("content_size", sa.BigInteger),
        counted("directory_size", sa.BigInteger),
        counted("files", sa.Integer),
        sa.Column("sha256", _SHA256, nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("ready_at", _INSTANT, nullable=True),
        sa.Column("fetch_until", _INSTANT, nullable=True),
        sa.Column("lapsed_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.id"], name=op.f("fk_exports_business_id_businesses")),
        sa.ForeignKeyConstraint(["requested_by"], ["users.id"], name=op.f("fk_exports_requested_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
    )
    op.create_index("ix_exports_business_id_id", "exports", ["business_id", "id"])
    op.create_index(
        "uq_exports_measuring",
        "exports",
        ["business_id"],
        unique=True,
        postgresql_where=sa.text("state = 'measuring'"),
    )


def _create_members() -> None:
    op.create_table(
        "export_members",
        sa.Column("export_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("business_id", _ID, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("object_key", sa.String(length=255), nullable=False),
        sa.Column("recorded_sha256", _SHA256, nullable=True),
        sa.Column("rows", sa.Integer(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("crc32", sa.BigInteger(), nullable=True),
        sa.Column("sha256", _SHA256, nullable=True),
        sa.Column("begins", sa.BigInteger(), nullable=True),
        sa.Column("entry_begins", sa.BigInteger(), nullable=True),
        sa.Column("trouble", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["export_id"], ["exports.id"], name=op.f("fk_export_members_export_id_exports")),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_export_members_business_id_businesses")
        ),
        sa.PrimaryKeyConstraint("export_id", "number", name=op.f("pk_export_members")),
    )
    op.create_index(op.f("ix_export_members_business_id"), "export_members", ["business_id"])
    op.create_index("ix_export_members_export_id_begins", "export_members", ["export_id", "begins"])
    op.create_index("uq_export_members_path", "export_members", ["export_id", "path"], unique=True)


def downgrade() -> None:
    for table in ("export_members", "exports"):
        isolation.undo(table)
        op.drop_table(table)
