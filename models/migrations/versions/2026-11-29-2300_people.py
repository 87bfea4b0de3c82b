"""Commitments that staff sign and trainings that they take (P5), and the holder's own business, which nobody owns.

Whoever works here already goes on without either for a while (`terms.people.EXISTING_STAFF_GRACE`).
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.migrations import fixed_columns, isolation, privileges
from models.migrations.isolation import both, of_person, of_staff
from terms.people import EXISTING_STAFF_GRACE

revision = "people"
down_revision = "instructions"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_ID = sa.String(length=40)
_JSON = postgresql.JSONB(astext_type=sa.Text())
_RECORDED = ("id", "user_id", "course", "title", "provider", "trained_on", "evidence", "recorded_by")
_ACCEPTED = (
    "EXISTS (SELECT FROM staff_invitations i WHERE i.user_id = staff_members.user_id AND i.state = 'accepted'"
    " AND i.roles = staff_members.roles AND i.accepted_at = staff_members.joined_at)"
)
_JOINING = both(of_person(), "left_at IS NULL", "joined_at > now() - interval '10 minutes'", _ACCEPTED)
_CONTROLLERS = """
CREATE OR REPLACE FUNCTION controllers_before(until timestamptz, after_id varchar, at_most integer)
RETURNS SETOF varchar
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
SELECT b.id FROM public.businesses b
WHERE {dpo} AND {owned} b.created_at < until AND (after_id IS NULL OR b.id > after_id)
ORDER BY b.id LIMIT at_most
$$
"""


def upgrade() -> None:
    op.add_column("staff_members", sa.Column("duties_due_at", _INSTANT, nullable=True))
    grace = sa.text(
        "UPDATE staff_members SET duties_due_at = now() + make_interval(secs => :seconds) WHERE left_at IS NULL"
    )
    op.execute(grace.bindparams(seconds=EXISTING_STAFF_GRACE.total_seconds()))
    fixed_columns.fix("staff_members", ("duties_due_at",))
    _isolate_members(both(_JOINING, "duties_due_at IS NULL"))
    op.alter_column("businesses", "owner_id", existing_type=_ID, nullable=True)
    op.create_index(
        "uq_businesses_of_holder",
        "businesses",
        [sa.text("(owner_id IS NULL)")],
        unique=True,
        postgresql_where=sa.text("owner_id IS NULL"),
    )
    op.execute(_CONTROLLERS.format(dpo=of_staff("dpo"), owned="b.owner_id IS NOT NULL AND"))
    _create_commitments()
    _create_trainings()
    _isolate()


def downgrade() -> None:
    for table in ("external_trainings", "training_attempts", "staff_commitments"):
        op.drop_table(table)
    op.execute(_CONTROLLERS.format(dpo=of_staff("dpo"), owned=""))
    op.drop_index("uq_businesses_of_holder", "businesses")
    op.alter_column("businesses", "owner_id", existing_type=_ID, nullable=False)
    _isolate_members(_JOINING)
    op.execute("DROP TRIGGER keep_fixed ON staff_members")
    op.drop_column("staff_members", "duties_due_at")


def _isolate_members(joining: str) -> None:
    isolation.isolate(
        "staff_members",
        read=[of_person(), of_staff("security", "dpo", "reviewer")],
        add=[joining],
        change=[of_staff("security"), _JOINING],
        lock=[of_person()],
    )


def _isolate() -> None:
    """Everybody reads their own; security and the DPO everybody's. A test is written by who took it."""
    looks, manages = of_staff("security", "dpo"), of_staff("security")
    isolation.isolate("staff_commitments", read=[of_person(), looks])
    isolation.isolate("training_attempts", read=[of_person(), looks], add=[of_person()])
    own = f"recorded_by = {isolation.setting('user')}"
    isolation.isolate(
        "external_trainings",
        read=[of_person(), looks],
        add=[both(manages, own, "state = 'awaiting_confirmation'")],
        change=[manages],
    )


def _create_commitments() -> None:
    op.create_table(
        "staff_commitments",
        sa.Column("id", _ID, nullable=False),
        sa.Column("user_id", _ID, nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("document_sha256", sa.String(length=64), nullable=False),
        sa.Column("envelope_id", _ID, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("sent_at", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.Column("sealed_sha256", sa.String(length=64), nullable=True),
        sa.Column("valid_until", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_staff_commitments_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_commitments")),
        sa.UniqueConstraint("key", name=op.f("uq_staff_commitments_key")),
        sa.UniqueConstraint("envelope_id", name=op.f("uq_staff_commitments_envelope_id")),
    )
    op.create_index(op.f("ix_staff_commitments_user_id"), "staff_commitments", ["user_id"])
    op.create_index(
        "uq_staff_commitments_sent",
        "staff_commitments",
        ["user_id"],
        unique=True,
        postgresql_where=sa.text("state = 'sent'"),
    )
    privileges.grant_ordinary(["staff_commitments"])
    asked = ("id", "user_id", "key", "version", "text_sha256", "document_sha256", "envelope_id", "sent_at")
    fixed_columns.fix("staff_commitments", asked)


def _create_trainings() -> None:
    op.create_table(
        "training_attempts",
        sa.Column("id", _ID, nullable=False),
        sa.Column("user_id", _ID, nullable=False),
        sa.Column("course", sa.String(length=32), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("answers", _JSON, nullable=False),
        sa.Column("right", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("valid_until", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_training_attempts_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_attempts")),
    )
    op.create_index(op.f("ix_training_attempts_user_id"), "training_attempts", ["user_id"])
    privileges.make_append_only(["training_attempts"])
    op.create_table(
        "external_trainings",
        sa.Column("id", _ID, nullable=False),
        sa.Column("user_id", _ID, nullable=False),
        sa.Column("course", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("provider", sa.String(length=200), nullable=False),
        sa.Column("trained_on", sa.Date(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("recorded_by", _ID, nullable=False),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("decided_by", _ID, nullable=True),
        sa.Column("decided_at", _INSTANT, nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("valid_until", _INSTANT, nullable=False),
        sa.CheckConstraint(
            "state <> 'applied' OR (decided_by IS NOT NULL AND decided_by NOT IN (recorded_by, user_id))",
            name=op.f("ck_external_trainings_second_person"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_external_trainings_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_trainings")),
    )
    op.create_index(op.f("ix_external_trainings_user_id"), "external_trainings", ["user_id"])
    privileges.grant_ordinary(["external_trainings"])
    fixed_columns.fix("external_trainings", (*_RECORDED, "recorded_at", "valid_until"))
