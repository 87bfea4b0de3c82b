"""Public forms ask for work, each solution is good for one request (contract M6)."""

import asyncio
import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import altcha
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from api.access.captcha import Captcha
from models import CaptchaUse
from terms.captcha import CHALLENGE_LIFE, CHALLENGES_PER_ORIGIN, HARDEST, SOLUTION_KEPT
from terms.guessing import network_of
from tests.api.calling import PASSWORD, Caller, accepted, all_seeing, new_email, parts_of, problem, solved

FORM = "/v1/registrations"


async def body_of(caller: Caller) -> dict[str, Any]:
    """What the form asks for, with an address nobody had."""
    return {"email": new_email(), "password": PASSWORD, "privacy": await accepted(caller, "privacy")}


def forged(header: dict[str, str], **changes: Any) -> dict[str, str]:
    """The solution of a challenge whose parameters were changed."""
    payload = json.loads(base64.b64decode(header["rubrica-captcha"]))
    payload["challenge"]["parameters"] |= changes
    return {"rubrica-captcha": base64.b64encode(json.dumps(payload).encode()).decode()}


@pytest.mark.rule("M6")
async def test_a_form_without_work_is_not_even_read(anybody: Caller) -> None:
    answer = await anybody.post(FORM, content=b"not json")
    assert (answer.status_code, problem(answer)) == (403, "captcha-required")


@pytest.mark.rule("M6")
async def test_a_solution_is_good_for_one_request(anybody: Caller) -> None:
    header, body = await solved(anybody), await body_of(anybody)
    assert (await anybody.post(FORM, json=body, headers=header)).status_code == 202
    again = await anybody.post(FORM, json=body, headers=header)
    assert (again.status_code, problem(again)) == (403, "captcha-refused")


async def test_of_many_requests_at_once_one_gets_in(anybody: Caller) -> None:
    header, body = await solved(anybody), await body_of(anybody)
    answers = await asyncio.gather(*(anybody.post(FORM, json=body, headers=header) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [202] + [403] * 7


async def test_the_same_request_may_be_repeated_with_the_same_solution(anybody: Caller) -> None:
    header, body = await solved(anybody), await body_of(anybody)
    key = {"idempotency-key": body["email"]}
    first = await anybody.post(FORM, json=body, headers=header | key)
    again = await anybody.post(FORM, json=body, headers=header | key)
    assert (first.status_code, again.status_code) == (202, 202)
    assert again.headers["idempotent-replayed"] == "true"
    other = await anybody.post(FORM, json=body, headers=header | {"idempotency-key": new_email()})
    assert problem(other) == "captcha-refused"


@pytest.mark.parametrize(
    "changes",
    [{"cost": 2}, {"keyPrefix": "00"}, {"expiresAt": 4000000000}, {"data": {"__proto__": 1}}, {"nonce": 7}],
)
async def test_a_challenge_that_was_touched_is_refused(anybody: Caller, changes: dict[str, Any]) -> None:
    header = forged(await solved(anybody), **changes)
    answer = await anybody.post(FORM, json=await body_of(anybody), headers=header)
    assert (answer.status_code, problem(answer)) == (403, "captcha-refused")


@pytest.mark.parametrize("given", ["x", "e30=", "W10=", "bnVsbA==", "====", "A" * 5000, "é"])
async def test_what_is_no_solution_is_refused(anybody: Caller, given: str) -> None:
    headers = {"rubrica-captcha": given.encode()}
    answer = await anybody.post(FORM, json={}, headers=headers)  # type: ignore[arg-type]
    assert (answer.status_code, problem(answer)) == (403, "captcha-refused")


@pytest.mark.parametrize("signature", [None, 7, ["x"], "x" * 64])
async def test_an_ended_challenge_finds_nothing_whatever_it_says_it_is(
    anybody: Caller, signature: object
) -> None:
    payload = json.loads(base64.b64decode((await solved(anybody))["rubrica-captcha"]))
    payload["challenge"]["parameters"]["expiresAt"] = 1
    payload["challenge"]["signature"] = signature
    header = {"rubrica-captcha": base64.b64encode(json.dumps(payload).encode()).decode()}
    answer = await anybody.post(FORM, json={}, headers=header)
    assert (answer.status_code, problem(answer)) == (403, "captcha-refused")


async def test_a_challenge_ends(app: FastAPI, anybody: Caller) -> None:
    captcha = parts_of(app).captcha
    made = await captcha.challenge(anybody.ip, datetime.now(UTC) - CHALLENGE_LIFE - timedelta(seconds=2))
    challenge = altcha.Challenge.from_dict(made)
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    header = {"rubrica-captcha": altcha.Payload(challenge, solution).to_base64()}
    answer = await anybody.post(FORM, json=await body_of(anybody), headers=header)
    assert (answer.status_code, problem(answer)) == (403, "captcha-refused")


async def test_whoever_asks_often_gets_harder_ones_and_in_the_end_none(app: FastAPI) -> None:
    async with Caller(app) as robot, Caller(app) as neighbour:
        costs = []
        while (answer := await robot.get("/v1/captcha")).status_code == 200:
            costs.append(answer.json()["parameters"]["cost"])
            assert len(costs) < 2 * CHALLENGES_PER_ORIGIN.attempts, (
                "a slow machine works some off, never half"
            )
        assert (answer.status_code, problem(answer)) == (429, "too-many-requests")
        assert len(costs) >= CHALLENGES_PER_ORIGIN.attempts
        assert (costs[0], costs[-1]) == (1, HARDEST)
        assert (await neighbour.get("/v1/captcha")).json()["parameters"]["cost"] == 1


async def test_used_challenges_are_forgotten_when_they_cannot_be_used_again(
    app: FastAPI, anybody: Caller
) -> None:
    captcha = parts_of(app).captcha
    header, body = await solved(anybody), await body_of(anybody)
    key = {"idempotency-key": body["email"]}
    await anybody.post(FORM, json=body, headers=header | key)
    await captcha.sweep(datetime.now(UTC))
    assert (await anybody.post(FORM, json=body, headers=header)).status_code == 403
    assert (await anybody.post(FORM, json=body, headers=header | key)).status_code == 202
    await captcha.sweep(datetime.now(UTC) + SOLUTION_KEPT + timedelta(seconds=1))
    async with all_seeing(app).transaction() as session:
        assert (await session.scalars(select(CaptchaUse))).all() == []


def test_an_origin_of_ipv6_is_a_network() -> None:
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff:2") == "2001:db8::/64"
    assert network_of("2001:db8:0:1::1") != network_of("2001:db8::1")
    assert (network_of("192.0.2.7"), network_of(None), network_of("socket")) == ("192.0.2.7", "", "socket")


async def test_signers_are_asked_for_no_work(app: FastAPI) -> None:
    described = (await Caller(app).get("/openapi.json")).json()["paths"]
    asking = {
        path
        for path, item in described.items()
        for operation in item.values()
        if any(parameter["name"] == "Rubrica-Captcha" for parameter in operation.get("parameters", []))
    }
    assert FORM in asking
    assert not any(path.startswith("/v1/signing") for path in asking)


async def test_a_solution_of_another_services_challenge_is_refused(app: FastAPI, anybody: Caller) -> None:
    parts = parts_of(app)
    other = Captcha(parts.database, parts.throttles, parts.settings.master_key, 1)
    challenge = altcha.Challenge.from_dict(await other.challenge(anybody.ip, datetime.now(UTC)))
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    header = {"rubrica-captcha": altcha.Payload(challenge, solution).to_base64()}
    assert problem(await anybody.post(FORM, json={}, headers=header)) == "captcha-refused"
