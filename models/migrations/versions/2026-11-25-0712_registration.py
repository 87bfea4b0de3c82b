"""Verification links in whose place another was mailed, and whether a business's owner contracts as a consumer."""

import sqlalchemy as sa
from alembic import op

from models.migrations import isolation, privileges

revision = "registration"
down_revision = "ownership"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("businesses", sa.Column("customer_kind", sa.String(length=16), nullable=True))
    op.add_column(
        "registrations", sa.Column("link_number", sa.Integer(), server_default="1", nullable=False)
    )
    op.create_table(
        "replaced_verification_links",
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("registration_id", sa.String(length=40), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_replaced_verification_links_registration_id_registrations"),
        ),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_replaced_verification_links")),
    )
    op.create_index(
        op.f("ix_replaced_verification_links_registration_id"),
        "replaced_verification_links",
        ["registration_id"],
    )
    privileges.grant_ordinary(["replaced_verification_links"])
    isolation.isolate("replaced_verification_links", read=[isolation.of_credential()])


def downgrade() -> None:
    op.drop_table("replaced_verification_links")
    op.drop_column("registrations", "link_number")
    op.drop_column("businesses", "customer_kind")
