"""Every request is in the log with who, what, when, from where and its result (contract M7)."""

import contextlib
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from activities.records.activity_log import settle_begun
from api.frame import answers
from api.frame.actions import action_of, is_logged
from api.routes import ROUTERS
from models import ActivityBegun
from settings import Settings
from terms.activity import ACTION, Actor
from tests.api.activity import begun, entries
from tests.api.calling import (
    BROWSER,
    PASSWORD,
    Caller,
    Owner,
    all_seeing,
    drafted,
    new_email,
    problem,
    registered_owner,
    registered_user,
    signing_token,
    uploaded,
)

SPANISH = Path(__file__).parents[2] / "web" / "src" / "i18n" / "actions_es.ts"
ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]


@pytest.mark.rule("M7")
def test_every_route_of_the_api_has_an_action_of_its_own() -> None:
    logged = [route for route in ROUTES if is_logged(route.path)]
    actions = [action_of(method, route.path) for route in logged for method in route.methods]
    assert len(actions) > 40
    assert all(ACTION.fullmatch(action) for action in actions)
    assert sorted(set(actions)) == sorted(actions), "two routes with the same action"
    assert all(getattr(route, "action", None) for route in logged)
    assert {route.path for route in ROUTES if route.path.startswith("/v1")} <= {r.path for r in logged}


@pytest.mark.parametrize(
    ("method", "path", "action"),
    [
        ("GET", "/v1/envelopes", "api:envelopes:list"),
        ("GET", "/v1/envelopes/{envelope_id}", "api:envelopes:read"),
        ("POST", "/v1/envelopes", "api:envelopes:create"),
        ("POST", "/v1/envelopes/{envelope_id}/send", "api:envelopes:send"),
        ("PATCH", "/v1/envelopes/{envelope_id}/signers/{signer_id}", "api:envelopes.signers:change"),
        ("POST", "/v1/registrations/verify", "api:registrations:verify"),
        ("DELETE", "/v1/api-keys/{key_id}", "api:api-keys:remove"),
        ("DELETE", "/v1/me/sessions", "api:me.sessions:clear"),
        ("GET", "/v1/signing/{token}/documents/{d}/pages/{n}.png", "api:signing.documents.pages:read"),
    ],
)
def test_actions_say_what_the_route_does(method: str, path: str, action: str) -> None:
    assert action_of(method, path) == action


def test_the_page_has_words_for_each_action_in_spanish() -> None:
    """In English what has none is said by the address's own word."""
    things, acts = (_words(part) for part in SPANISH.read_text().split("  acts: {"))
    missing = set()
    for route in (route for route in ROUTES if is_logged(route.path)):
        for method in route.methods:
            _, subject, act = action_of(method, route.path).split(":")
            missing |= set(subject.split(".")) - things | {act} - acts
    assert missing == set()


def _words(block: str) -> set[str]:
    return set(re.findall(r'^    "?([\w-]+)"?:', block, re.MULTILINE))


@pytest.mark.rule("M7")
async def test_a_members_requests_say_who_what_where_and_with_what_result(app: FastAPI, owner: Owner) -> None:
    before = datetime.now(UTC)
    document = await uploaded(owner)
    agent = {"user-agent": "Navegador 1.0", "x-request-id": "trace-activity-1"}
    await owner.get(f"/v1/documents/{document['id']}", headers=agent)
    made, read = (await entries(app, owner))[-2:]
    assert (made.action, made.status, made.problem) == ("api:documents:create", 201, None)
    assert made.objects == [document["id"]]
    assert (read.action, read.status) == ("api:documents:read", 200)
    assert read.objects == [document["id"]]
    assert (read.actor, read.actor_id) == (Actor.USER, read.user_id)
    assert read.business_id == owner.business_id
    assert (read.ip, read.user_agent, read.request_id) == (owner.ip, "Navegador 1.0", "trace-activity-1")
    assert before <= made.at <= read.at <= datetime.now(UTC)


