"""The way back into an account with two people of the staff (contract M3, A7)."""

from importlib import import_module

import sqlalchemy as sa
from alembic import op

from models.migrations import fixed_columns, isolation, privileges
from models.migrations.isolation import both, of_credential, of_mailbox, of_staff, setting

revision = "account_recoveries"
down_revision = "closed_acceptances"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_ID = sa.String(length=40)
_TABLE = "account_recoveries"
_FIXED = ("id", "token_sha256", "asked_at", "language")
_DECISIONS = vars(import_module("models.migrations.versions.2026-11-29-0330_contract_decisions"))
_VIEW = f"{_DECISIONS['_VIEW']} OR {_DECISIONS['_COLLEAGUES']}"
_COLLEAGUES = both(of_staff("support"), "EXISTS (SELECT FROM staff_members m WHERE m.user_id = users.id)")
"""Of people support sees who else works for the holder, so that it knows who identified whom."""
_OWN = f"(SELECT {setting('user')}) IN (identified_by, decided_by)"


def upgrade() -> None:
    op.create_table(
        _TABLE,
        sa.Column("id", _ID, nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.Column("ip", sa.String(length=64), nullable=True),
        sa.Column("user_agent", sa.String(length=512), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("user_id", _ID, nullable=True),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("of_staff", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("confirmed_at", _INSTANT, nullable=True),
        sa.Column("proof", sa.String(length=24), nullable=True),
        sa.Column("identity_reason", sa.Text(), nullable=True),
        sa.Column("identified_by", _ID, nullable=True),
        sa.Column("identified_at", _INSTANT, nullable=True),
        sa.Column("decided_by", _ID, nullable=True),
        sa.Column("decided_at", _INSTANT, nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.CheckConstraint(
            "state NOT IN ('waiting', 'done') OR (identified_by IS NOT NULL AND decided_by IS NOT NULL"
            " AND decided_by <> identified_by AND user_id NOT IN (identified_by, decided_by))",
            name=op.f("ck_account_recoveries_second_person"),
        ),
        *(
            sa.ForeignKeyConstraint([column], ["users.id"], name=op.f(f"fk_{_TABLE}_{column}_users"))
            for column in ("identified_by", "decided_by")
        ),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_account_recoveries_token_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_recoveries")),
    )
    for column in ("email", "user_id", "identified_by", "decided_by"):
        op.create_index(op.f(f"ix_{_TABLE}_{column}"), _TABLE, [column])
    op.create_index(
        "uq_account_recoveries_under_way",
        _TABLE,
        ["user_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('awaiting_identity', 'awaiting_approval', 'waiting')"),
    )
    privileges.grant_ordinary([_TABLE])
    fixed_columns.fix(_TABLE, _FIXED)
    seeing = both(of_staff("support", "security"), "confirmed_at IS NOT NULL")
    isolation.isolate(
        _TABLE,
        read=[of_credential(), seeing],
        add=[both(of_mailbox(), "state = 'awaiting_confirmation'")],
        change=[both(seeing, "state IN ('awaiting_approval', 'waiting', 'refused')", _OWN)],
        lock=[seeing],
    )
    op.execute(f"{_VIEW} OR {_COLLEAGUES}")


def downgrade() -> None:
    op.execute(_VIEW)
    isolation.undo(_TABLE)
    op.drop_table(_TABLE)
