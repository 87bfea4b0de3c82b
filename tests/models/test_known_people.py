"""Of other people the application sees who they are, and never what proves it (contract M2)."""

from collections.abc import Iterator

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, create_engine, insert, text, update

from deploy.stack.postgres import APP, OWNER, PostgresCluster
from models import Departure, Membership, TotpFactor, User
from models.migrations import APP_ROLE, WORKER_ROLE, isolation
from models.scope import PUBLIC, Scope
from tests.databases import own_database
from tests.models.isolation import enter
from tests.tenants import Tenant

SHOWN = text("SELECT name, email, password_changed_at, second_factor FROM known_people WHERE id = :id")
WHOLE = text("SELECT count(*) FROM users WHERE id = :id")


@pytest.fixture(scope="module")
def place(postgres: PostgresCluster) -> str:
    """A database of these tests."""
    own_database(postgres, "known_people")
    return "known_people"


@pytest.fixture
def owner(postgres: PostgresCluster, place: str) -> Iterator[Connection]:
    engine = create_engine(postgres.url(OWNER, place))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def app(postgres: PostgresCluster, place: str) -> Iterator[Connection]:
    engine = create_engine(postgres.url(APP, place))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def colleagues(owner: Connection) -> tuple[Tenant, str]:
    """A tenant, and somebody else who is a guest of the same business."""
    tenant = Tenant()
    kept = ("departures", "passkeys", "totp_factors", "staff_members")
    for statement in tenant.inserts(without=kept):
        owner.execute(statement)
    guest = tenant.another("users")
    owner.execute(insert(User).values(guest))
    place = tenant.rows["memberships"] | {"user_id": guest["id"], "role": "guest"}
    owner.execute(insert(Membership).values(place))
    owner.commit()
    return tenant, str(guest["id"])


def test_an_owner_sees_who_a_guest_is_and_whether_they_have_a_second_factor(
    owner: Connection, app: Connection
) -> None:
    tenant, guest = colleagues(owner)
    scope = Scope.of_business(tenant.id_of("businesses"), tenant.id_of("users"), frozenset({"owner"}))
    enter(app, scope)
    assert app.execute(WHOLE, {"id": guest}).scalar_one() == 0, "the row itself is the guest's alone"
    name, email, changed_at, factor = app.execute(SHOWN, {"id": guest}).one()
    assert (bool(name), email.endswith("@example.com"), changed_at, factor) == (True, True, None, False)
    begun = tenant.rows["totp_factors"] | {"user_id": guest, "confirmed_at": None}
    owner.execute(insert(TotpFactor).values(begun))
    owner.commit()
    assert app.execute(SHOWN, {"id": guest}).one().second_factor is False, "not confirmed yet"
    owner.execute(
        update(TotpFactor).where(TotpFactor.id == begun["id"]).values(confirmed_at=begun["created_at"])
    )
    owner.commit()
    assert app.execute(SHOWN, {"id": guest}).one().second_factor is True


def test_a_guest_sees_who_the_others_are_and_nothing_of_their_factors(
    owner: Connection, app: Connection
) -> None:
    tenant, guest = colleagues(owner)
    enter(app, Scope.of_business(tenant.id_of("businesses"), guest, frozenset({"guest"})))
    assert app.execute(WHOLE, {"id": tenant.id_of("users")}).scalar_one() == 0
    shown = app.execute(SHOWN, {"id": tenant.id_of("users")}).one()
    assert (shown.password_changed_at, shown.second_factor) == (None, None)


def test_nobody_is_shown_to_whom_they_have_nothing_to_do_with(owner: Connection, app: Connection) -> None:
    (tenant, _), (_, stranger) = colleagues(owner), colleagues(owner)
    business = Scope.of_business(tenant.id_of("businesses"), tenant.id_of("users"), frozenset({"owner"}))
    for scope in (PUBLIC, business, Scope.of_person(tenant.id_of("users"))):
        enter(app, scope)
        assert app.execute(SHOWN, {"id": stranger}).first() is None
    assert app.execute(SHOWN, {"id": tenant.id_of("users")}).first() is not None, "oneself"


def test_who_has_left_is_still_named(owner: Connection, app: Connection) -> None:
    tenant, guest = colleagues(owner)
    owner.execute(Membership.__table__.delete().where(Membership.user_id == guest))  # type: ignore[attr-defined]
    owner.execute(insert(Departure).values(tenant.rows["departures"] | {"user_id": guest}))
    owner.commit()
    enter(app, Scope.of_business(tenant.id_of("businesses"), tenant.id_of("users"), frozenset({"owner"})))
    assert app.execute(SHOWN, {"id": guest}).first() is not None


def test_turning_isolation_off_leaves_no_policy_whoever_gave_it(
    owner: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolation, "app_role", lambda: APP_ROLE)
    monkeypatch.setattr(isolation, "worker_role", lambda: WORKER_ROLE)
    owner.execute(text("CREATE TABLE apart (id varchar(40) PRIMARY KEY)"))
    policies = text("SELECT count(*) FROM pg_policies WHERE tablename = 'apart'")
    with Operations.context(MigrationContext.configure(owner)):
        isolation.isolate("apart", isolation.of_upkeep())
        isolation.also("apart", "app_further", read=[isolation.of_person("id")])
        isolation.isolate("apart", isolation.of_upkeep())
        assert owner.execute(policies).scalar_one() == 7, "said again, what was given besides stays"
        isolation.undo("apart")
    assert owner.execute(policies).scalar_one() == 0
    owner.rollback()
