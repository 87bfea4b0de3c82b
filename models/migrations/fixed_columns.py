"""What a migration calls to say which columns of a row stay as they were written."""

from collections.abc import Sequence

from alembic import op

_KEEP_FIXED = """
CREATE FUNCTION keep_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    fixed text;
BEGIN
    FOREACH fixed IN ARRAY TG_ARGV LOOP
        IF to_jsonb(NEW) -> fixed IS DISTINCT FROM to_jsonb(OLD) -> fixed THEN
            RAISE EXCEPTION '%.% never changes', TG_TABLE_NAME, fixed
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END LOOP;
    RETURN NEW;
END $$
"""


def create_guard() -> None:
    """Creates the trigger function that `fix` refers to."""
    op.execute(_KEEP_FIXED)


def drop_guard() -> None:
    """Drops it; the triggers must be gone."""
    op.execute("DROP FUNCTION keep_fixed()")


def fix(table: str, columns: Sequence[str]) -> None:
    """Refuses to everybody, the owner included, that these columns of a row change."""
    named = ", ".join(f"'{column}'" for column in columns)
    op.execute(
        f"CREATE TRIGGER keep_fixed BEFORE UPDATE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION keep_fixed({named})"
    )
