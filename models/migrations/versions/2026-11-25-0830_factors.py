"""Second factors: authenticator apps, passkeys, recovery codes."""

import sqlalchemy as sa
from alembic import op

from models.migrations import isolation, privileges

revision = "factors"
down_revision = "access_reviews"
branch_labels = None
depends_on = None

OF_USER = ("passkeys", "recovery_codes", "totp_factors")


def _user_column(table: str) -> "list[sa.Column[str] | sa.Constraint]":
    return [
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f(f"fk_{table}_user_id_users")),
    ]


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "totp_factors",
        sa.Column("id", sa.String(length=40), nullable=False),
        *_user_column("totp_factors"),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("confirmed_at", instant, nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=True),
        sa.Column("last_used_at", instant, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_totp_factors")),
    )
    op.create_table(
        "passkeys",
        sa.Column("id", sa.String(length=40), nullable=False),
        *_user_column("passkeys"),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("credential_sha256", sa.String(length=64), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("synced", sa.Boolean(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("last_used_at", instant, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential_sha256", name=op.f("uq_passkeys_credential_sha256")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("code_hmac", sa.String(length=64), nullable=False),
        *_user_column("recovery_codes"),
        sa.Column("made_at", instant, nullable=False),
        sa.Column("used_at", instant, nullable=True),
        sa.PrimaryKeyConstraint("code_hmac", name=op.f("pk_recovery_codes")),
    )
    op.create_table(
        "passkey_challenges",
        sa.Column("challenge_sha256", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=True),
        sa.Column("expires_at", instant, nullable=False),
        sa.PrimaryKeyConstraint("challenge_sha256", name=op.f("pk_passkey_challenges")),
    )
    op.create_index(op.f("ix_passkey_challenges_expires_at"), "passkey_challenges", ["expires_at"], unique=False)
    for table in OF_USER:
        op.create_index(op.f(f"ix_{table}_user_id"), table, ["user_id"], unique=False)
    privileges.grant_ordinary([*OF_USER, "passkey_challenges"])
    upkeep, presented = isolation.of_upkeep(), isolation.of_credential
    isolation.isolate("totp_factors", isolation.of_person())
    isolation.isolate("recovery_codes", isolation.of_person())
    isolation.isolate("passkeys", isolation.of_person(), read=[presented("credential_sha256")])
    isolation.isolate("passkey_challenges", presented("challenge_sha256"), read=[upkeep], remove=[upkeep])


def downgrade() -> None:
    for table in (*OF_USER, "passkey_challenges"):
        op.drop_table(table)
