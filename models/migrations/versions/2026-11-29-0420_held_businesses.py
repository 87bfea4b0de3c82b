"""A legal hold refers to its business by a foreign key, instead of a trigger that looks for it (contract S17)."""

from alembic import op

revision = "held_businesses"
down_revision = "clearings"
branch_labels = None
depends_on = None

_KEY = "fk_legal_holds_business_id_businesses"
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


def upgrade() -> None:
    op.execute("DROP TRIGGER refuse_unknown_business ON legal_holds")
    op.execute("DROP FUNCTION refuse_unknown_business()")
    op.create_foreign_key(op.f(_KEY), "legal_holds", "businesses", ["business_id"], ["id"])


def downgrade() -> None:
    op.drop_constraint(op.f(_KEY), "legal_holds", type_="foreignkey")
    op.execute(_IS_KNOWN)
    op.execute("REVOKE ALL ON FUNCTION refuse_unknown_business FROM PUBLIC")
    op.execute(
        "CREATE TRIGGER refuse_unknown_business BEFORE INSERT ON legal_holds"
        " FOR EACH ROW EXECUTE FUNCTION refuse_unknown_business()"
    )
