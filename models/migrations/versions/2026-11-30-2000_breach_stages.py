"""Each stage of a breach reaches its controllers: calls are noted per assessment, and so is what no mail took."""

import sqlalchemy as sa
from alembic import op

revision = "breach_stages"
down_revision = "decisions_carried_on"
branch_labels = None
depends_on = None

_CONTACTS = "breach_contacts"
_KEY = op.f("pk_breach_contacts")
_TOLD_BY_CALL = """
UPDATE breach_contacts SET assessment = coalesce((
    SELECT max(one.number) FROM breach_assessments one
    WHERE one.breach_id = breach_contacts.breach_id AND one.at <= breach_contacts.at
), 0)
"""
_REFUSED = """
UPDATE breach_controllers SET refused = greatest(coalesce(breach_controllers.told, 0), coalesce(breaches.told, 0))
FROM breaches WHERE breaches.id = breach_controllers.breach_id AND breach_controllers.refused_at IS NOT NULL
"""


def upgrade() -> None:
    op.add_column("breach_controllers", sa.Column("refused", sa.Integer(), nullable=True))
    op.execute(_REFUSED)
    op.add_column(_CONTACTS, sa.Column("assessment", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.execute(f"ALTER TABLE {_CONTACTS} DISABLE TRIGGER USER")
    op.execute(_TOLD_BY_CALL)
    op.execute(f"ALTER TABLE {_CONTACTS} ENABLE TRIGGER USER")
    op.drop_constraint(_KEY, _CONTACTS)
    op.create_primary_key(_KEY, _CONTACTS, ["breach_id", "business_id", "assessment"])


def downgrade() -> None:
    op.execute(f"ALTER TABLE {_CONTACTS} DISABLE TRIGGER USER")
    op.execute(
        f"DELETE FROM {_CONTACTS} later USING {_CONTACTS} first WHERE later.breach_id = first.breach_id"
        " AND later.business_id = first.business_id AND later.assessment > first.assessment"
    )
    op.execute(f"ALTER TABLE {_CONTACTS} ENABLE TRIGGER USER")
    op.drop_constraint(_KEY, _CONTACTS)
    op.drop_column(_CONTACTS, "assessment")
    op.create_primary_key(_KEY, _CONTACTS, ["breach_id", "business_id"])
    op.drop_column("breach_controllers", "refused")
