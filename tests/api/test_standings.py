"""Every route in every standing of the business, for its owner, a guest, a key and its signers (S16, S17).

Routes that others add are called by themselves; what a limited business may change is written down here,
route by route.
"""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import update
from starlette.requests import Request

from api.access.callers import Caller as Admitted
from api.access.rule import rule_of
from api.access.rules import LINK, LINK_EVEN_EXPIRED, LINK_IN_CONFIDENCE
from api.frame import route as frame
from api.frame.route import Route
from api.problems.kinds import Kind
from api.problems.problem import Problem
from models import Business
from terms.subscription import ACTIVE, BLOCKED, DownloadReason, Standing, SubscriptionState
from tests.api.calling import all_seeing, problem
from tests.api.matrix import World, promised
from tests.api.test_matrix import routes

LIMITED = [Standing(SubscriptionState.DOWNLOAD_ONLY, reason) for reason in DownloadReason]
STANDINGS = [ACTIVE, *LIMITED, BLOCKED, Standing(SubscriptionState.PURGED)]
NEVER_WHILE_LIMITED = {
    "POST /v1/documents",
    "POST /v1/envelopes",
    "POST /v1/envelopes/{envelope_id}/send",
    "POST /v1/envelopes/{envelope_id}/void",
    "POST /v1/envelopes/{envelope_id}/remind",
    "PATCH /v1/envelopes/{envelope_id}",
    "PATCH /v1/envelopes/{envelope_id}/signers/{signer_id}",
    "POST /v1/invitations",
    "POST /v1/invitations/{invitation_id}/renew",
    "POST /v1/api-keys",
    "POST /v1/subscription/plan-changes",
    "POST /v1/subscription/plan-changes/take-back",
    "POST /v1/subscription/shares",
}
"""Not: upload, send, sign, invite (contract S16); nor another plan or its sharing, while one has none."""
STILL_WHILE_LIMITED = {
    # whoever is limited can pay, take everything along, and choose again
    "POST /v1/exports",
    "POST /v1/subscription/card-page",
    "POST /v1/subscription/checkout-return",
    "POST /v1/subscription/payment-page",
    "POST /v1/subscription/abandon",
    "POST /v1/subscriptions",
    "POST /v1/subscriptions/preview",
    "POST /v1/subscription/plan-changes/preview",
    # look after the data that is here, and the rights of those it is about
    "POST /v1/data-subjects/erasures",
    "POST /v1/data-subjects/exports",
    "POST /v1/data-subjects/measures/{measure_id}/redact-texts",
    "POST /v1/data-subjects/measures/{measure_id}/release",
    "POST /v1/data-subjects/rectifications",
    "POST /v1/data-subjects/restrictions",
    "POST /v1/rights-requests/{part_id}/resolve",
    "POST /v1/evidence-packs",
    "POST /v1/instructions",
    "POST /v1/instructions/{instruction_id}/amend",
    "POST /v1/instructions/{instruction_id}/confirm",
    "POST /v1/instructions/{instruction_id}/withdraw",
    "PUT /v1/businesses/current/subprocessors/{subprocessor_id}/objection",
    "DELETE /v1/businesses/current/subprocessors/{subprocessor_id}/objection",
    "PUT /v1/businesses/current/messaging/clauses/{channel}",
    "DELETE /v1/businesses/current/messaging/clauses/{channel}",
    "DELETE /v1/businesses/current/messaging/consents/{consent_id}",
    "PATCH /v1/businesses/current",
    # shut others out, and keep keys from growing old
    "POST /v1/invitations/{invitation_id}/revoke",
    "DELETE /v1/members/{user_id}",
    "POST /v1/members/{user_id}/stolen-device",
    "DELETE /v1/api-keys/{key_id}",
    "POST /v1/api-keys/{key_id}/rotate",
    "POST /v1/access-reviews/{access_review_id}/items/{access_review_item_id}/decision",
    "POST /v1/access-reviews/{access_review_id}/sign-off",
    "POST /v1/subscription/shares/{business_id}/end",
    # defend themselves, hand over to a member, and go
    "POST /v1/misuse-decisions/{decision_id}/appeals",
    "POST /v1/ownership-transfers",
    "POST /v1/ownership-transfers/{transfer_id}/withdraw",
    "PUT /v1/businesses/current/deletion-request",
    "DELETE /v1/businesses/current/deletion-request",
}
"""What changes something and is neither uploading, sending, signing nor letting somebody in."""
WHILE_THE_CONTRACT_LASTS = {
    "POST /v1/subscription/cancel",
    "POST /v1/subscription/take-back",
    "POST /v1/subscription/withdrawals",
    "POST /v1/subscription/withdrawals/{withdrawal_id}/confirm",
}
"""Whoever owes or is sanctioned can still leave; who has left, or was given notice, has left already."""
LASTS = frozenset({DownloadReason.UNPAID, DownloadReason.MISUSE})
MEMBERS = [
    pytest.param(method, route, id=f"{method} {route.path}")
    for method, route in routes()
    if rule_of(route.endpoint).name.startswith("member ")
]
LINKS = [
    pytest.param(method, route, id=f"{method} {route.path}")
    for method, route in routes()
    if rule_of(route.endpoint) in (LINK, LINK_EVEN_EXPIRED, LINK_IN_CONFIDENCE)
]


