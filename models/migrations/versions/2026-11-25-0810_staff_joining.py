"""How the holder's staff join, change roles and leave."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.migrations import fixed_columns, isolation, privileges
from models.migrations.isolation import both, of_credential, of_person, of_staff, with_parent

revision = "staff_joining"
down_revision = "terms_standing"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_ID = sa.String(length=40)
_JSON = postgresql.JSONB(astext_type=sa.Text())

_ACCEPTED = (
    "EXISTS (SELECT FROM staff_invitations i WHERE i.user_id = staff_members.user_id AND i.state = 'accepted'"
    " AND i.roles = staff_members.roles AND i.accepted_at = staff_members.joined_at)"
)
_JOINING = both(of_person(), "left_at IS NULL", "joined_at > now() - interval '10 minutes'", _ACCEPTED)
"""Somebody lets themselves in with the roles of the invitation that they have just accepted, and no others."""


def upgrade() -> None:
    op.add_column("staff_members", sa.Column("leaves_at", _INSTANT, nullable=True))
    op.create_table(
        "staff_events",
        sa.Column("id", _ID, nullable=False),
        sa.Column("user_id", _ID, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("by", _ID, nullable=True),
        sa.Column("second", _ID, nullable=True),
        sa.Column("roles", _JSON, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("leaves_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_staff_events_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_events")),
    )
    op.create_index(op.f("ix_staff_events_user_id"), "staff_events", ["user_id"])
    _create_invitations()
    _create_role_changes()
    privileges.make_append_only(["staff_events"])
    privileges.grant_ordinary(["staff_invitations", "staff_role_changes"])
    fixed_columns.create_guard()
    asked = ("id", "reason", "roles", "asked_by", "asked_at", "needs_second")
    fixed_columns.fix("staff_invitations", (*asked, "email", "name", "last_day", "token_sha256"))
    fixed_columns.fix("staff_role_changes", (*asked, "user_id", "roles_before"))
    _isolate()


def _isolate() -> None:
    """Security manages the staff and ends what they hold; the DPO looks on; the invited have their link."""
    manages, looks = of_staff("security"), of_staff("security", "dpo")
    isolation.isolate(
        "staff_members",
        read=[of_person(), of_staff("security", "dpo", "reviewer")],
        add=[_JOINING],
        change=[manages, _JOINING],
        lock=[of_person()],
    )
    isolation.isolate("staff_events", read=[looks], add=[manages, of_person()])
    isolation.isolate(
        "staff_invitations",
        read=[looks, of_credential(), of_person()],
        add=[manages],
        change=[manages, of_credential()],
    )
    isolation.isolate("staff_role_changes", read=[looks], add=[manages], change=[manages])
    of_staff_member = with_parent("staff_members", "sessions.user_id", key="user_id")
    isolation.also(
        "sessions",
        "app_staff",
        read=[both(looks, of_staff_member)],
        change=[both(manages, of_staff_member, "ended_at IS NOT NULL")],
        lock=[both(manages, of_staff_member)],
    )
    key_of_staff = both(manages, with_parent("staff_members", "api_keys.created_by", key="user_id"))
    isolation.also(
        "api_keys",
        "app_staff",
        read=[key_of_staff],
        change=[both(key_of_staff, "revoked_at IS NOT NULL")],
        lock=[key_of_staff],
    )
    isolation.also("acceptances", "app_staff", read=[both(looks, "document = 'staff-commitments'")])


def downgrade() -> None:
    for table in ("sessions", "api_keys", "acceptances"):
        isolation.no_more(table, "app_staff")
    isolation.isolate(
        "staff_members",
        read=[of_person(), of_staff("security", "dpo", "reviewer")],
        add=[of_staff("security")],
        change=[of_staff("security")],
    )
    for table in ("staff_role_changes", "staff_invitations", "staff_events"):
        op.drop_table(table)
    fixed_columns.drop_guard()
    op.drop_column("staff_members", "leaves_at")


def _create_invitations() -> None:
    op.create_table(
        "staff_invitations",
        sa.Column("id", _ID, nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("roles", _JSON, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("asked_by", _ID, nullable=True),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.Column("needs_second", sa.Boolean(), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("confirmed_by", _ID, nullable=True),
        sa.Column("confirmed_at", _INSTANT, nullable=True),
        sa.Column("accepted_at", _INSTANT, nullable=True),
        sa.Column("user_id", _ID, nullable=True),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.Column("ended_by", _ID, nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_staff_invitations_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_invitations")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_staff_invitations_token_sha256")),
    )
    op.create_index(
        "uq_staff_invitations_open",
        "staff_invitations",
        ["email"],
        unique=True,
        postgresql_where=sa.text("state IN ('awaiting_confirmation', 'invited')"),
    )


def _create_role_changes() -> None:
    op.create_table(
        "staff_role_changes",
        sa.Column("id", _ID, nullable=False),
        sa.Column("user_id", _ID, nullable=False),
        sa.Column("roles_before", _JSON, nullable=False),
        sa.Column("roles", _JSON, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", _ID, nullable=False),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.Column("needs_second", sa.Boolean(), nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("decided_by", _ID, nullable=True),
        sa.Column("decided_at", _INSTANT, nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_staff_role_changes_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_role_changes")),
    )
    op.create_index(op.f("ix_staff_role_changes_user_id"), "staff_role_changes", ["user_id"])
    op.create_index(
        "uq_staff_role_changes_awaiting",
        "staff_role_changes",
        ["user_id"],
        unique=True,
        postgresql_where=sa.text("state = 'awaiting_confirmation'"),
    )
