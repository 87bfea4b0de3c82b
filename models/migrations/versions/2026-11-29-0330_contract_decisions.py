"""What two people of billing decide about a contract."""

from importlib import import_module

import sqlalchemy as sa
from alembic import op

from models.migrations import fixed_columns, isolation, privileges
from models.migrations.isolation import both, of_business, of_staff, setting

revision = "contract_decisions"
down_revision = "held_businesses"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_ID = sa.String(length=40)
_TABLE = "contract_decisions"
_FIXED = (
    "id",
    "business_id",
    "subscription_id",
    "kind",
    "until",
    "reason",
    "asked_by",
    "asked_at",
    "expires_at",
)
_OWN = f"asked_by = {setting('user')}"
_OF_CONTRACT = (
    "EXISTS (SELECT FROM subscriptions s WHERE s.id = contract_decisions.subscription_id"
    " AND s.business_id = contract_decisions.business_id)"
)
_PEOPLE = vars(import_module("models.migrations.versions.2026-11-29-0250_known_people"))
_VIEW = str(_PEOPLE["_KNOWN_PEOPLE"]).replace("CREATE VIEW", "CREATE OR REPLACE VIEW").strip()
_COLLEAGUES = both(of_staff("billing"), "EXISTS (SELECT FROM staff_members m WHERE m.user_id = users.id)")
"""Of people billing sees who else works for the holder, so that it knows who proposed what."""


def upgrade() -> None:
    op.create_table(
        _TABLE,
        sa.Column("id", _ID, nullable=False),
        sa.Column("business_id", _ID, nullable=False),
        sa.Column("subscription_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("until", _INSTANT, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", _ID, nullable=False),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("decided_by", _ID, nullable=True),
        sa.Column("decided_at", _INSTANT, nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("carried_out_at", _INSTANT, nullable=True),
        sa.CheckConstraint(
            "state <> 'applied' OR (decided_by IS NOT NULL AND decided_by <> asked_by)",
            name=op.f("ck_contract_decisions_second_person"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_contract_decisions_business_id_businesses")
        ),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["subscriptions.id"],
            name=op.f("fk_contract_decisions_subscription_id_subscriptions"),
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_contract_decisions_asked_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_decisions")),
    )
    for column in ("business_id", "subscription_id", "asked_by"):
        op.create_index(op.f(f"ix_{_TABLE}_{column}"), _TABLE, [column])
    op.create_index(
        "uq_contract_decisions_awaiting",
        _TABLE,
        ["subscription_id"],
        unique=True,
        postgresql_where=sa.text("state = 'awaiting_confirmation'"),
    )
    privileges.grant_ordinary([_TABLE])
    fixed_columns.fix(_TABLE, _FIXED)
    billing, security = of_staff("billing"), of_staff("security")
    isolation.isolate(
        _TABLE,
        read=[billing, security, of_business(role="owner")],
        add=[both(billing, _OWN, "state = 'awaiting_confirmation'", _OF_CONTRACT)],
        change=[billing, both(security, "state <> 'applied'")],
    )
    op.execute(f"{_VIEW} OR {_COLLEAGUES}")


def downgrade() -> None:
    op.execute(_VIEW)
    isolation.undo(_TABLE)
    op.drop_table(_TABLE)
