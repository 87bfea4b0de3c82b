"""What lets the retention's role destroy a business's rows, and nobody else (contract S18).

The role sees a row of a table, and may delete it, only where `models.kept` names it for a stage of the purge
of the business that the transaction names (`rubrica.business`), and the database itself finds that stage due:
the business is blocked (or gone already), the date has come, and no legal hold is in force. `write` brings
the policies in line with `models.kept` after each migration, so that a new table needs its line there and
nothing else.
"""

import hashlib
from collections.abc import Iterable, Mapping

from alembic import op
from sqlalchemy import Connection, text
from sqlalchemy.sql import quoted_name

from models.kept import KEPT, MAIL_SUBJECT, Kept, condition
from models.migrations import privileges

__all__ = ["MAIL_SUBJECT", "create_guards", "drop_functions", "drop_guards", "write"]

_NOW = """
CREATE FUNCTION service_now() RETURNS timestamptz LANGUAGE sql STABLE RETURN now()
"""
"""The owner's alone to replace: tests let years pass by it."""
_TO_PURGE = """
CREATE FUNCTION to_purge(of_stage text) RETURNS varchar
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
SELECT r.business_id FROM public.retentions r LEFT JOIN public.businesses b ON b.id = r.business_id
WHERE r.business_id = nullif(current_setting('rubrica.business', true), '') AND r.stage = of_stage
    AND r.due_at <= public.service_now() AND coalesce(b.standing, 'blocked') = 'blocked'
    AND NOT EXISTS (
        SELECT FROM public.legal_holds h WHERE h.business_id = r.business_id AND h.released_at IS NULL
    )
$$
"""
_REFUSE_CHANGE = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {exception}
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$
"""
_REFUSE_EARLY = """
CREATE FUNCTION refuse_early_destruction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user = '{role}' AND (
        OLD.business_id = to_purge('people')
        OR OLD.user_id IN (SELECT d.user_id FROM departing_users d WHERE d.business_id = to_purge('people'))
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$
"""
_REFUSE_STAYING = """
CREATE FUNCTION refuse_staying_user() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM memberships m WHERE m.user_id = NEW.user_id AND m.business_id <> NEW.business_id)
        OR EXISTS (SELECT FROM businesses b WHERE b.owner_id = NEW.user_id AND b.id <> NEW.business_id)
        OR EXISTS (SELECT FROM staff_members s WHERE s.user_id = NEW.user_id)
    THEN
        RAISE EXCEPTION 'this user stays' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$
"""
_REFUSE_SHREDDING = """
CREATE FUNCTION refuse_shredding() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user = '{role}' OR NEW.wrapped IS NOT NULL OR OLD.wrapped IS NULL THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'keys are destroyed by the retention alone' USING ERRCODE = 'insufficient_privilege';
END $$
"""
_WAIT_FOR_PURGE = """
CREATE FUNCTION wait_for_purge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('purge ' || NEW.business_id, 0));
    RETURN NEW;
