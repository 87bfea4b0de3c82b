"""Every route, called by everybody: the rule it declares is kept, and another tenant's things do not exist.

Routes that others add are called by themselves; bodies are the examples of the API's documentation.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import Request

from api import engine
from api.access.callers import Caller as Admitted
from api.access.rule import Rule, rule_of
from api.access.rules import KEY_SCHEME
from api.frame import route as frame
from api.frame.route import Route
from api.routes import ROUTERS
from api.schemas.examples import EXAMPLES
from tests.api.calling import pdf
from tests.api.matrix import LINKS, OPEN, PERSONS, PUBLISHED, Somebody, World, promised
from tests.tenants import Tenant

ID = re.compile(r"\b(biz|doc|env|fld|key|sgn|usr)_[0-9A-Z]{26}\b")
TABLE_OF = {
    "biz": "businesses",
    "doc": "documents",
    "env": "envelopes",
    "fld": "fields",
    "key": "api_keys",
    "sgn": "signers",
    "usr": "users",
}

YOUNG_SECONDS = 120


def routes() -> Iterator[tuple[str, Route]]:
    """Method and route, all of them; HEAD is GET whose answer has no body to look at."""
    for router in ROUTERS:
        for route in router.routes:
            assert isinstance(route, Route), f"{route} is outside the frame"
            for method in route.methods - {"HEAD"}:
                yield method, route


ALL = [pytest.param(method, route, id=f"{method} {route.path}") for method, route in routes()]
MINE = [
    pytest.param(method, route, id=f"{method} {route.path}")
    for method, route in routes()
    if rule_of(route.endpoint) not in OPEN
]
"""Routes that know for whom they answer."""


@pytest.fixture
def app(app_apart: FastAPI) -> FastAPI:
    """Rows made up for these tests are on a database of their own."""
    return app_apart


@dataclass
class Lasting:
    """A tenant that several tests share, when it was made, and the rows that it and its people had then."""

    world: World
    made_at: float
    rows: list[tuple[str, Any]]


@pytest.fixture(scope="module")
def lasting() -> dict[str, Lasting]:
    """By what tests do with them."""
    return {}


async def shared(app: FastAPI, lasting: dict[str, Lasting], name: str) -> World:
    """A tenant as it was stored; made anew when a call has changed it, and before its people would have to
    show again who they are.
    """
    kept = lasting.get(name)
    young = kept is not None and time.monotonic() - kept.made_at <= YOUNG_SECONDS
    if kept is None or not young or await kept.world.rows() != kept.rows:
        world = await World(app).store()
        kept = lasting[name] = Lasting(world, time.monotonic(), await world.rows())
    return kept.world


@pytest.fixture
async def world(app: FastAPI, lasting: dict[str, Lasting]) -> World:
    """A tenant whose own people call."""
    return await shared(app, lasting, "own")


@pytest.fixture
async def untouched(app: FastAPI, lasting: dict[str, Lasting]) -> World:
    """A tenant of whom no row may change."""
    return await shared(app, lasting, "untouched")


@pytest.fixture
async def other(app: FastAPI, lasting: dict[str, Lasting], method: str, route: Route) -> World:
    """Another tenant, whose people call about the first one's things; their log tells who named those."""
    reads = method == "GET" and "{" not in route.path
    return await shared(app, lasting, "other" if reads else "naming")


@pytest.fixture
def admitted(monkeypatch: pytest.MonkeyPatch) -> list[Admitted]:
    """Whom the frame let in, in order. No workflow runs: whoever asks one is told to come back at once."""
    found: list[Admitted] = []
    know: Callable[[Request, Admitted], None] = frame.know

    def note(request: Request, caller: Admitted) -> None:
        found.append(caller)
        know(request, caller)

    monkeypatch.setattr(frame, "know", note)
    monkeypatch.setattr(engine, "CALL_SECONDS", 0.05)
    return found


