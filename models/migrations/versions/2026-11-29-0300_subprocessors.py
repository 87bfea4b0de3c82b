"""Legal clocks, and the register of sub-processors with the objections of controllers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.migrations import isolation, privileges
from models.migrations.isolation import ANYBODY, of_business, of_staff

revision = "subprocessors"
down_revision = "retention"
branch_labels = None
depends_on = None

_ID = sa.String(length=40)
_INSTANT = sa.DateTime(timezone=True)
_JSON = postgresql.JSONB(astext_type=sa.Text())


def upgrade() -> None:
    op.create_table(
        "deadlines",
        sa.Column("id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject_id", _ID, nullable=False),
        sa.Column("business_id", _ID, nullable=True),
        sa.Column("rule", sa.String(length=8), nullable=False),
        sa.Column("ground", sa.String(length=80), nullable=False),
        sa.Column("clause", sa.String(length=16), nullable=False),
        sa.Column("contract_version", sa.String(length=16), nullable=True),
        sa.Column("reckoning", sa.String(length=16), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("started_at", _INSTANT, nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_deadlines_business_id_businesses")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadlines")),
        sa.UniqueConstraint(
            "subject_id",
            "kind",
            "business_id",
            name=op.f("uq_deadlines_subject_id_kind_business_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index("ix_deadlines_business_id_id", "deadlines", ["business_id", "id"])
    op.create_index(op.f("ix_deadlines_due_at"), "deadlines", ["due_at"])
    op.create_table(
        "subprocessors",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("purpose", _JSON, nullable=False),
        sa.Column("data", _JSON, nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("safeguards", _JSON, nullable=False),
        sa.Column("contact", sa.String(length=254), nullable=False),
        sa.Column("service", sa.String(length=24), nullable=True),
        sa.Column("entered_by", _ID, nullable=False),
        sa.Column("entered_at", _INSTANT, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("announced_at", _INSTANT, nullable=True),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("unreached", sa.Integer(), nullable=False),
        sa.Column("effective_at", _INSTANT, nullable=True),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.Column("ended_by", _ID, nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["entered_by"], ["users.id"], name=op.f("fk_subprocessors_entered_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subprocessors")),
    )
    op.create_index(op.f("ix_subprocessors_service"), "subprocessors", ["service"])
    op.create_table(
        "subprocessor_objections",
        sa.Column("subprocessor_id", _ID, nullable=False),
        sa.Column("business_id", _ID, nullable=False),
        sa.Column("user_id", _ID, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("taken_back_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["subprocessor_id"],
            ["subprocessors.id"],
            name=op.f("fk_subprocessor_objections_subprocessor_id_subprocessors"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_subprocessor_objections_business_id_businesses")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_subprocessor_objections_user_id_users")
        ),
        sa.PrimaryKeyConstraint(
            "subprocessor_id", "business_id", name=op.f("pk_subprocessor_objections")
        ),
    )
    op.create_index(
        op.f("ix_subprocessor_objections_business_id"), "subprocessor_objections", ["business_id"]
    )
    privileges.grant_ordinary(["deadlines", "subprocessors", "subprocessor_objections"])
    owner = of_business(role="owner")
    isolation.isolate("deadlines", read=[owner, of_staff("dpo", "security")])
    isolation.isolate(
        "subprocessors", read=[ANYBODY], add=[of_staff("dpo")], change=[of_staff("dpo")]
    )
    isolation.isolate("subprocessor_objections", owner, read=[of_staff("dpo", "security")])


def downgrade() -> None:
    op.drop_table("subprocessor_objections")
    op.drop_table("subprocessors")
    op.drop_table("deadlines")
