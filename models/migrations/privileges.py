"""What a migration calls to say who may do what with a table. Runs within Alembic's current migration.

The application's role and the worker's get the same here; `isolation` then says which rows the application
may touch, and takes away what it needs of none.

The evidence is protected twice: the application's role lacks the privilege, and a trigger refuses changes to
everybody, the owner included, except erasure: `evidence_events.personal` may become null, and its salt empty
(with the salt left, short details such as an IP could be guessed from their digest).
"""

from collections.abc import Iterable

from alembic import context, op
from sqlalchemy.sql import quoted_name

_REFUSE_CHANGE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$
"""

_ALLOW_REDACTION_ONLY = """
CREATE FUNCTION allow_redaction_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.personal IS NULL
       AND (NEW.personal_salt = OLD.personal_salt OR NEW.personal_salt = ''::bytea)
       AND to_jsonb(NEW) - 'personal' - 'personal_salt' = to_jsonb(OLD) - 'personal' - 'personal_salt'
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only: only personal details may be redacted', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$
"""


def create_guards() -> None:
    """Creates the trigger functions that `make_append_only` and `make_redactable` refer to."""
    op.execute(_REFUSE_CHANGE)
    op.execute(_ALLOW_REDACTION_ONLY)


def drop_guards() -> None:
    """Drops them; the tables must be gone."""
    op.execute("DROP FUNCTION refuse_change()")
    op.execute("DROP FUNCTION allow_redaction_only()")


def grant_ordinary(tables: Iterable[str]) -> None:
    """Lets application and worker read and change `tables`."""
    for table in tables:
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {app_role()}, {worker_role()}")


def make_append_only(tables: Iterable[str]) -> None:
    """Lets application and worker read and add rows of `tables`; nobody may change or remove one."""
    for table in tables:
        _grant_append(table)
        op.execute(
            f"CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )


def make_redactable(table: str) -> None:
    """As `make_append_only`, for the table whose personal details its owner may redact."""
    _grant_append(table)
    op.execute(
        f"CREATE TRIGGER allow_redaction_only BEFORE UPDATE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION allow_redaction_only()"
    )
    op.execute(
        f"CREATE TRIGGER refuse_change BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def make_destroyable_in_time(table: str) -> None:
    """As `make_append_only`, but the retention's role may destroy rows, each from its `keep_until` on."""
    _grant_append(table)
    op.execute(f"GRANT SELECT, DELETE ON {table} TO {retention_role()}")
    op.execute(
        f"CREATE TRIGGER refuse_change BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER refuse_early_destruction BEFORE DELETE ON {table}"
        " FOR EACH ROW WHEN (OLD.keep_until > now()) EXECUTE FUNCTION refuse_change()"
    )


def let_retention_record(table: str) -> None:
    """Lets the retention's role add to its own record, which everybody else only reads."""
    op.execute(f"GRANT SELECT ON {table} TO {app_role()}, {worker_role()}")
    op.execute(f"GRANT SELECT, INSERT ON {table} TO {retention_role()}")
    _refuse_truncate(table)
    op.execute(
        f"CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def let_application_see_version() -> None:
    """Lets application and worker read which version the schema has (readiness)."""
    op.execute(f"GRANT SELECT ON alembic_version TO {app_role()}, {worker_role()}")


def app_role() -> str:
    """The application's role, quoted."""
    return _role("app_role")


def worker_role() -> str:
    """The worker's role, quoted."""
    return _role("worker_role")


def retention_role() -> str:
    """The retention's role, quoted."""
    return _role("retention_role")


def _grant_append(table: str) -> None:
    op.execute(f"GRANT SELECT, INSERT ON {table} TO {app_role()}, {worker_role()}")
    _refuse_truncate(table)


def _refuse_truncate(table: str) -> None:
    op.execute(
        f"CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _role(attribute: str) -> str:
    role = str(context.config.attributes[attribute])
    return op.get_bind().dialect.identifier_preparer.quote(quoted_name(role, quote=True))
