"""Controllers told of a breach another way than by mail, and what the authority's form asks for besides."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.migrations import isolation, privileges
from models.migrations.isolation import of_business, of_staff

revision = "breach_contacts"
down_revision = "processing_records"
branch_labels = None
depends_on = None

_ID = sa.String(length=40)
_INSTANT = sa.DateTime(timezone=True)
_REFERS = {"breach_id": "breaches", "business_id": "businesses", "by": "users"}


def upgrade() -> None:
    op.add_column(
        "breaches",
        sa.Column(
            "authority_facts",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
    )
    op.create_table(
        "breach_contacts",
        sa.Column("breach_id", _ID, nullable=False),
        sa.Column("business_id", _ID, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("by", _ID, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("entered_at", _INSTANT, nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_breach_contacts_{column}_{table}")
            )
            for column, table in _REFERS.items()
        ),
        sa.PrimaryKeyConstraint("breach_id", "business_id", name=op.f("pk_breach_contacts")),
    )
    op.create_index(op.f("ix_breach_contacts_business_id"), "breach_contacts", ["business_id"])
    privileges.make_append_only(["breach_contacts"])
    duty = of_staff("dpo", "security")
    isolation.isolate("breach_contacts", read=[duty, of_business(role="owner")], add=[duty])


def downgrade() -> None:
    isolation.undo("breach_contacts")
    op.drop_table("breach_contacts")
    op.drop_column("breaches", "authority_facts")
