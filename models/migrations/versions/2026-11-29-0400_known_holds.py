"""A legal hold names a business that there is: a slip of the pen would hold nothing (contract S17)."""

from alembic import op

revision = "known_holds"
down_revision = "breaches"
branch_labels = None
depends_on = None

_IS_KNOWN = """
CREATE FUNCTION refuse_unknown_business() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM businesses WHERE id = NEW.business_id) THEN
        RAISE EXCEPTION 'no such business' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NEW;
END $$
"""
"""The DPO sees blocked businesses alone, and may be ordered to hold others, so the database looks."""


def upgrade() -> None:
    op.execute(_IS_KNOWN)
    op.execute("REVOKE ALL ON FUNCTION refuse_unknown_business FROM PUBLIC")
    op.execute(
        "CREATE TRIGGER refuse_unknown_business BEFORE INSERT ON legal_holds"
        " FOR EACH ROW EXECUTE FUNCTION refuse_unknown_business()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER refuse_unknown_business ON legal_holds")
    op.execute("DROP FUNCTION refuse_unknown_business()")
