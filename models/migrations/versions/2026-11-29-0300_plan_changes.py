"""Changes of plan (contract S15)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.migrations import isolation, privileges
from models.migrations.isolation import of_business, of_staff

revision = "plan_changes"
down_revision = "known_holds"
branch_labels = None
depends_on = None

_ID = sa.String(length=40)
_INSTANT = sa.DateTime(timezone=True)
_JSON = postgresql.JSONB(astext_type=sa.Text())
_TABLE = "plan_changes"


def upgrade() -> None:
    op.create_table(
        _TABLE,
        sa.Column("id", _ID, nullable=False),
        sa.Column("business_id", _ID, nullable=False),
        sa.Column("subscription_id", _ID, nullable=False),
        sa.Column("asked_by", _ID, nullable=False),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("plan_version_id", _ID, nullable=False),
        sa.Column("plan", _JSON, nullable=False),
        sa.Column("allowance", _JSON, nullable=False),
        sa.Column("discount", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("version_before", _ID, nullable=False),
        sa.Column("allowance_before", _JSON, nullable=False),
        sa.Column("begins_at", _INSTANT, nullable=False),
        sa.Column("due", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("bill_id", _ID, nullable=True),
        sa.Column("pay_until", _INSTANT, nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("settled_at", _INSTANT, nullable=True),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{_TABLE}_{column}_{table}"))
            for column, table in (
                ("business_id", "businesses"),
                ("subscription_id", "subscriptions"),
                ("plan_version_id", "plan_versions"),
                ("version_before", "plan_versions"),
                ("bill_id", "bills"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{_TABLE}")),
    )
    for column in ("business_id", "subscription_id"):
        op.create_index(op.f(f"ix_{_TABLE}_{column}"), _TABLE, [column], unique=False)
    privileges.grant_ordinary([_TABLE])
    isolation.isolate(_TABLE, read=[of_business(), of_staff("billing")])


def downgrade() -> None:
    isolation.undo(_TABLE)
    op.drop_table(_TABLE)