async def test_a_programs_requests_name_the_key_and_its_maker(app: FastAPI, owner: Owner) -> None:
    async with owner.program() as program:
        await program.get("/v1/envelopes")
        entry = (await entries(app, program))[-1]
    maker = (await entries(app, owner))[-1].user_id
    assert entry.actor == Actor.API_KEY
    assert entry.actor_id is not None
    assert entry.actor_id.startswith("key_")
    assert (entry.user_id, entry.business_id) == (maker, owner.business_id)


async def test_a_refused_member_is_named(app: FastAPI, owner: Owner) -> None:
    refused = await owner.get("/v1/me", headers=owner.key)
    assert refused.status_code in (401, 403)
    missing = await owner.get("/v1/envelopes/env_01K00000000000000000000000")
    assert missing.status_code == 404
    wrong = await owner.post("/v1/envelopes", json={"title": ""})
    assert wrong.status_code == 422
    *_, not_found, invalid = await entries(app, owner)
    assert (not_found.problem, not_found.actor) == ("not-found", Actor.USER)
    assert not_found.objects == ["env_01K00000000000000000000000"]
    assert (invalid.problem, invalid.business_id) == ("validation", owner.business_id)


@pytest.mark.rule("M7")
@pytest.mark.usefixtures("worker")
async def test_a_signers_requests_show_in_the_business_without_the_token(app: FastAPI, owner: Owner) -> None:
    envelope = await drafted(owner)
    (await owner.post(f"/v1/envelopes/{envelope['id']}/send")).raise_for_status()
    signer = envelope["signers"][0]["id"]
    token = None
    while token is None:
        token = await signing_token(app, signer)
    async with Caller(app) as caller:
        (await caller.get(f"/v1/signing/{token}")).raise_for_status()
        (entry,) = await entries(app, caller)
    assert (entry.actor, entry.actor_id) == (Actor.SIGNER, signer)
    assert entry.objects == [envelope["id"], signer]
    assert entry.business_id == owner.business_id
    assert not any(token in str(value) for value in vars(entry).values())


async def test_what_a_path_names_is_kept_only_when_it_is_an_id(app: FastAPI, owner: Owner) -> None:
    await owner.get("/v1/envelopes/marta.soler@example.com")
    assert (await entries(app, owner))[-1].objects == []


async def test_strangers_cannot_flood_the_log(app: FastAPI, anybody: Caller) -> None:
    for _ in range(20):
        assert (await anybody.get("/v1/envelopes")).status_code == 401
        assert (await anybody.get("/v1/terms/privacy")).status_code == 200
        assert (await anybody.get("/v1/nothing/at/all")).status_code == 404
    found = await entries(app, anybody)
    minutes = len({entry.at.replace(second=0, microsecond=0) for entry in found})
    assert len(found) <= 3 * minutes
    assert {(entry.action, entry.problem) for entry in found} == {
        ("api:envelopes:list", "authentication-required"),
        ("api:terms:read", None),
        ("api:unknown:ask", "not-found"),
    }
    assert {entry.actor for entry in found} == {Actor.ANYBODY}


async def test_an_answer_given_again_is_an_entry_again(app: FastAPI, owner: Owner) -> None:
    key = {"idempotency-key": new_email()}
    for _ in range(2):
        await owner.post("/v1/api-keys", json={"name": "twice"}, headers=key)
        await owner.post("/v1/envelopes", json={"title": "x"}, headers=key)
    found = await entries(app, owner, "api:api-keys:create")
    assert [entry.status for entry in found[-2:]] == [201, 201]
    assert await begun(app, owner) == []


