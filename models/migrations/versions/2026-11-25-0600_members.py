"""Invitations and departures of guests; for which business a user acts; always one owner per business."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.migrations import privileges

revision = "members"
down_revision = "catalogue"
branch_labels = None
depends_on = None

_REQUIRE_OWNER = """
CREATE FUNCTION require_owner() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    concerned text := COALESCE(to_jsonb(NEW), to_jsonb(OLD)) ->> TG_ARGV[0];
BEGIN
    IF EXISTS (
        SELECT FROM businesses WHERE id = concerned AND NOT EXISTS (
            SELECT FROM memberships
            WHERE business_id = concerned AND role = 'owner' AND user_id = businesses.owner_id
        )
    ) THEN
        RAISE EXCEPTION 'business % would be without its owner', concerned
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.add_column("users", sa.Column("current_business_id", sa.String(length=40), nullable=True))
    op.create_table(
        "invitations",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("invited_by", sa.String(length=40), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("renewals", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("member_id", sa.String(length=40), nullable=True),
        sa.Column("answer_id", sa.String(length=40), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_invitations_business_id_businesses")
        ),
        sa.ForeignKeyConstraint(["invited_by"], ["users.id"], name=op.f("fk_invitations_invited_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_invitations_token_sha256")),
    )
    op.create_index(op.f("ix_invitations_business_id"), "invitations", ["business_id"])
    op.create_index(
        "uq_invitations_pending",
        "invitations",
        ["business_id", "email"],
        unique=True,
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_table(
        "invitation_answers",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("invitation_id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=True),
        sa.Column("new_user", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("password_hash", sa.String(length=255), nullable=True),
        sa.Column("ip", sa.String(length=64), nullable=True),
        sa.Column("user_agent", sa.String(length=512), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_invitation_answers_business_id_businesses")
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitations.id"], name=op.f("fk_invitation_answers_invitation_id_invitations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_answers")),
    )
    op.create_index(op.f("ix_invitation_answers_invitation_id"), "invitation_answers", ["invitation_id"])
    op.create_table(
        "departures",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("ended_by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_departures_business_id_businesses")
        ),
        sa.ForeignKeyConstraint(["ended_by"], ["users.id"], name=op.f("fk_departures_ended_by_users")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_departures_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departures")),
    )
    op.create_index(op.f("ix_departures_business_id"), "departures", ["business_id"])
    op.create_index(op.f("ix_departures_told_at"), "departures", ["told_at"])
    op.create_index(
        "uq_memberships_owner",
        "memberships",
        ["business_id"],
        unique=True,
        postgresql_where=sa.text("role = 'owner'"),
    )
    privileges.grant_ordinary(["invitations", "invitation_answers", "departures"])
    op.execute(_REQUIRE_OWNER)
    op.execute(
        "CREATE CONSTRAINT TRIGGER require_owner AFTER INSERT OR UPDATE OR DELETE ON memberships"
        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_owner('business_id')"
    )
    op.execute(
        "CREATE CONSTRAINT TRIGGER require_owner AFTER UPDATE OF owner_id ON businesses"
        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_owner('id')"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER require_owner ON businesses")
    op.execute("DROP TRIGGER require_owner ON memberships")
    op.execute("DROP FUNCTION require_owner()")
    op.drop_index("uq_memberships_owner", "memberships")
    op.drop_table("departures")
    op.drop_table("invitation_answers")
    op.drop_table("invitations")
    op.drop_column("users", "current_business_id")
