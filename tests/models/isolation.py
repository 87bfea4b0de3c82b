"""What each scope of the API's role can do with each table, found out by trying it on rows of tenants."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from sqlalchemy import Column, Connection, Engine, Table, delete, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlalchemy.sql.expression import Executable

from models import Base
from models.scope import GATEWAY, PUBLIC, UPKEEP, Scope
from terms.roles import StaffRole
from tests.tenants import Row, Tenant

ACTS = {"r": "read", "a": "add", "c": "change", "d": "delete"}
OF_A_TENANT = (
    "public", "credential", "mailbox", "person", "owner", "guest", "program", "link", "vault", "request"
)  # fmt: skip
"""Scopes that belong to one tenant: another's rows do not exist in them."""
_CHORES = ("mail", "gateway", "upkeep")
OF_THE_SERVICE = (*_CHORES, *(f"staff {role.value}" for role in StaffRole))
COLUMNS = (*OF_A_TENANT, *OF_THE_SERVICE)


def scopes_of(tenant: Tenant) -> Iterator[tuple[str, Scope]]:
    """Every scope that this tenant's people can get, by the name of its column."""
    user, business = tenant.id_of("users"), tenant.id_of("businesses")
    yield "public", PUBLIC
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if _is_credential(column):
                yield "credential", Scope.of_credential(tenant.rows[table.name][column.name])
    yield "mailbox", Scope.of_mailbox(tenant.email)
    yield "person", Scope.of_person(user)
    for role in ("owner", "guest", "program"):
        yield role, Scope.of_business(business, user, frozenset({role}))
    yield "link", Scope.of_link(tenant.id_of("envelopes"), tenant.id_of("signers"))
    yield "vault", Scope.of_vault(business)
    yield "request", replace(PUBLIC, request=tenant.rows["idempotency_records"]["scope"])
    yield "mail", Scope.of_mail(tenant.id_of("mails"))
    yield "gateway", GATEWAY
    yield "upkeep", UPKEEP
    for staff in StaffRole:
        yield f"staff {staff.value}", Scope.of_staff(user, frozenset({staff.value}))


def _is_credential(column: Column[object]) -> bool:
    """Hashes by which a row is found: unique ones, but for those of what is kept."""
    hashed = column.name.endswith("sha256") or (column.primary_key and column.name in ("key", "challenge"))
    return bool(hashed and (column.unique or column.primary_key) and column.table.name != "shown_texts")


class Trial:
    """The API's role at work. Everything it does is undone."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def acts(self, scope: Scope, tenant: Tenant) -> Mapping[str, str]:
        """Table → letters of `ACTS` that the scope can do with the tenant's row."""
        with self.engine.connect() as connection:
            enter(connection, scope)
            return {
                table.name: "".join(
                    act for act in self.privileges[table.name] if _can(connection, act, table, tenant)
                )
                for table in Base.metadata.sorted_tables
            }

    @cached_property
    def privileges(self) -> Mapping[str, str]:
        """Table → letters of the acts for which the role has the privilege: the others need no trying."""
        query = text("SELECT has_table_privilege(:table, :privilege)")
        names = dict(zip(ACTS, ("SELECT", "INSERT", "UPDATE", "DELETE"), strict=True))
        with self.engine.connect() as connection:
            return {
                table: "".join(
                    act
                    for act, privilege in names.items()
                    if connection.execute(query, {"table": table, "privilege": privilege}).scalar_one()
                )
                for table in Base.metadata.tables
            }


def enter(connection: Connection, scope: Scope) -> None:
    """Begins a transaction of the scope."""
    for name, value in scope.settings().items():
        connection.execute(text("SELECT set_config(:name, :value, true)"), {"name": name, "value": value})


def _can(connection: Connection, act: str, table: Table, tenant: Tenant) -> bool:
    """Whether the act works. A constraint that stops it says that isolation did not."""
    statement = _statement(act, table, tenant.rows[table.name])
    if act == "r":
        return bool(connection.execute(statement).scalar_one())
    savepoint = connection.begin_nested()
    try:
        return connection.execute(statement).rowcount > 0
    except IntegrityError:
        return True
    except ProgrammingError as error:
        if "permission denied" in str(error) or "row-level security" in str(error):
            return False
        raise
    finally:
        savepoint.rollback()


def _statement(act: str, table: Table, row: Row) -> Executable:
    """Inserting the row once more fails for its key, but only after isolation has let it through."""
    keys = [
        column for column in table.columns if column.name in row and (column.primary_key or column.unique)
    ]
    assert keys, f"a row of {table.name} cannot be told from others"
    own = [column == row[column.name] for column in keys]
    if act == "r":
        return select(func.count()).select_from(table).where(*own)
    if act == "a":
        return insert(table).values(row)
    if act == "c":
        column = table.columns.values()[-1]
        return update(table).where(*own).values({column.name: column})
    return delete(table).where(*own)


def page(found: Mapping[str, Mapping[str, str]]) -> str:
    """`docs/isolation.md`: what each scope can do with each table."""
    letters = ", ".join(f"{letter} {act}" for letter, act in ACTS.items())
    lines = [
        "# Who sees which rows",
        "",
        "What each scope of the API (`models/scope.py`) can do with its own rows of each table, found by",
        f"trying (`WRITE_PAGES=1 pytest tests/models/test_isolation.py` writes this page): {letters}.",
        "Another tenant's rows do not exist in any scope of a tenant. The worker's role sees all rows; what",
        "can only be added to, it cannot change either ([architecture](architecture.md#isolation)).",
        "",
        "| table | " + " | ".join((*OF_A_TENANT, *_CHORES, "staff")) + " |",
        "|---|" + ":-:|" * (len(OF_A_TENANT) + len(_CHORES)) + "---|",
    ]
    for table in sorted(found):
        acts = [found[table][column] for column in (*OF_A_TENANT, *_CHORES)]
        staff = [
            f"{column.removeprefix('staff ')} {found[table][column]}"
            for column in OF_THE_SERVICE
            if column.startswith("staff") and found[table][column]
        ]
        lines.append(f"| {table} | " + " | ".join((*acts, ", ".join(staff))) + " |")
    return "\n".join(lines) + "\n"
