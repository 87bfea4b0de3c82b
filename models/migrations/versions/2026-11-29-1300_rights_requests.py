"""Requests of data subjects, and the part of each controller in them."""

import sqlalchemy as sa
from alembic import op

from models.migrations import isolation, privileges
from models.migrations.isolation import both, of_business, of_credential, of_mailbox, of_staff

revision = "rights_requests"
down_revision = "claims"
branch_labels = None
depends_on = None

_ID = sa.String(length=40)
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_requests()
    _create_parts()
    privileges.grant_ordinary(["rights_requests", "rights_parts"])
    duty = of_staff("dpo")
    isolation.isolate(
        "rights_requests",
        read=[duty, of_credential()],
        add=[of_mailbox(), duty],
        change=[duty, of_credential()],
    )
    told = both(of_business(role="owner"), "passed_at IS NOT NULL")
    own = both(duty, "business_id IS NULL")
    isolation.isolate("rights_parts", read=[duty, told], change=[told, own])
    isolation.also("mails", "rights_requests", read=[both(duty, "key LIKE 'rights:%'")])


def _create_requests() -> None:
    op.create_table(
        "rights_requests",
        sa.Column("id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("received_at", _INSTANT, nullable=False),
        sa.Column("registered_at", _INSTANT, nullable=False),
        sa.Column("registered_by", _ID, nullable=True),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("confirm_until", _INSTANT, nullable=True),
        sa.Column("ip", sa.String(length=64), nullable=True),
        sa.Column("user_agent", sa.String(length=512), nullable=True),
        sa.Column("identity", sa.String(length=16), nullable=False),
        sa.Column("identity_at", _INSTANT, nullable=True),
        sa.Column("identity_by", _ID, nullable=True),
        sa.Column("identity_reason", sa.Text(), nullable=True),
        sa.Column("withdrawn_at", _INSTANT, nullable=True),
        sa.Column("extended_at", _INSTANT, nullable=True),
        sa.Column("extended_by", _ID, nullable=True),
        sa.Column("extension_reason", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("passed_on_at", _INSTANT, nullable=True),
        sa.Column("extension_told_at", _INSTANT, nullable=True),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_requests")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_rights_requests_token_sha256")),
    )
    for column in ("email", "state", "ended_at"):
        op.create_index(op.f(f"ix_rights_requests_{column}"), "rights_requests", [column])


def _create_parts() -> None:
    op.create_table(
        "rights_parts",
        sa.Column("id", _ID, nullable=False),
        sa.Column("request_id", _ID, nullable=False),
        sa.Column("business_id", _ID, nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("received_at", _INSTANT, nullable=False),
        sa.Column("identity", sa.String(length=16), nullable=False),
        sa.Column("envelopes", sa.Integer(), nullable=False),
        sa.Column("answer_due_at", _INSTANT, nullable=False),
        sa.Column("passed_at", _INSTANT, nullable=True),
        sa.Column("unreached_at", _INSTANT, nullable=True),
        sa.Column("reminded_at", _INSTANT, nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("reference", sa.String(length=100), nullable=True),
        sa.Column("resolved_by", _ID, nullable=True),
        sa.Column("resolved_at", _INSTANT, nullable=True),
        sa.Column("person_told_at", _INSTANT, nullable=True),
        sa.Column("person_unreached_at", _INSTANT, nullable=True),
        sa.CheckConstraint(
            "(outcome IS NULL) = (resolved_at IS NULL)", name=op.f("ck_rights_parts_resolved")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["rights_requests.id"], name=op.f("fk_rights_parts_request_id_rights_requests")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_rights_parts_business_id_businesses")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_parts")),
        sa.UniqueConstraint(
            "request_id",
            "business_id",
            name=op.f("uq_rights_parts_request_id_business_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index("ix_rights_parts_business_id_id", "rights_parts", ["business_id", "id"])


def downgrade() -> None:
    isolation.no_more("mails", "rights_requests")
    op.drop_table("rights_parts")
    op.drop_table("rights_requests")