END $$
"""
"""A hold stands when its transaction ends: a step of the purge that has begun is over by then."""
_UNHELD = (
    "NOT EXISTS (SELECT FROM legal_holds h"
    " WHERE h.business_id = activity.business_id AND h.released_at IS NULL)"
)


def create_guards() -> None:
    """Creates functions and triggers; the tables of the retention must exist."""
    role = privileges.retention_role()
    plain = role.strip('"')
    for statement in (_NOW, _TO_PURGE, _REFUSE_STAYING, _WAIT_FOR_PURGE):
        op.execute(statement)
    for function in (_REFUSE_EARLY, _REFUSE_SHREDDING):
        op.execute(function.format(role=plain))
    allowed = f"IF TG_OP = 'DELETE' AND current_user = '{plain}' THEN RETURN OLD; END IF;"
    op.execute(_REFUSE_CHANGE.format(exception=allowed))
    op.execute("REVOKE ALL ON FUNCTION to_purge FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION to_purge TO {role}")
    for table, name, when in (
        ("departing_users", "refuse_staying_user", "INSERT OR UPDATE"),
        ("legal_holds", "wait_for_purge", "INSERT"),
        ("business_keys", "refuse_shredding", "UPDATE"),
    ):
        op.execute(f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
    op.execute(
        "CREATE TRIGGER refuse_change BEFORE DELETE ON business_keys"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    _let_shred(role)
    _guard_log("refuse_early_destruction", _UNHELD)


def _let_shred(role: str) -> None:
    """Keys of a class that is due may lose what they wrap, and be made without it."""
    due = "business_id = to_purge(data_class)"
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON business_keys TO {role}")
    op.execute(f"CREATE POLICY shred_select ON business_keys FOR SELECT TO {role} USING ({due})")
    gone = f"WITH CHECK ({due} AND wrapped IS NULL)"
    op.execute(f"CREATE POLICY shred_insert ON business_keys FOR INSERT TO {role} {gone}")
    op.execute(f"CREATE POLICY shred_update ON business_keys FOR UPDATE TO {role} USING ({due}) {gone}")


def drop_guards() -> None:
    """Undoes it, policies of `write` included, but for the functions that the tables' triggers need."""
    _guard_log("refuse_change", "true")
    op.execute(_REFUSE_CHANGE.format(exception=""))
    op.execute("DROP TRIGGER refuse_change ON business_keys")
    op.execute("DROP TRIGGER refuse_shredding ON business_keys")
    for act in ("select", "insert", "update"):
        op.execute(f"DROP POLICY IF EXISTS shred_{act} ON business_keys")
    op.execute("DROP FUNCTION to_purge CASCADE")
    op.execute("DROP FUNCTION refuse_early_destruction()")
    op.execute("DROP FUNCTION refuse_shredding()")
    role = privileges.retention_role()
    for table in (*KEPT, "legal_holds"):
        op.execute(
            f"DO $$ BEGIN IF to_regclass('{table}') IS NOT NULL AND '{table}' <> 'activity' THEN"
            f" REVOKE ALL ON {table} FROM {role}; END IF; END $$"
        )


def drop_functions() -> None:
    """Drops the functions that only the tables' triggers and policies used; the tables must be gone."""
    for name in ("refuse_staying_user", "wait_for_purge", "service_now"):
        op.execute(f"DROP FUNCTION {name} CASCADE")


def _guard_log(function: str, seen: str) -> None:
    """Who destroys log entries early, and which of them the nightly run sees at all."""
    op.execute("DROP TRIGGER refuse_early_destruction ON activity")
    op.execute(
        "CREATE TRIGGER refuse_early_destruction BEFORE DELETE ON activity"
        f" FOR EACH ROW WHEN (OLD.keep_until > now()) EXECUTE FUNCTION {function}()"
    )
    role = privileges.retention_role()
    op.execute("DROP POLICY retention ON activity")
    op.execute(f"CREATE POLICY retention ON activity TO {role} USING ({seen}) WITH CHECK (true)")


def write(connection: Connection, retention_role: str) -> None:
    """Brings the policies `purge` in line with `models.kept`, where they differ; needs the guards."""
    if connection.execute(text("SELECT to_regprocedure('to_purge(text)')")).scalar_one() is None:
        return
    role = connection.dialect.identifier_preparer.quote(quoted_name(retention_role, quote=True))
    stand = _standing(connection)
    for table in _existing(connection, set(KEPT) | set(stand)):
        wanted = _expression(KEPT.get(table, ()))
        mark = hashlib.sha256(wanted.encode()).hexdigest()
        if stand.get(table) == mark:
            continue
        connection.execute(text(f"DROP POLICY IF EXISTS purge ON {table}"))
        if table in KEPT:
            connection.execute(text(f"GRANT SELECT, DELETE ON {table} TO {role}"))
            connection.exec_driver_sql(
                f"CREATE POLICY purge ON {table} TO {role} USING ({wanted}) WITH CHECK (false)"
            )
            connection.execute(text(f"COMMENT ON POLICY purge ON {table} IS '{mark}'"))
        else:
            connection.execute(text(f"REVOKE DELETE ON {table} FROM {role}"))
    connection.commit()


def _expression(portions: Iterable[Kept]) -> str:
    return " OR ".join(f"({condition(portion, _due(portion))})" for portion in portions)


def _due(portion: Kept) -> str:
    return f"(SELECT to_purge('{portion.stage.value}'))"


def _standing(connection: Connection) -> Mapping[str, str]:
    query = (
        "SELECT c.relname, obj_description(p.oid, 'pg_policy') AS mark FROM pg_policy p"
        " JOIN pg_class c ON c.oid = p.polrelid WHERE p.polname = 'purge'"
    )
    return {row.relname: row.mark for row in connection.execute(text(query))}


def _existing(connection: Connection, tables: set[str]) -> Iterable[str]:
    query = text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    return sorted(tables & set(connection.execute(query).scalars()))
