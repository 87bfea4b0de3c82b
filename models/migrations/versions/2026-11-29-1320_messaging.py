"""Instant-messaging channels: clauses, consents and messages (contract W1, W2)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.migrations import isolation, privileges
from models.migrations.isolation import both, is_kind, of_business, of_credential, setting

revision = "messaging"
down_revision = "rights_requests"
branch_labels = None
depends_on = None

_ID = sa.String(length=40)
_SHA256 = sa.String(length=64)
_INSTANT = sa.DateTime(timezone=True)
_TABLES = ("channel_clauses", "channel_consents", "messages")


def _reference(table: str, column: str, parent: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{parent}.id"], name=op.f(f"fk_{table}_{column}_{parent}"))


def upgrade() -> None:
    op.create_table(
        "channel_clauses",
        sa.Column("id", _ID, nullable=False),
        sa.Column("business_id", _ID, nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("text_version", sa.String(length=32), nullable=False),
        sa.Column("text_language", sa.String(length=2), nullable=False),
        sa.Column("text_sha256", _SHA256, nullable=False),
        sa.Column("accepted_by", _ID, nullable=False),
        sa.Column("accepted_at", _INSTANT, nullable=False),
        sa.Column("revoked_by", _ID, nullable=True),
        sa.Column("revoked_at", _INSTANT, nullable=True),
        _reference("channel_clauses", "business_id", "businesses"),
        _reference("channel_clauses", "accepted_by", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_clauses")),
    )
    op.create_index(
        "uq_channel_clauses_in_force",
        "channel_clauses",
        ["business_id", "channel"],
        unique=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_table(
        "channel_consents",
        sa.Column("id", _ID, nullable=False),
        sa.Column("business_id", _ID, nullable=False),
        sa.Column("envelope_id", _ID, nullable=False),
        sa.Column("signer_id", _ID, nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("phone", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("text_version", sa.String(length=32), nullable=False),
        sa.Column("text_sha256", _SHA256, nullable=False),
        sa.Column("token_sha256", _SHA256, nullable=False),
        sa.Column("ip", sa.String(length=64), nullable=True),
        sa.Column("user_agent", sa.String(length=512), nullable=True),
        sa.Column("given_at", _INSTANT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", _INSTANT, nullable=True),
        sa.Column("lapsed_at", _INSTANT, nullable=True),
        sa.Column("revoked_at", _INSTANT, nullable=True),
        sa.Column("revoked_how", sa.String(length=16), nullable=True),
        sa.Column("revoked_by", _ID, nullable=True),
        _reference("channel_consents", "business_id", "businesses"),
        _reference("channel_consents", "envelope_id", "envelopes"),
        _reference("channel_consents", "signer_id", "signers"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_consents")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_channel_consents_token_sha256")),
    )
    op.create_index(op.f("ix_channel_consents_email"), "channel_consents", ["email"])
    op.create_index("ix_channel_consents_business_id_id", "channel_consents", ["business_id", "id"])
    op.create_index(
        "uq_channel_consents_in_force",
        "channel_consents",
        ["business_id", "email", "channel"],
        unique=True,
        postgresql_where=sa.text("confirmed_at IS NOT NULL AND revoked_at IS NULL"),
    )
    op.create_table(
        "messages",
        sa.Column("id", _ID, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.String(length=24), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("business_id", _ID, nullable=False),
        sa.Column("envelope_id", _ID, nullable=False),
        sa.Column("signer_id", _ID, nullable=False),
        sa.Column("consent_id", _ID, nullable=True),
        sa.Column("phone", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("content_sha256", _SHA256, nullable=True),
        sa.Column("provider_message_id", sa.String(length=64), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("sending_at", _INSTANT, nullable=True),
        sa.Column("accepted_at", _INSTANT, nullable=True),
        sa.Column("ended_at", _INSTANT, nullable=True),
        _reference("messages", "business_id", "businesses"),
        _reference("messages", "envelope_id", "envelopes"),
        _reference("messages", "signer_id", "signers"),
        _reference("messages", "consent_id", "channel_consents"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("key", name=op.f("uq_messages_key")),
    )
    for column in ("business_id", "envelope_id", "provider_message_id"):
        op.create_index(op.f(f"ix_messages_{column}"), "messages", [column])
    op.add_column("credential_reports", sa.Column("link_id", _ID, nullable=True))
    privileges.grant_ordinary(_TABLES)
    _isolate()


def _isolate() -> None:
    """The owner sees and revokes; a signer sees the clauses of who asks, and has consents of their own."""
    owner = of_business(role="owner")
    asking = both(
        is_kind("link"),
        "EXISTS (SELECT FROM envelopes e WHERE e.business_id = channel_clauses.business_id)",
    )
    isolation.isolate("channel_clauses", read=[owner, asking], add=[owner], change=[owner])
    oneself = both(
        is_kind("link"),
        "EXISTS (SELECT FROM signers s JOIN envelopes e ON e.id = s.envelope_id"
        f" WHERE s.id = {setting('signer')} AND lower(s.email) = channel_consents.email"
        " AND e.business_id = channel_consents.business_id)",
    )
    holder = of_credential()
    isolation.isolate(
        "channel_consents",
        read=[owner, oneself, holder],
        add=[oneself],
        change=[owner, oneself, holder],
    )
    reported = both(is_kind("mail"), f"id = {setting('mail')}")
    isolation.isolate("messages", read=[owner, reported], change=[reported])
    about = both(
        is_kind("mail"),
        "EXISTS (SELECT FROM messages m WHERE m.envelope_id = evidence_events.envelope_id"
        f" AND m.id = {setting('mail')})",
    )
    isolation.also("evidence_events", "message", read=[about], add=[about])


def downgrade() -> None:
    isolation.no_more("evidence_events", "message")
    op.drop_column("credential_reports", "link_id")
    for table in reversed(_TABLES):
        op.drop_table(table)
