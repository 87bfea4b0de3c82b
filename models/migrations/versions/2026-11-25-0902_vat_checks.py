"""What VIES says of a business's VAT number, and of which number it was asked."""

import sqlalchemy as sa
from alembic import op

revision = "vat_checks"
down_revision = "customer_lookups"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("businesses", sa.Column("vat_checked_number", sa.String(length=32), nullable=True))
    op.add_column("businesses", sa.Column("vat_checked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("businesses", sa.Column("vat_confirmed", sa.Boolean(), nullable=True))


def downgrade() -> None:
    for column in ("vat_confirmed", "vat_checked_at", "vat_checked_number"):
        op.drop_column("businesses", column)
