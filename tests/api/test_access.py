"""Deny by default: every route declares who may call it. Who gets in where: `test_matrix`."""

from collections.abc import Iterator

import pytest
from fastapi import APIRouter

from api.access import rules
from api.access.rule import rule_of
from api.frame.route import Route
from api.routes import ROUTERS
from tests.api.calling import Caller, Owner, drafted, problem, uploaded

PUBLIC = {
    ("POST", "/v1/registrations/verify"),
    ("POST", "/v1/registrations/link"),
    ("POST", "/v1/sessions"),
    ("POST", "/v1/sessions/passkey"),
    ("POST", "/v1/passkey-challenges"),
    ("POST", "/v1/credential-reports/confirm"),
    ("POST", "/v1/account-recoveries/look"),
    ("POST", "/v1/account-recoveries/confirm"),
    ("POST", "/v1/account-recoveries/stop"),
    ("POST", "/v1/rights-requests/confirm"),
    ("POST", "/v1/rights-requests/withdraw"),
    ("POST", "/v1/messaging-revocations"),
    ("POST", "/v1/password-resets/look"),
    ("POST", "/v1/password-resets/confirm"),
    ("POST", "/v1/staff/invitations/look"),
    ("POST", "/v1/staff/invitations/register"),
    ("GET", "/v1/captcha"),
    ("POST", "/v1/invitations/look"),
    ("POST", "/v1/invitations/register"),
    ("POST", "/v1/invitations/decline"),
    ("GET", "/v1/terms/{kind}"),
    ("POST", "/v1/terms/timeline"),
    ("GET", "/v1/plans"),
    ("GET", "/v1/subprocessors"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("OPTIONS", "/codec/decode"),
    ("GET", "/"),
    ("GET", "/verify"),
    ("GET", "/sign-in"),
    ("GET", "/sign-up"),
    ("GET", "/reset"),
    ("GET", "/invitation"),
    ("GET", "/staff-invitation"),
    ("GET", "/credential-report"),
    ("GET", "/recovery"),
    ("GET", "/rights-request"),
    ("GET", "/report"),
    ("GET", "/stop-messages"),
    ("GET", "/app"),
    ("GET", "/app/{path:path}"),
    ("GET", "/envelopes/{path}"),
    ("GET", "/ownership"),
    ("GET", "/sign/{token}"),
    ("GET", "/assets/{name:path}"),
    ("GET", "/openapi.json"),
    ("GET", "/docs"),
    ("GET", "/docs/{name}"),
    ("GET", "/{name}"),
}
"""Everything that is open to anybody. A new route is not, unless it is put here by decision."""
WITH_CAPTCHA = {
    ("POST", "/v1/registrations"),
    ("POST", "/v1/credential-reports"),
    ("POST", "/v1/account-recoveries"),
    ("POST", "/v1/rights-requests"),
    ("POST", "/v1/password-resets"),
    ("POST", "/v1/document-reports"),
}
"""Everything that is open to anybody who did the captcha's work (contract M6)."""


def routes() -> Iterator[tuple[str, str, rules.Rule]]:
    """Method, path and rule of every route."""
    for router in ROUTERS:
        for route in router.routes:
            assert isinstance(route, Route), f"{route} is outside the frame"
            for method in route.methods:
                yield method, route.path, rule_of(route.endpoint)


def test_only_what_is_listed_is_open() -> None:
    is_open = {(method, path) for method, path, rule in routes() if rule in (rules.OPEN, rules.ANYBODY)}
    assert is_open == PUBLIC
    with_captcha = {(method, path) for method, path, rule in routes() if rule is rules.ANYBODY_WITH_CAPTCHA}
    assert with_captcha == WITH_CAPTCHA


def test_a_route_without_a_rule_cannot_be_made() -> None:
    router = APIRouter(route_class=Route)

    async def endpoint() -> None:
        """Forgotten."""

    with pytest.raises(TypeError, match="declares no access rule"):
        router.get("/forgotten")(endpoint)


LINK_RULES = (rules.LINK, rules.LINK_EVEN_EXPIRED, rules.LINK_IN_CONFIDENCE)
LINKS = [(method, path) for method, path, rule in routes() if rule in LINK_RULES]


@pytest.mark.parametrize(("method", "path"), LINKS)
async def test_an_unknown_link_opens_nothing(anybody: Caller, method: str, path: str) -> None:
    filled = path.format(token="x" * 43, document_id="doc_x", number=1, consent_id="cco_x")
    answer = await anybody.request(method, filled)
    assert (answer.status_code, problem(answer)) == (404, "link-unknown")


async def test_anothers_document_cannot_be_sent(owner: Owner, stranger: Owner) -> None:
    document = await uploaded(owner)
    draft = {
        "title": "x",
        "document_ids": [document["id"]],
        "signers": [{"name": "x", "email": "x@example.com"}],
    }
    answer = await stranger.post("/v1/envelopes", json=draft)
    assert problem(answer) == "validation"
    assert answer.json()["errors"][0]["pointer"] == "/document_ids/0"


async def test_a_signer_of_another_envelope_is_unknown(owner: Owner) -> None:
    first, second = await drafted(owner), await drafted(owner)
    path = f"/v1/envelopes/{first['id']}/signers/{second['signers'][0]['id']}"
    answer = await owner.patch(path, json={"name": "x"})
    assert (answer.status_code, problem(answer)) == (404, "unknown-signer")


async def test_lists_show_ones_own(owner: Owner, stranger: Owner) -> None:
    mine, theirs = await drafted(owner), await drafted(stranger)
    listed = [
        item["id"] for item in (await owner.get("/v1/envelopes", params={"limit": 100})).json()["items"]
    ]
    assert mine["id"] in listed
    assert theirs["id"] not in listed


async def test_guessing_links_and_keys_is_slow(anybody: Caller) -> None:
    answers = [await anybody.get(f"/v1/signing/{number:043d}") for number in range(35)]
    assert problem(answers[0]) == "link-unknown"
    assert (answers[-1].status_code, problem(answers[-1])) == (429, "too-many-requests")
    keys = [
        await anybody.get("/v1/envelopes", headers={"authorization": f"Bearer rk_{number}"})
        for number in range(65)
    ]
    assert (keys[0].status_code, keys[-1].status_code) == (401, 429)
