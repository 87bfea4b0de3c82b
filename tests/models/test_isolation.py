"""Row-level security: every table against every scope, by SQL (contract M2).

Tables that others add are tried by themselves. What each scope can do is written down in docs/isolation.md.
"""

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import ProgrammingError

from deploy.stack.postgres import APP, OWNER, PostgresCluster
from models import Base
from models.scope import PUBLIC, Scope
from tests.databases import own_database
from tests.models.isolation import (
    ACTS,
    COLUMNS,
    OF_A_TENANT,
    Trial,
    enter,
    page,
    scopes_of,
)
from tests.tenants import Tenant

PAGE = Path(__file__).parents[2] / "docs" / "isolation.md"
TABLES = sorted(Base.metadata.tables)
REFUSED = r"permission denied|must be owner"
LEFT_OVER = {"departures": {"told_at": None}, "invitations": {"state": "expired"}}
"""Rows in the state in which the API's own chores have to do with them."""
Found = Mapping[str, Mapping[str, str]]
"""Table → scope's column → letters."""


@pytest.fixture(scope="module")
def alone(postgres: PostgresCluster) -> str:
    """A database of these tests: their rows would disturb others."""
    own_database(postgres, "isolation")
    return "isolation"


@pytest.fixture(scope="module")
def engine(postgres: PostgresCluster, alone: str) -> Iterator[Engine]:
    """Connections of the API's role."""
    engine = create_engine(postgres.url(APP, alone))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def tenants(postgres: PostgresCluster, alone: str) -> tuple[Tenant, Tenant]:
    """Two tenants with a row of every table each."""
    engine = create_engine(postgres.url(OWNER, alone))
    made = Tenant(LEFT_OVER), Tenant(LEFT_OVER)
    with engine.begin() as connection:
        for tenant in made:
            for statement in tenant.inserts():
                connection.execute(statement)
    engine.dispose()
    return made


@pytest.fixture(scope="module")
def own(engine: Engine, tenants: tuple[Tenant, Tenant]) -> Found:
    """What each scope of a tenant can do with the tenant's own rows."""
    return tried(engine, tenants[0], tenants[0])


@pytest.fixture(scope="module")
def foreign(engine: Engine, tenants: tuple[Tenant, Tenant]) -> Found:
    """What each scope of a tenant can do with another's rows."""
    return tried(engine, tenants[0], tenants[1])


def tried(engine: Engine, whose: Tenant, rows: Tenant) -> Found:
    """Every scope of one tenant against one's rows."""
    found: defaultdict[str, defaultdict[str, str]] = defaultdict(lambda: defaultdict(str))
    trial = Trial(engine)
    for column, scope in scopes_of(whose):
        for table, acts in trial.acts(scope, rows).items():
            together = set(found[table][column]) | set(acts)
            found[table][column] = "".join(act for act in ACTS if act in together)
    return found


@pytest.mark.parametrize("table", TABLES)
def test_anothers_rows_do_not_exist(foreign: Found, table: str) -> None:
    """Whatever belongs to a tenant can do no more with another's rows than nobody can."""
    shared = set(foreign[table]["public"])
    for column in OF_A_TENANT:
        assert set(foreign[table][column]) <= shared, f"{column} reaches another tenant's {table}"


def test_what_nobody_may_see_is_little(own: Found) -> None:
    """Without a scope one reads what is published, adds to the log or reports misuse, and changes nothing."""
    published = ("holder_versions", "plan_promotions", "plan_versions", "shown_texts", "subprocessors")
    public = {table: acts["public"] for table, acts in own.items() if acts["public"]}
    logs = {"activity": "a", "activity_begun": "a", "misuse_reports": "a"}
    assert public == dict.fromkeys(published, "r") | logs


def test_staff_see_no_document_but_one_they_have_opened(own: Found) -> None:
    """The rows of the test hold an opening that is open: of a document and its versions, only to be read."""
    content = ("documents", "envelope_documents", "fields", "revisions", "submissions", "business_keys")
    opened = {table: {"staff reviewer": "r", "staff dpo": "r"} for table in ("documents", "revisions")}
    for table in content:
        seen = {column: acts for column, acts in own[table].items() if column.startswith("staff") and acts}
        assert seen == opened.get(table, {})


@pytest.mark.rule("M2")
def test_every_scope_sees_what_the_page_says(own: Found) -> None:
    made = page(own)
    if os.environ.get("WRITE_PAGES"):
        PAGE.write_text(made)
    missing = [table for table in TABLES if f"| {table} |" not in PAGE.read_text()]
    assert not missing, f"new tables: WRITE_PAGES=1 pytest {Path(__file__).name}, and look at what it says"
    assert PAGE.read_text() == made, "WRITE_PAGES=1 pytest tests/models/test_isolation.py"


@pytest.mark.rule("M2")
@pytest.mark.parametrize("table", TABLES)
def test_isolation_is_on_for_every_table(engine: Engine, table: str) -> None:
    with engine.connect() as connection:
        flags = connection.execute(
            text("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = to_regclass(:table)"),
            {"table": table},
        ).one()
        policies = connection.execute(
            text("SELECT count(*) FROM pg_policies WHERE tablename = :table"), {"table": table}
        ).scalar_one()
    assert tuple(flags) == (True, True), f"{table}: call models.migrations.isolation.isolate in its migration"
    assert policies >= 2, f"{table} has no policy for worker and owner"


