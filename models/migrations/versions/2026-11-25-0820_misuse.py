"""Reports of misuse, decisions and appeals; the standing of a business; members who were shut out."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.migrations import isolation, privileges
from models.migrations.isolation import ANYBODY, both, of_business, of_staff

revision = "misuse"
down_revision = "test_mode"
branch_labels = None
depends_on = None

REVIEWER = of_staff("reviewer")
REVIEWED = {
    "businesses": "SELECT FROM misuse_reports r WHERE r.business_id = businesses.id",
    "memberships": "SELECT FROM misuse_reports r WHERE r.business_id = memberships.business_id",
    "users": "SELECT FROM misuse_decisions d WHERE d.user_id = users.id",
}
"""What a reviewer sees besides: the reported businesses, who is of them, and whose access was revoked."""
TABLES = ("misuse_acts", "misuse_appeals", "misuse_decisions", "misuse_reports")


def upgrade() -> None:
    op.add_column(
        "businesses", sa.Column("standing", sa.String(length=16), server_default="active", nullable=False)
    )
    op.add_column("businesses", sa.Column("standing_reason", sa.String(length=16), nullable=True))
    op.add_column("businesses", sa.Column("standing_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("memberships", sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "misuse_reports",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("reporter", sa.String(length=8), nullable=False),
        sa.Column("signer_id", sa.String(length=40), nullable=True),
        sa.Column("given_envelope_id", sa.String(length=40), nullable=True),
        sa.Column("given_document_id", sa.String(length=40), nullable=True),
        sa.Column("given_sha256", sa.String(length=64), nullable=True),
        sa.Column("given_link_sha256", sa.String(length=64), nullable=True),
        sa.Column("ground", sa.String(length=24), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("reply_to", sa.String(length=254), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ip", sa.String(length=64), nullable=True),
        sa.Column("user_agent", sa.String(length=512), nullable=True),
        sa.Column("business_id", sa.String(length=40), nullable=True),
        sa.Column("envelope_id", sa.String(length=40), nullable=True),
        sa.Column("document_id", sa.String(length=40), nullable=True),
        sa.Column("document_ids", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sender_id", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("claimed_by", sa.String(length=40), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_id", sa.String(length=40), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_misuse_reports")),
    )
    op.create_index(op.f("ix_misuse_reports_business_id"), "misuse_reports", ["business_id"])
    op.create_index("ix_misuse_reports_state_id", "misuse_reports", ["state", "id"])
    op.create_table(
        "misuse_decisions",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("report_id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("verdict", sa.String(length=8), nullable=False),
        sa.Column("ground", sa.String(length=24), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=True),
        sa.Column("reach", sa.String(length=8), nullable=True),
        sa.Column("terms_version", sa.String(length=32), nullable=False),
        sa.Column("proposed_by", sa.String(length=40), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("seconded_by", sa.String(length=40), nullable=True),
        sa.Column("second_words", sa.Text(), nullable=True),
        sa.Column("in_force_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appeal_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("blocks_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=40), nullable=True),
        sa.Column("end_words", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_misuse_decisions_business_id_businesses")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["misuse_reports.id"], name=op.f("fk_misuse_decisions_report_id_misuse_reports")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_misuse_decisions")),
    )
    op.create_index("ix_misuse_decisions_business_id_id", "misuse_decisions", ["business_id", "id"])
    op.create_index(op.f("ix_misuse_decisions_report_id"), "misuse_decisions", ["report_id"])
    op.create_index(op.f("ix_misuse_decisions_user_id"), "misuse_decisions", ["user_id"])
    op.create_table(
        "misuse_appeals",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("decision_id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("filed_by", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("decided_by", sa.String(length=40), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_misuse_appeals_business_id_businesses")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["misuse_decisions.id"],
            name=op.f("fk_misuse_appeals_decision_id_misuse_decisions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_misuse_appeals")),
    )
    op.create_index(op.f("ix_misuse_appeals_decision_id"), "misuse_appeals", ["decision_id"])
    op.create_table(
        "misuse_acts",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("report_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["misuse_reports.id"], name=op.f("fk_misuse_acts_report_id_misuse_reports")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_misuse_acts")),
    )
    op.create_index(op.f("ix_misuse_acts_report_id"), "misuse_acts", ["report_id"])
    privileges.grant_ordinary(TABLES)
    _isolate()


def _isolate() -> None:
    """Anybody reports, reviewers review, and the owner is told what was decided and appeals."""
    told = [REVIEWER, of_business(role="owner")]
    isolation.isolate("misuse_reports", read=[REVIEWER], add=[ANYBODY])
    isolation.isolate("misuse_decisions", read=told, add=[REVIEWER])
    isolation.isolate("misuse_appeals", read=told, add=[of_business(role="owner")])
    isolation.isolate("misuse_acts", add=[REVIEWER])
    for table, seen in REVIEWED.items():
        seen_by_them = both(REVIEWER, f"EXISTS ({seen})")
        op.execute(
            f"CREATE POLICY app_review ON {table} FOR SELECT TO {privileges.app_role()}"
            f" USING (CASE WHEN {seen_by_them} THEN true ELSE false END)"
        )



def downgrade() -> None:
    for table in REVIEWED:
        op.execute(f"DROP POLICY app_review ON {table}")
    op.drop_table("misuse_acts")
    op.drop_table("misuse_appeals")
    op.drop_table("misuse_decisions")
    op.drop_table("misuse_reports")
    op.drop_column("memberships", "revoked_at")
    op.drop_column("businesses", "standing_since")
    op.drop_column("businesses", "standing_reason")
    op.drop_column("businesses", "standing")
