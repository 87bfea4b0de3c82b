"""What a migration calls to say whose rows a table holds (contract M2). Runs within the current migration.

Row-level security is on for every table, for its owner too, so that a table without policies shows nothing
to anybody. The application's role sees and changes a row only where one of these expressions lets it, by the
settings `rubrica.*` of its transaction (`models.scope`); unset ones match nothing. The worker's role and the
tables' owner may do with rows what their privileges allow.

An expression is SQL over the columns of the table itself. Settings are read in a subquery, which PostgreSQL
evaluates once a statement and not once a row.
"""

from collections.abc import Mapping, Sequence

from alembic import op

from models.migrations.privileges import app_role, retention_role, worker_role

_DROP_ALL = """
DO $$
DECLARE
    policy record;
BEGIN
    FOR policy IN
        SELECT policyname FROM pg_policies WHERE schemaname = current_schema() AND tablename = '{table}'
    LOOP
        EXECUTE format('DROP POLICY %I ON %I', policy.policyname, '{table}');
    END LOOP;
END $$
"""
ANYBODY = "true"
"""Rows that are nobody's: whoever asks."""


def setting(name: str) -> str:
    """The value of one setting of the transaction; null when it is unset."""
    return f"(SELECT nullif(current_setting('rubrica.{name}', true), ''))"


def is_kind(kind: str) -> str:
    """The transaction is of this kind of scope, of `models.scope.ScopeKind`."""
    return f"{setting('kind')} = '{kind}'"


def has_role(*roles: str) -> str:
    """The caller has one of these roles."""
    given = "string_to_array(current_setting('rubrica.roles', true), ',')"
    wanted = ", ".join(f"'{role}'" for role in roles)
    return f"(SELECT {given} && ARRAY[{wanted}])"


def both(*expressions: str) -> str:
    """All of the expressions hold."""
    return "(" + " AND ".join(f"({expression})" for expression in expressions) + ")"


def of_business(column: str = "business_id", *, role: str | None = None) -> str:
    """Rows of the business one acts for; with `role`, only for who has that role in it."""
    own = f"{column} = {setting('business')}"
    return both(own, has_role(role)) if role else own


def of_person(column: str = "user_id") -> str:
    """Rows of the signed-in user."""
    return both(is_kind("person"), f"{column} = {setting('user')}")


def of_member(column: str, *, business: str = "business_id") -> str:
    """Rows that a guest has in the business, and all of them for its owner. A program has none."""
    own = both(has_role("guest"), f"{column} = {setting('user')}")
    return both(f"{business} = {setting('business')}", f"{has_role('owner')} OR {own}")


def of_link(column: str = "envelope_id") -> str:
    """Rows of the envelope to which the caller holds a link."""
    return f"{column} = {setting('envelope')}"


def of_credential(column: str = "token_sha256") -> str:
    """The row whose token is presented."""
    return f"{column} = {setting('credential')}"


def of_mailbox(column: str = "email") -> str:
    """Rows of one e-mail address, in lower case."""
    return f"{column} = {setting('mailbox')}"


def of_staff(*roles: str) -> str:
    """Rows for members of staff who have one of these roles."""
    return both(is_kind("staff"), has_role(*roles))


def of_upkeep() -> str:
    """Rows for what the API does by itself: removing what has lapsed."""
    return is_kind("upkeep")


def with_parent(parent: str, column: str, *, key: str = "id") -> str:
    """Rows whose parent the caller sees, by the parent's own policy."""
    return f"EXISTS (SELECT FROM {parent} parent WHERE parent.{key} = {column})"