@pytest.fixture
def let_in(monkeypatch: pytest.MonkeyPatch) -> list[Admitted]:
    """Whom the frame let in, in order. It goes no further, so that nothing changes between two calls."""
    found: list[Admitted] = []

    def stop(_request: Request, caller: Admitted) -> None:
        found.append(caller)
        raise Problem(Kind.SERVICE_UNAVAILABLE)

    know: Callable[..., Any] = stop
    monkeypatch.setattr(frame, "know", know)
    return found


@pytest.fixture(scope="module")
def app(app_apart: FastAPI) -> FastAPI:
    """Rows made up for these tests are on a database of their own."""
    return app_apart


@pytest.fixture(scope="module")
async def world(app: FastAPI) -> World:
    """A business with its people. No call gets as far as changing anything of it."""
    return await World(app).store()


async def stand(app: FastAPI, world: World, standing: Standing) -> None:
    async with all_seeing(app).transaction() as session:
        await session.execute(
            update(Business)
            .where(Business.id == world.tenant.id_of("businesses"))
            .values(
                standing=standing.state.value,
                standing_reason=standing.reason.value if standing.reason else None,
            )
        )


def expected(name: str, method: str, standing: Standing) -> str | None:
    """How the standing has to refuse, by what the contract says of this route; `None` for not at all."""
    if standing == ACTIVE:
        return None
    if standing.reason is None:
        return "service-blocked"
    if name in WHILE_THE_CONTRACT_LASTS:
        return None if standing.reason in LASTS else "service-download-only"
    if name in STILL_WHILE_LIMITED or method == "GET":
        return None
    return "service-download-only"


def test_of_each_route_that_changes_something_it_is_written_down_whether_the_limited_may() -> None:
    """A route that others add is in no list: whoever adds it decides by the contract."""
    lists = (NEVER_WHILE_LIMITED, STILL_WHILE_LIMITED, WHILE_THE_CONTRACT_LASTS)
    changing = {str(one.id) for one in MEMBERS if not str(one.id).startswith(("GET ", "HEAD "))}
    listed = set().union(*lists)
    assert changing - listed == set(), "say in which list it belongs"
    assert listed - changing == set(), "there is no such route"
    assert sum(map(len, lists)) == len(listed), "each in one list"


@pytest.mark.rule("S16", "S17")
@pytest.mark.parametrize(("method", "route"), MEMBERS)
async def test_members_guests_and_keys_may_what_the_standing_allows(
    app: FastAPI, world: World, let_in: list[Admitted], method: str, route: Route
) -> None:
    rule, wrong = rule_of(route.endpoint), {}
    people = [one for one in world.everybody if one.name in ("owner", "guest", "key")]
    for standing in STANDINGS:
        await stand(app, world, standing)
        for one in people:
            if promised(rule, one) is not None:
                continue
            let_in.clear()
            async with one.caller(app) as caller:
                answer = await caller.request(method, world.path(route.path))
            found = None if let_in else problem(answer)
            right = expected(f"{method} {route.path}", method, standing)
            if (found, bool(let_in)) != (right, right is None):
                wrong[f"{one.name} {standing}"] = f"{found} instead of {right}"
    assert not wrong


@pytest.mark.parametrize(("method", "route"), LINKS)
async def test_links_open_nothing_once_the_data_is_blocked(
    app: FastAPI, world: World, let_in: list[Admitted], method: str, route: Route
) -> None:
    """A document can still be reported; reading it goes on while the sender is limited."""
    rule = rule_of(route.endpoint)
    for standing in STANDINGS:
        await stand(app, world, standing)
        let_in.clear()
        async with world.owner.caller(app) as caller:
            answer = await caller.request(method, world.path(route.path))
        closed = standing.state in (SubscriptionState.BLOCKED, SubscriptionState.PURGED)
        if closed and rule is not LINK_IN_CONFIDENCE:
            assert (problem(answer), let_in) == ("service-blocked", []), standing
        else:
            assert let_in, standing


@pytest.mark.rule("E5")
@pytest.mark.parametrize("standing", LIMITED)
async def test_a_refusal_says_why_and_the_way_out(app: FastAPI, world: World, standing: Standing) -> None:
    await stand(app, world, standing)
    async with world.owner.caller(app) as caller:
        answer = await caller.post("/v1/documents")
    assert (answer.status_code, problem(answer)) == (403, "service-download-only")
    (cause,) = answer.json()["errors"]
    ways = {
        "unpaid": "pay_debt",
        "cancelled": "choose_plan",
        "withdrawn": "choose_plan",
        "holder_ended": "contact_holder",
        "misuse": "contact_holder",
    }
    assert standing.reason is not None
    assert (cause["code"], cause["detail"]) == (standing.reason.value, ways[standing.reason.value])