def test_the_apis_role_has_no_way_around(engine: Engine) -> None:
    with engine.connect() as connection:
        powers = connection.execute(
            text(
                "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,"
                " (SELECT count(*) FROM pg_auth_members WHERE member = r.oid),"
                " (SELECT count(*) FROM pg_class WHERE relowner = r.oid)"
                " FROM pg_roles r WHERE rolname = current_user"
            )
        ).one()
    assert not any(powers), powers


@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE rubrica_worker",
        "SET SESSION AUTHORIZATION rubrica_worker",
        "ALTER TABLE envelopes DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE envelopes NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY app_select ON envelopes",
        "CREATE POLICY mine ON envelopes USING (true)",
        "ALTER ROLE CURRENT_USER BYPASSRLS",
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
    ],
)
def test_the_apis_role_cannot_give_itself_more(engine: Engine, statement: str) -> None:
    with (
        engine.connect() as connection,
        pytest.raises(ProgrammingError, match=REFUSED),
    ):
        connection.execute(text(statement))


def test_turning_it_off_for_a_query_refuses_the_query(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("SET LOCAL row_security = off"))
        with pytest.raises(ProgrammingError, match="row-level security"):
            connection.execute(text("SELECT count(*) FROM envelopes"))


def test_a_scope_ends_with_its_transaction(engine: Engine, tenants: tuple[Tenant, Tenant]) -> None:
    """The connection goes back to the pool; whoever gets it next sees nothing."""
    business = tenants[0].id_of("businesses")
    with engine.connect() as connection:
        for end in (connection.commit, connection.rollback):
            enter(connection, Scope.of_business(business, tenants[0].id_of("users")))
            assert connection.execute(text("SELECT count(*) FROM envelopes")).scalar_one() == 1
            end()
            assert connection.execute(text("SELECT count(*) FROM envelopes")).scalar_one() == 0


def test_a_foreign_document_cannot_be_put_into_ones_own_envelope(
    engine: Engine, tenants: tuple[Tenant, Tenant]
) -> None:
    """Else whoever holds a link to the envelope would see it."""
    mine, theirs = tenants
    values = {"envelope": mine.id_of("envelopes"), "document": theirs.id_of("documents")}
    with engine.connect() as connection:
        enter(
            connection, Scope.of_business(mine.id_of("businesses"), mine.id_of("users"), frozenset({"owner"}))
        )
        with pytest.raises(ProgrammingError, match="row-level security"):
            connection.execute(
                text("INSERT INTO envelope_documents VALUES (:envelope, :document, 2)"), values
            )


def test_a_guest_cannot_make_themselves_owner(engine: Engine, tenants: tuple[Tenant, Tenant]) -> None:
    user = tenants[0].id_of("users")
    with engine.connect() as connection:
        enter(connection, Scope.of_person(user))
        with pytest.raises(ProgrammingError, match="row-level security"):
            connection.execute(
                text("UPDATE memberships SET role = 'owner' WHERE user_id = :user"), {"user": user}
            )


CROWD = """
INSERT INTO businesses SELECT (jsonb_populate_record(b, jsonb_build_object('id', 'crowd_' || n))).*
FROM businesses b, generate_series(1, 100) n WHERE id = :business;
INSERT INTO envelopes
SELECT (jsonb_populate_record(e, jsonb_build_object('id', b.id || '_' || n, 'business_id', b.id))).*
FROM envelopes e, businesses b, generate_series(1, 200) n WHERE e.id = :envelope AND b.id LIKE 'crowd%';
ANALYZE envelopes
"""
LIST = "EXPLAIN SELECT * FROM envelopes WHERE business_id = 'crowd_50' ORDER BY id DESC LIMIT 21"


def test_a_list_is_read_from_its_index_in_order(
    postgres: PostgresCluster, engine: Engine, tenants: tuple[Tenant, Tenant]
) -> None:
    """A page takes as many rows as it shows, however many there are."""
    ids = {"business": tenants[0].id_of("businesses"), "envelope": tenants[0].id_of("envelopes")}
    owner = create_engine(postgres.url(OWNER, "isolation"))
    with owner.begin() as connection:
        for statement in CROWD.split(";"):
            connection.execute(text(statement), ids if ":" in statement else {})
    with engine.connect() as connection:
        enter(connection, Scope.of_business("crowd_50", tenants[0].id_of("users")))
        plan = " ".join(connection.execute(text(LIST)).scalars())
    with owner.begin() as connection:
        connection.execute(text("DELETE FROM envelopes WHERE id LIKE 'crowd%'"))
        connection.execute(text("DELETE FROM businesses WHERE id LIKE 'crowd%'"))
    owner.dispose()
    assert "Index Scan Backward" in plan
    assert "Sort" not in plan


def test_every_scope_is_a_column_of_the_page(tenants: tuple[Tenant, Tenant]) -> None:
    assert {column for column, _ in scopes_of(tenants[0])} == set(COLUMNS)
    assert dict(scopes_of(tenants[0]))["public"] is PUBLIC
