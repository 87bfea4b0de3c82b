"""Personal-data breaches, their assessments, and the controllers they concern."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.migrations import isolation, privileges
from models.migrations.isolation import both, of_business, of_staff

revision = "breaches"
down_revision = "exports"
branch_labels = None
depends_on = None

_ID = sa.String(length=40)
_INSTANT = sa.DateTime(timezone=True)
_JSON = postgresql.JSONB(astext_type=sa.Text())


def upgrade() -> None:
    op.create_table(
        "breaches",
        sa.Column("id", _ID, nullable=False),
        sa.Column("incident_id", _ID, nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("responsible_id", _ID, nullable=False),
        sa.Column("substitute_id", _ID, nullable=False),
        sa.Column("registered_by", _ID, nullable=False),
        sa.Column("registered_at", _INSTANT, nullable=False),
        sa.Column("aware_at", _INSTANT, nullable=False),
        sa.Column("notify", sa.Integer(), nullable=False),
        sa.Column("unlikely_by", _ID, nullable=True),
        sa.Column("unlikely_at", _INSTANT, nullable=True),
        sa.Column("unlikely_reason", sa.Text(), nullable=True),
        sa.Column("unlikely_approved_by", _ID, nullable=True),
        sa.Column("unlikely_approved_at", _INSTANT, nullable=True),
        sa.Column("authority_reference", sa.String(length=100), nullable=True),
        sa.Column("authority_filed_by", _ID, nullable=True),
        sa.Column("authority_filed_at", _INSTANT, nullable=True),
        sa.Column("close_asked_by", _ID, nullable=True),
        sa.Column("close_asked_at", _INSTANT, nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("told", sa.Integer(), nullable=True),
        sa.Column("closed_at", _INSTANT, nullable=True),
        sa.CheckConstraint("responsible_id <> substitute_id", name=op.f("ck_breaches_substitute")),
        sa.CheckConstraint(
            "unlikely_approved_by IS NULL OR unlikely_approved_by <> unlikely_by",
            name=op.f("ck_breaches_second_person"),
        ),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_breaches_incident_id_incidents")),
        sa.ForeignKeyConstraint(["responsible_id"], ["users.id"], name=op.f("fk_breaches_responsible_id_users")),
        sa.ForeignKeyConstraint(["substitute_id"], ["users.id"], name=op.f("fk_breaches_substitute_id_users")),
        sa.ForeignKeyConstraint(["registered_by"], ["users.id"], name=op.f("fk_breaches_registered_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breaches")),
        sa.UniqueConstraint("incident_id", name=op.f("uq_breaches_incident_id")),
    )
    op.create_index(op.f("ix_breaches_state"), "breaches", ["state"])
    op.create_table(
        "breach_assessments",
        sa.Column("breach_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("by", _ID, nullable=False),
        sa.Column("nature", _JSON, nullable=False),
        sa.Column("people", _JSON, nullable=False),
        sa.Column("records", _JSON, nullable=False),
        sa.Column("consequences", _JSON, nullable=False),
        sa.Column("measures", _JSON, nullable=False),
        sa.ForeignKeyConstraint(["breach_id"], ["breaches.id"], name=op.f("fk_breach_assessments_breach_id_breaches")),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name=op.f("fk_breach_assessments_by_users")),
        sa.PrimaryKeyConstraint("breach_id", "number", name=op.f("pk_breach_assessments")),
    )
    op.create_table(
        "breach_controllers",
        sa.Column("breach_id", _ID, nullable=False),
        sa.Column("business_id", _ID, nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=True),
        sa.Column("told_at", _INSTANT, nullable=True),
        sa.Column("first_told_at", _INSTANT, nullable=True),
        sa.Column("refused_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["breach_id"], ["breaches.id"], name=op.f("fk_breach_controllers_breach_id_breaches")),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_breach_controllers_business_id_businesses")
        ),
        sa.PrimaryKeyConstraint("breach_id", "business_id", name=op.f("pk_breach_controllers")),
    )
    op.create_index(op.f("ix_breach_controllers_business_id"), "breach_controllers", ["business_id"])
    privileges.grant_ordinary(["breaches", "breach_controllers"])
    privileges.make_append_only(["breach_assessments"])
    duty = of_staff("dpo", "security")
    told = both(of_business(role="owner"), "first_told_at IS NOT NULL AND NOT drill")
    mine = both(
        "EXISTS (SELECT FROM breach_controllers c WHERE c.breach_id = breach_assessments.breach_id"
        " AND c.told >= breach_assessments.number)"
    )
    isolation.isolate("breaches", read=[duty], add=[duty], change=[duty])
    isolation.isolate("breach_assessments", read=[duty, mine], add=[duty])
    isolation.isolate("breach_controllers", read=[duty, told])
    isolation.also("mails", "breaches", read=[both(duty, "key LIKE 'breach:%'")])


def downgrade() -> None:
    isolation.no_more("mails", "breaches")
    op.drop_table("breach_assessments")
    op.drop_table("breach_controllers")
    op.drop_table("breaches")