def isolate(
    table: str,
    *everything: str,
    read: Sequence[str] = (),
    add: Sequence[str] = (),
    change: Sequence[str] = (),
    remove: Sequence[str] = (),
    lock: Sequence[str] = (),
) -> None:
    """Turns isolation on and lets the application at the rows for which one of the expressions holds.

    `everything` is for all four acts, the others are for one; `lock` lets rows be locked that may not be
    changed. The application gets exactly the privileges of the acts that have an expression. May be called
    again.
    """
    _take_back(table)
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    changed = [*everything, *change]
    _policy(table, "SELECT", using=[*everything, *read])
    _policy(table, "INSERT", check=[*everything, *add])
    _policy(table, "UPDATE", using=[*changed, *lock], check=changed)
    _policy(table, "DELETE", using=[*everything, *remove])
    for name, role in (("worker", worker_role()), ("owner", "CURRENT_USER")):
        op.execute(f"CREATE POLICY {name} ON {table} TO {role} USING (true) WITH CHECK (true)")


def let_retention(table: str) -> None:
    """Lets the retention's role at all rows, for what its privileges allow. `isolate` comes first."""
    op.execute(f"CREATE POLICY retention ON {table} TO {retention_role()} USING (true) WITH CHECK (true)")


def also(
    table: str,
    name: str,
    *,
    read: Sequence[str] = (),
    add: Sequence[str] = (),
    change: Sequence[str] = (),
    lock: Sequence[str] = (),
) -> None:
    """Lets the application at further rows of an isolated table, besides what `isolate` says.

    `change` is what a changed row must be, `lock` what may be changed into it.
    """
    if read:
        op.execute(
            f"CREATE POLICY {name}_select ON {table} FOR SELECT TO {app_role()} USING ({_opaque(read)})"
        )
    if add:
        op.execute(
            f"CREATE POLICY {name}_insert ON {table} FOR INSERT TO {app_role()} WITH CHECK ({_opaque(add)})"
        )
    if change:
        op.execute(
            f"CREATE POLICY {name}_update ON {table} FOR UPDATE TO {app_role()}"
            f" USING ({_opaque([*change, *lock])}) WITH CHECK ({_opaque(change)})"
        )


def no_more(table: str, name: str) -> None:
    """Takes back what `also` gave."""
    for act in ("select", "insert", "update"):
        op.execute(f"DROP POLICY IF EXISTS {name}_{act} ON {table}")


def let_upkeep_read(name: str, rows: Mapping[str, str]) -> None:
    """Lets what the API does by itself read the rows of some tables for which an expression holds: what was
    stored and is still to be carried on.
    """
    for table, expression in rows.items():
        also(table, name, read=[both(of_upkeep(), expression)])


def undo(table: str) -> None:
    """Turns isolation off: no policy stays, whoever gave it, and the application keeps no privilege."""
    op.execute(_DROP_ALL.format(table=table))
    op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    op.execute(f"REVOKE ALL ON {table} FROM {app_role()}")


def _take_back(table: str) -> None:
    """Takes back what `isolate` gave; what `also` gave stays."""
    for name in ("app_select", "app_insert", "app_update", "app_delete", "worker", "owner", "retention"):
        op.execute(f"DROP POLICY IF EXISTS {name} ON {table}")
    op.execute(f"REVOKE ALL ON {table} FROM {app_role()}")


def _policy(table: str, act: str, *, using: Sequence[str] = (), check: Sequence[str] = ()) -> None:
    """One act's privilege and policy; neither where no expression lets anybody do it."""
    if not using and not check:
        return
    clauses = f" USING ({_opaque(using)})" if using else ""
    clauses += f" WITH CHECK ({_opaque(check)})" if act in ("INSERT", "UPDATE") else ""
    op.execute(f"GRANT {act} ON {table} TO {app_role()}")
    op.execute(f"CREATE POLICY app_{act.lower()} ON {table} FOR {act} TO {app_role()}{clauses}")


def _opaque(expressions: Sequence[str]) -> str:
    """Any of them, in a form from which no index is chosen.

    Else PostgreSQL takes the alternatives for what finds few rows, fetches all of them and sorts, where the
    query's own conditions read just as many as it wants from an index in order.
    """
    return f"CASE WHEN {_any(expressions)} THEN true ELSE false END"


def _any(expressions: Sequence[str]) -> str:
    return " OR ".join(f"({expression})" for expression in expressions) or "false"
