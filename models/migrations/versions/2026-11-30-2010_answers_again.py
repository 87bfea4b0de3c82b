"""An answer that its person did not get can be given again, to another address too."""

import sqlalchemy as sa
from alembic import op

revision = "answers_again"
down_revision = "breach_stages"
branch_labels = None
depends_on = None

_TABLE = "rights_parts"


def upgrade() -> None:
    op.add_column(_TABLE, sa.Column("answered_again", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column(_TABLE, sa.Column("answer_email", sa.String(length=254), nullable=True))


def downgrade() -> None:
    op.drop_column(_TABLE, "answer_email")
    op.drop_column(_TABLE, "answered_again")
