"""Choosing a plan: hosted pages, the customer's declarations, and what has happened to a subscription."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.migrations import isolation, privileges
from models.migrations.isolation import of_business, of_staff, of_upkeep

revision = "choice"
down_revision = "vat_checks"
branch_labels = None
depends_on = None

_ID = sa.String(length=40)
_INSTANT = sa.DateTime(timezone=True)
_JSON = postgresql.JSONB(astext_type=sa.Text())
_LIVE = "uq_subscriptions_business_id_live"
_PENDING = "uq_subscriptions_business_id_pending"
_ACTIVE = "uq_subscriptions_business_id_active"


def upgrade() -> None:
    op.add_column("subscriptions", sa.Column("facts", _JSON, nullable=True))
    op.add_column("bills", sa.Column("buyer", _JSON, nullable=True))
    op.add_column(
        "payment_attempts", sa.Column("way", sa.String(length=8), server_default="card", nullable=False)
    )
    op.add_column("payment_attempts", sa.Column("page_url", sa.Text(), nullable=True))
    op.drop_index(_LIVE, table_name="subscriptions")
    for name, state in ((_PENDING, "pending_payment"), (_ACTIVE, "active")):
        where = sa.text(f"state = '{state}'")
        op.create_index(name, "subscriptions", ["business_id"], unique=True, postgresql_where=where)
    _create_pages()
    _create_acts()
    owner, billing = of_business(role="owner"), of_staff("billing")
    privileges.grant_ordinary(["card_pages", "subscription_acts"])
    isolation.isolate("card_pages", read=[owner, billing])
    carried_on = [owner, of_upkeep()]
    isolation.isolate("subscription_acts", read=[*carried_on, billing], add=[owner], change=carried_on)


def _create_pages() -> None:
    op.create_table(
        "card_pages",
        sa.Column("id", _ID, nullable=False),
        sa.Column("business_id", _ID, nullable=False),
        sa.Column("subscription_id", _ID, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("checkout_session", sa.String(length=80), nullable=True),
        sa.Column("page_url", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_card_pages_business_id_businesses")
        ),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscriptions.id"], name=op.f("fk_card_pages_subscription_id_subscriptions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_pages")),
        sa.UniqueConstraint("key", name=op.f("uq_card_pages_key")),
    )
    _index("card_pages")


def _create_acts() -> None:
    op.create_table(
        "subscription_acts",
        sa.Column("id", _ID, nullable=False),
        sa.Column("business_id", _ID, nullable=False),
        sa.Column("subscription_id", _ID, nullable=False),
        sa.Column("user_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("body", _JSON, nullable=False),
        sa.Column("stated_at", _INSTANT, nullable=False),
        sa.Column("confirmed_at", _INSTANT, nullable=True),
        sa.Column("ip", sa.String(length=64), nullable=True),
        sa.Column("user_agent", sa.String(length=512), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_subscription_acts_business_id_businesses")
        ),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["subscriptions.id"],
            name=op.f("fk_subscription_acts_subscription_id_subscriptions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription_acts")),
    )
    _index("subscription_acts")


def _index(table: str) -> None:
    for column in ("business_id", "subscription_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def downgrade() -> None:
    for table in ("subscription_acts", "card_pages"):
        isolation.undo(table)
        op.drop_table(table)
    for name in (_ACTIVE, _PENDING):
        op.drop_index(name, table_name="subscriptions")
    op.create_index(
        _LIVE,
        "subscriptions",
        ["business_id"],
        unique=True,
        postgresql_where=sa.text("state NOT IN ('lapsed', 'purged')"),
    )
    for table, column in (
        ("payment_attempts", "page_url"),
        ("payment_attempts", "way"),
        ("bills", "buyer"),
        ("subscriptions", "facts"),
    ):
        op.drop_column(table, column)
