"""Controllers' instructions, and disclosures of their data to others."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.migrations import fixed_columns, isolation, privileges
from models.migrations.isolation import both, of_business, of_staff, of_upkeep, with_parent

revision = "instructions"
down_revision = "certified_measures"
branch_labels = None
depends_on = None

_ID = sa.String(length=40)
_INSTANT = sa.DateTime(timezone=True)
_JSON = postgresql.JSONB()
_NO_JSON = postgresql.JSONB(none_as_null=True)
_ENTRY = ("id", "instruction_id", "business_id", "act", "subject", "words", "ground", "terms", "sha256", "by", "at")
_DUTY = (
    "id", "business_id", "kind", "recipient", "country", "ground", "data", "words", "registered_by",
    "registered_at", "silence_reason",
)  # fmt: skip
_DISCLOSURE = (
    "id", "business_id", "instruction_id", "version", "duty_id", "recipient", "data", "envelopes", "words",
    "made_at", "recorded_by", "recorded_at",
)  # fmt: skip
_TABLES = ("instructions", "instruction_entries", "disclosure_duties", "disclosures")
_TOLD = "silence_reason IS NULL OR lifted_at IS NOT NULL"
"""Duties of which the law lets the controller know."""


def upgrade() -> None:
    _create_instructions()
    _create_entries()
    _create_duties()
    _create_disclosures()
    privileges.grant_ordinary(_TABLES)
    for table in ("instruction_entries", "disclosures"):
        op.execute(
            f"CREATE TRIGGER refuse_change BEFORE DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    fixed_columns.fix("instructions", ("id", "business_id", "kind", "given_by", "given_at"))
    fixed_columns.fix("instruction_entries", _ENTRY)
    fixed_columns.fix("disclosure_duties", _DUTY)
    fixed_columns.fix("disclosures", _DISCLOSURE)
    _isolate()


def _isolate() -> None:
    owner, duty, upkeep = of_business(role="owner"), of_staff("dpo"), of_upkeep()
    isolation.isolate("instructions", read=[owner, duty, upkeep], add=[owner])
    by_dpo = "act IN ('acknowledge', 'doubt', 'dispel')"
    isolation.isolate(
        "instruction_entries",
        read=[owner, duty, upkeep],
        add=[both(owner, f"NOT {by_dpo}"), both(duty, by_dpo)],
    )
    isolation.isolate(
        "disclosure_duties", read=[both(owner, _TOLD), duty, upkeep], add=[duty], change=[duty]
    )
    seen = both(owner, f"duty_id IS NULL OR {with_parent('disclosure_duties', 'duty_id')}")
    isolation.isolate("disclosures", read=[seen, duty, upkeep], add=[duty])


def _create_instructions() -> None:
    op.create_table(
        "instructions",
        sa.Column("id", _ID, nullable=False),
        sa.Column("business_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("given_by", _ID, nullable=False),
        sa.Column("given_at", _INSTANT, nullable=False),
        sa.Column("state", sa.String(length=16), server_default="recorded", nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("sequence", sa.Integer(), server_default="0", nullable=False),
        sa.Column("state_at", _INSTANT, nullable=True),
        _to("instructions", "business_id", "businesses"),
        _to("instructions", "given_by", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instructions")),
    )
    op.create_index("ix_instructions_business_id_id", "instructions", ["business_id", "id"])
    op.create_index(op.f("ix_instructions_state"), "instructions", ["state"])


def _create_entries() -> None:
    table = "instruction_entries"
    op.create_table(
        table,
        sa.Column("id", _ID, nullable=False),
        sa.Column("instruction_id", _ID, nullable=False),
        sa.Column("business_id", _ID, nullable=False),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("ground", sa.String(length=200), nullable=True),
        sa.Column("terms", _NO_JSON, nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("by", _ID, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("counted_at", _INSTANT, nullable=True),
        sa.Column("told_at", _INSTANT, nullable=True),
        sa.Column("unreached_at", _INSTANT, nullable=True),
        sa.CheckConstraint(
            "(sequence IS NULL) = (counted_at IS NULL)", name=op.f("ck_instruction_entries_counted")
        ),
        _to(table, "instruction_id", "instructions"),
        _to(table, "business_id", "businesses"),
        _to(table, "by", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instruction_entries")),
        sa.UniqueConstraint(
            "instruction_id", "sequence", name=op.f("uq_instruction_entries_instruction_id_sequence")
        ),
    )
    op.create_index("ix_instruction_entries_business_id_id", table, ["business_id", "id"])


def _create_duties() -> None:
    table = "disclosure_duties"
    people = ("registered_by", "silence_approved_by", "lifted_by", "contacted_by")
    op.create_table(
        table,
        sa.Column("id", _ID, nullable=False),
        sa.Column("business_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("ground", sa.String(length=500), nullable=False),
        sa.Column("data", _JSON, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("registered_by", _ID, nullable=False),
        sa.Column("registered_at", _INSTANT, nullable=False),
        sa.Column("silence_reason", sa.Text(), nullable=True),
        sa.Column("silence_approved_by", _ID, nullable=True),
        sa.Column("silence_approved_at", _INSTANT, nullable=True),
        sa.Column("lifted_by", _ID, nullable=True),
        sa.Column("lifted_at", _INSTANT, nullable=True),
        sa.Column("told_at", _INSTANT, nullable=True),
        sa.Column("unreached_at", _INSTANT, nullable=True),
        sa.Column("contacted_at", _INSTANT, nullable=True),
        sa.Column("contacted_by", _ID, nullable=True),
        sa.Column("contact_words", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "silence_approved_by IS NULL OR silence_approved_by <> registered_by",
            name=op.f("ck_disclosure_duties_second_person"),
        ),
        sa.CheckConstraint(
            "lifted_at IS NULL OR silence_reason IS NOT NULL", name=op.f("ck_disclosure_duties_lifted")
        ),
        _to(table, "business_id", "businesses"),
        *(_to(table, column, "users") for column in people),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure_duties")),
    )
    op.create_index("ix_disclosure_duties_business_id_id", table, ["business_id", "id"])


def _create_disclosures() -> None:
    table = "disclosures"
    op.create_table(
        table,
        sa.Column("id", _ID, nullable=False),
        sa.Column("business_id", _ID, nullable=False),
        sa.Column("instruction_id", _ID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("duty_id", _ID, nullable=True),
        sa.Column("recipient", _JSON, nullable=False),
        sa.Column("data", _JSON, nullable=False),
        sa.Column("envelopes", _NO_JSON, nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("recorded_by", _ID, nullable=False),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.Column("told_at", _INSTANT, nullable=True),
        sa.Column("unreached_at", _INSTANT, nullable=True),
        sa.CheckConstraint(
            "(instruction_id IS NULL) <> (duty_id IS NULL)", name=op.f("ck_disclosures_by_one_ground")
        ),
        sa.CheckConstraint(
            "(instruction_id IS NULL) = (version IS NULL)", name=op.f("ck_disclosures_version")
        ),
        _to(table, "business_id", "businesses"),
        _to(table, "instruction_id", "instructions"),
        _to(table, "duty_id", "disclosure_duties"),
        _to(table, "recorded_by", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosures")),
    )
    op.create_index("ix_disclosures_business_id_id", table, ["business_id", "id"])
    for column in ("instruction_id", "duty_id"):
        op.create_index(op.f(f"ix_disclosures_{column}"), table, [column])


def _to(table: str, column: str, parent: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{parent}.id"], name=op.f(f"fk_{table}_{column}_{parent}"))


def downgrade() -> None:
    for table in ("mails", "mail_provider_events"):
        op.execute(f"DROP POLICY IF EXISTS purge ON {table}")
    for table in reversed(_TABLES):
        op.drop_table(table)