async def test_a_change_and_its_entry_are_one(
    app: FastAPI, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An entry that cannot be written takes the change back with it."""
    from api.frame import journal

    async def away(*_: object) -> None:
        raise ConnectionError

    count = len((await owner.get("/v1/api-keys")).json())
    monkeypatch.setattr(journal.activity_log, "note", away)
    with contextlib.suppress(ConnectionError):
        failed = await owner.post("/v1/api-keys", json={"name": "unlogged"})
        assert failed.status_code >= 500
    monkeypatch.undo()
    assert len((await owner.get("/v1/api-keys")).json()) == count
    (left,) = await begun(app, owner)
    assert left.entry["action"] == "api:api-keys:create"


@contextlib.asynccontextmanager
async def log_locked(owner_database_url: str, privilege: str, table: str) -> AsyncIterator[None]:
    """The application may not write to `table` for a while."""
    engine: AsyncEngine = create_async_engine(owner_database_url)
    async with engine.begin() as connection:
        await connection.execute(text(f"REVOKE {privilege} ON {table} FROM rubrica_app"))
    try:
        yield
    finally:
        async with engine.begin() as connection:
            await connection.execute(text(f"GRANT {privilege} ON {table} TO rubrica_app"))
        await engine.dispose()


async def test_without_a_log_nothing_changes_and_nothing_is_disclosed(
    app: FastAPI, owner: Owner, owner_database_url: str
) -> None:
    count = len((await owner.get("/v1/api-keys")).json())
    async with log_locked(owner_database_url, "INSERT", "activity_begun"):
        assert (await owner.post("/v1/api-keys", json={"name": "unlogged"})).status_code >= 500
    async with log_locked(owner_database_url, "INSERT", "activity"):
        assert (await owner.get("/v1/api-keys")).status_code >= 500
        async with Caller(app) as anybody:
            assert (await anybody.get("/v1/terms/privacy")).status_code == 200
            assert (await anybody.get("/v1/envelopes")).status_code == 401
    assert len((await owner.get("/v1/api-keys")).json()) == count


async def settle_later(app: FastAPI) -> None:
    """Lets the time pass after which a change counts as broken off."""
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    async with all_seeing(app).transaction() as session:
        await session.execute(update(ActivityBegun).values(at=long_ago))
    settled = 1
    while settled:
        async with all_seeing(app).transaction() as session:
            settled = await settle_begun(session, datetime.now(UTC))


async def test_a_change_whose_process_died_is_told_as_broken_off(
    app: FastAPI, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(answers.Answers, "keep", dies)
    with pytest.raises(KeyboardInterrupt):
        await owner.post("/v1/api-keys", json={"name": "x"}, headers={"idempotency-key": new_email()})
    monkeypatch.undo()
    await settle_later(app)
    entry = (await entries(app, owner, "api:api-keys:create"))[-1]
    assert (entry.status, entry.problem) == (None, "broken-off")
    assert (entry.actor, entry.business_id) == (Actor.USER, owner.business_id)
    assert await begun(app, owner) == []
    await settle_later(app)
    assert (await entries(app, owner, "api:api-keys:create"))[-1].id == entry.id


async def test_making_a_business_is_the_first_entry_of_that_business(app: FastAPI) -> None:
    owner = await registered_owner(app)
    made = (await entries(app, owner, "api:businesses:create"))[-1]
    assert made.business_id == owner.business_id
    found = (await owner.get("/v1/activity", params={"action": "api:businesses:create"})).json()
    assert [item["id"] for item in found["items"]] == [made.id]
    await owner.aclose()


async def test_a_persons_own_acts_belong_to_no_business(app: FastAPI) -> None:
    async with Caller(app, headers=BROWSER) as person:
        await registered_user(app, person, new_email())
        await person.get("/v1/me")
        mine = await person.get("/v1/me/activity")
        assert problem(await person.get("/v1/activity")) == "business-required"
        assert PASSWORD not in mine.text
        assert {item["action"] for item in mine.json()["items"]} >= {"api:me:read"}
        assert (await entries(app, person, "api:me:read"))[-1].business_id is None


async def test_the_settings_of_the_retention_are_not_the_applications(settings: Settings) -> None:
    assert settings.retention_database_url != settings.database_url