@pytest.mark.rule("M2")
@pytest.mark.parametrize(("method", "route"), ALL)
async def test_the_rule_is_kept(
    app: FastAPI, world: World, admitted: list[Admitted], method: str, route: Route
) -> None:
    """Everybody calls without a body. What becomes of whom the frame lets in is other tests' matter: the rows
    are made up.
    """
    rule = rule_of(route.endpoint)
    wrong = {}
    for one in world.everybody:
        admitted.clear()
        async with one.caller(app) as caller:
            answer = await caller.request(method, world.path(route.path))
        found = None if admitted else refusal(answer)
        if found != promised(rule, one):
            wrong[one.name] = f"{found} instead of {promised(rule, one)}"
    assert not wrong


@pytest.mark.rule("M2")
@pytest.mark.parametrize(("method", "route"), MINE)
async def test_anothers_things_do_not_exist(
    app: FastAPI,
    lasting: dict[str, Lasting],
    untouched: World,
    other: World,
    admitted: list[Admitted],
    method: str,
    route: Route,
) -> None:
    """Another tenant's people ask for this one's things: nothing of them is told, and nothing changes."""
    rule = rule_of(route.endpoint)
    for one in (other.owner, *([other.program] if KEY_SCHEME in rule.schemes else [])):
        path = other.path(route.path, whose=untouched)
        options = body(route, untouched.tenant)
        async with one.caller(app) as caller:
            answer = await caller.request(method, path, **options)
        assert answer.status_code != 500, answer.text
        told = [secret for secret in secrets_of(untouched.tenant, path, options) if secret in answer.text]
        assert not told, f"{one.name} is told {told}"
        if is_found_by_path(route, rule, one):
            absent = re.sub(r"_[0-9A-Z]{26}", "_" + "0" * 26, path)
            unknown = await one.caller(app).request(method, absent, **options)
            assert unlike(answer) == unlike(unknown)
            assert answer.status_code == 404, answer.text
    assert await untouched.rows() == lasting["untouched"].rows


def is_found_by_path(route: Route, rule: Rule, one: Somebody) -> bool:
    """Whether the path names a thing of a tenant, and the caller gets as far as looking for it."""
    names = {name for name in re.findall(r"\{(\w+)\}", route.path) if name.endswith("_id")} - PUBLISHED.keys()
    return (
        bool(names) and promised(rule, one) is None and (rule in (*PERSONS, *LINKS) or bool(rule.permission))
    )


def body(route: Route, tenant: Tenant) -> dict[str, Any]:
    """The documented example of the route's body, about the tenant's things."""
    if route.body_field is None:
        return {}
    kind = route.body_field.field_info.annotation
    name = getattr(kind, "__name__", str(kind))
    if name.startswith("Body_"):
        return {"files": {"file": ("x.pdf", pdf(1), "application/pdf")}}
    assert name in EXAMPLES, f"put an example of {name} into api/schemas/examples.py"
    return {"json": about(EXAMPLES[name], tenant)}


def about(example: Any, tenant: Tenant) -> Any:
    """The example with the tenant's ids in the place of the made-up ones."""
    if isinstance(example, dict):
        return {about(name, tenant): about(value, tenant) for name, value in example.items()}
    if isinstance(example, list):
        return [about(value, tenant) for value in example]
    if isinstance(example, str):
        return ID.sub(lambda match: tenant.id_of(TABLE_OF[match.group(1)]), example)
    return example


def secrets_of(tenant: Tenant, path: str, options: dict[str, Any]) -> set[str]:
    """Words of the tenant alone, but for what is published or the request itself said."""
    words, published = (
        {
            value
            for table, row in tenant.rows.items()
            if (table in PUBLISHED.values()) is open_to_all
            for value in row.values()
            if isinstance(value, str) and len(value) > 20
        }
        for open_to_all in (False, True)
    )
    said = path + str(options)
    return {word for word in words - published if word not in said}


def refusal(answer: httpx.Response) -> str | None:
    """The problem's kind, where the answer is one."""
    if answer.headers.get("content-type") != "application/problem+json":
        return None
    return str(answer.json()["type"]).rpartition("/")[2]


def unlike(answer: httpx.Response) -> dict[str, Any]:
    """An answer without what differs each time."""
    said: dict[str, Any] = answer.json()
    return {**said, "request_id": ""}
