"""What sessions have proved, known browsers, resets of passwords, growing waits, letters about accounts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.migrations import isolation, privileges

revision = "sessions"
down_revision = "registration"
branch_labels = None
depends_on = None

TABLES = ("account_letters", "devices", "lockouts", "password_resets")


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.add_column("users", sa.Column("password_changed_at", instant, server_default=sa.func.now(), nullable=False))
    op.execute("UPDATE users SET password_changed_at = created_at")
    op.add_column("sessions", sa.Column("second_factor_at", instant, nullable=True))
    op.add_column("sessions", sa.Column("wrong_proofs", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "lockouts",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_at", instant, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_lockouts")),
    )
    op.create_index(op.f("ix_lockouts_last_at"), "lockouts", ["last_at"], unique=False)
    op.create_table(
        "devices",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("last_seen_at", instant, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_devices_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_devices")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_devices_token_sha256")),
    )
    op.create_index(op.f("ix_devices_user_id"), "devices", ["user_id"], unique=False)
    op.create_table(
        "password_resets",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("requested_at", instant, nullable=False),
        sa.Column("expires_at", instant, nullable=False),
        sa.Column("ended_at", instant, nullable=True),
        sa.Column("wrong_proofs", sa.Integer(), server_default="0", nullable=False),
        sa.Column("ip", sa.String(length=64), nullable=True),
        sa.Column("user_agent", sa.String(length=512), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_password_resets_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_resets")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_password_resets_token_sha256")),
    )
    op.create_index(op.f("ix_password_resets_user_id"), "password_resets", ["user_id"], unique=False)
    op.create_table(
        "account_letters",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("words", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("ordered_at", instant, nullable=False),
        sa.Column("posted_at", instant, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_account_letters_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_letters")),
    )
    op.create_index(op.f("ix_account_letters_posted_at"), "account_letters", ["posted_at"], unique=False)
    op.create_index(op.f("ix_account_letters_user_id"), "account_letters", ["user_id"], unique=False)
    privileges.grant_ordinary(TABLES)
    of_person, of_upkeep = isolation.of_person(), isolation.of_upkeep()
    unposted = isolation.both(of_upkeep, "posted_at IS NULL")
    isolation.isolate("account_letters", of_person, read=[unposted])
    isolation.isolate("devices", of_person)
    isolation.isolate("password_resets", of_person, read=[isolation.of_credential()])
    isolation.isolate("lockouts", isolation.of_credential("key"), read=[of_upkeep], remove=[of_upkeep])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    op.drop_column("sessions", "wrong_proofs")
    op.drop_column("sessions", "second_factor_at")
    op.drop_column("users", "password_changed_at")
