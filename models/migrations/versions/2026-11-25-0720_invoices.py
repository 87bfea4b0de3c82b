"""Invoices, their series and their documents."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.migrations import isolation, privileges

revision = "invoices"
down_revision = "sessions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invoice_series",
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_invoice_series")),
    )
    op.create_table(
        "invoices",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("bill_id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("series", sa.String(length=8), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("rectifies", sa.String(length=40), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("net", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("vat_rate", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("vat", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("gross", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("gross = net + vat", name=op.f("ck_invoices_sum")),
        sa.ForeignKeyConstraint(["bill_id"], ["bills.id"], name=op.f("fk_invoices_bill_id_bills")),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_invoices_business_id_businesses")
        ),
        sa.ForeignKeyConstraint(["rectifies"], ["invoices.id"], name=op.f("fk_invoices_rectifies_invoices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoices")),
        sa.UniqueConstraint("key", name=op.f("uq_invoices_key")),
        sa.UniqueConstraint("number", name=op.f("uq_invoices_number")),
        sa.UniqueConstraint("series", "sequence", name=op.f("uq_invoices_series_sequence")),
    )
    op.create_index(op.f("ix_invoices_bill_id"), "invoices", ["bill_id"], unique=False)
    op.create_index(op.f("ix_invoices_business_id"), "invoices", ["business_id"], unique=False)
    op.create_table(
        "invoice_documents",
        sa.Column("invoice_id", sa.String(length=40), nullable=False),
        sa.Column("format", sa.String(length=8), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("object_key", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_invoice_documents_business_id_businesses")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_invoice_documents_invoice_id_invoices")
        ),
        sa.PrimaryKeyConstraint("invoice_id", "format", name=op.f("pk_invoice_documents")),
    )
    op.create_index(
        op.f("ix_invoice_documents_business_id"), "invoice_documents", ["business_id"], unique=False
    )
    privileges.grant_ordinary(["invoice_series"])
    privileges.make_append_only(["invoices", "invoice_documents"])
    seen = [isolation.of_business(role="owner"), isolation.of_staff("billing")]
    isolation.isolate("invoices", read=seen)
    isolation.isolate("invoice_documents", read=seen)
    isolation.isolate("invoice_series")


def downgrade() -> None:
    op.drop_table("invoice_documents")
    op.drop_table("invoices")
    op.drop_table("invoice_series")
