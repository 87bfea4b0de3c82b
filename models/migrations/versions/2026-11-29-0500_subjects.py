"""What controllers do about data subjects, and where each appears."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.migrations import isolation, privileges
from models.migrations.isolation import of_business, of_link, of_upkeep

revision = "subjects"
down_revision = "account_recoveries"
branch_labels = None
depends_on = None

_ID = sa.String(length=40)
_INSTANT = sa.DateTime(timezone=True)
_BLOCKED = sa.text("blocks AND released_at IS NULL")
_CORRECTED = sa.text("kind IN ('signer:corrected', 'signer:rectified')")


def upgrade() -> None:
    _create_measures()
    _create_places()
    op.create_index(
        "ix_evidence_events_corrected", "evidence_events", ["envelope_id"], postgresql_where=_CORRECTED
    )
    owner = of_business(role="owner")
    privileges.grant_ordinary(["subject_measures", "subject_places"])
    isolation.isolate("subject_measures", read=[owner, of_upkeep()], add=[owner], change=[owner])
    isolation.isolate("subject_places", read=[of_business(), of_link()], add=[owner])


def _create_measures() -> None:
    op.create_table(
        "subject_measures",
        sa.Column("id", _ID, nullable=False),
        sa.Column("business_id", _ID, nullable=False),
        sa.Column("asked_by", _ID, nullable=False),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("ground", sa.String(length=32), nullable=True),
        sa.Column("reference", sa.String(length=200), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("details", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("state", sa.String(length=16), server_default="under_way", nullable=False),
        sa.Column("begun_at", _INSTANT, nullable=True),
        sa.Column("release_asked_at", _INSTANT, nullable=True),
        sa.Column("release_asked_by", _ID, nullable=True),
        sa.Column("release_reason", sa.Text(), nullable=True),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.Column("facts", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("object_key", sa.String(length=255), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("fetch_until", _INSTANT, nullable=True),
        sa.Column("certificate", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_subject_measures_business_id_businesses")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_subject_measures_asked_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_measures")),
    )
    op.create_index("ix_subject_measures_business_id_id", "subject_measures", ["business_id", "id"])


def _create_places() -> None:
    op.create_table(
        "subject_places",
        sa.Column("measure_id", _ID, nullable=False),
        sa.Column("signer_id", _ID, nullable=False),
        sa.Column("envelope_id", _ID, nullable=False),
        sa.Column("business_id", _ID, nullable=False),
        sa.Column("blocks", sa.Boolean(), nullable=False),
        sa.Column("released_at", _INSTANT, nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("kept_until", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["subject_measures.id"], name=op.f("fk_subject_places_measure_id_subject_measures")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_subject_places_business_id_businesses")
        ),
        sa.PrimaryKeyConstraint("measure_id", "signer_id", name=op.f("pk_subject_places")),
    )
    op.create_index(op.f("ix_subject_places_business_id"), "subject_places", ["business_id"])
    op.create_index(op.f("ix_subject_places_envelope_id"), "subject_places", ["envelope_id"])
    op.create_index(
        "ix_subject_places_blocked", "subject_places", ["envelope_id"], postgresql_where=_BLOCKED
    )


def downgrade() -> None:
    for table in ("subject_places", "subject_measures"):
        isolation.undo(table)
        op.drop_table(table)
    op.drop_index("ix_evidence_events_corrected", table_name="evidence_events")
