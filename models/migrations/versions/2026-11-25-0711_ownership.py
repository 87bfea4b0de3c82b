"""Offers of a business's ownership and their answers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.migrations import isolation, privileges
from models.migrations.isolation import both, of_business, of_person, setting, with_parent

revision = "ownership"
down_revision = "isolation"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ownership_transfers",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("from_user_id", sa.String(length=40), nullable=False),
        sa.Column("to_user_id", sa.String(length=40), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ip", sa.String(length=64), nullable=True),
        sa.Column("user_agent", sa.String(length=512), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_id", sa.String(length=40), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_ownership_transfers_business_id_businesses")
        ),
        sa.ForeignKeyConstraint(
            ["from_user_id"], ["users.id"], name=op.f("fk_ownership_transfers_from_user_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["to_user_id"], ["users.id"], name=op.f("fk_ownership_transfers_to_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ownership_transfers")),
    )
    op.create_index(op.f("ix_ownership_transfers_business_id"), "ownership_transfers", ["business_id"])
    op.create_index(op.f("ix_ownership_transfers_to_user_id"), "ownership_transfers", ["to_user_id"])
    op.create_index(
        "uq_ownership_transfers_offered",
        "ownership_transfers",
        ["business_id"],
        unique=True,
        postgresql_where=sa.text("state = 'offered'"),
    )
    op.create_table(
        "ownership_answers",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("transfer_id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("accepted", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("ip", sa.String(length=64), nullable=True),
        sa.Column("user_agent", sa.String(length=512), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_ownership_answers_business_id_businesses")
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"],
            ["ownership_transfers.id"],
            name=op.f("fk_ownership_answers_transfer_id_ownership_transfers"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_ownership_answers_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ownership_answers")),
    )
    op.create_index(op.f("ix_ownership_answers_transfer_id"), "ownership_answers", ["transfer_id"])
    privileges.grant_ordinary(["ownership_transfers"])
    privileges.make_append_only(["ownership_answers"])
    isolation.isolate(
        "ownership_transfers",
        read=[of_business(role="owner"), of_person("to_user_id")],
        add=[both(of_business(role="owner"), f"from_user_id = {setting('user')}")],
    )
    isolation.isolate(
        "ownership_answers",
        read=[of_person()],
        add=[both(of_person(), with_parent("ownership_transfers", "transfer_id"))],
    )


def downgrade() -> None:
    op.drop_table("ownership_answers")
    op.drop_table("ownership_transfers")
