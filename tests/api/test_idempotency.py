"""The same request gets the same answer and has one effect, whatever breaks in between."""

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update

from api.frame.answers import Claim
from api.problems.problem import Problem
from models import Act, ApiKey, Document, Envelope, IdempotencyRecord
from terms.access import ANSWER_LOCK, ANSWER_SIGN_OF_LIFE
from tests.api.calling import (
    BROWSER,
    PASSWORD,
    Caller,
    Owner,
    all_seeing,
    drafted,
    envelope_draft,
    parts_of,
    pdf,
    problem,
    until,
    uploaded,
)


def new_key() -> dict[str, str]:
    """A fresh key."""
    return {"idempotency-key": f"k-{uuid4().hex}"}


async def counted(app: FastAPI, column: object, *where: object) -> int:
    """How many rows there are."""
    async with all_seeing(app).transaction() as session:
        return int(await session.scalar(select(func.count()).select_from(column).where(*where)) or 0)  # type: ignore[call-overload]


async def test_a_repeated_request_gets_the_same_answer(app: FastAPI, owner: Owner) -> None:
    key, document = new_key(), await uploaded(owner)
    draft = envelope_draft([document["id"]], external_id=key["idempotency-key"])
    first = await owner.post("/v1/envelopes", json=draft, headers=key)
    second = await owner.post("/v1/envelopes", json=draft, headers=key)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert "idempotent-replayed" not in first.headers
    assert second.headers["idempotent-replayed"] == "true"
    other = await owner.post("/v1/envelopes", json=draft | {"title": "Otro"}, headers=key)
    assert (other.status_code, problem(other)) == (422, "idempotency-key-reused")
    assert await counted(app, Envelope, Envelope.external_id == key["idempotency-key"]) == 1


async def test_of_ten_at_once_one_has_an_effect(app: FastAPI, owner: Owner) -> None:
    key, document = new_key(), await uploaded(owner)
    draft = envelope_draft([document["id"]], external_id=key["idempotency-key"])
    answers = await asyncio.gather(*(owner.post("/v1/envelopes", json=draft, headers=key) for _ in range(10)))
    made = [answer for answer in answers if answer.status_code == 201]
    waiting = [answer for answer in answers if answer.status_code == 409]
    assert len(made) + len(waiting) == 10
    assert made
    assert {problem(answer) for answer in waiting} <= {"request-in-progress"}
    assert all(answer.headers["retry-after"] == "1" for answer in waiting)
    assert len({answer.json()["id"] for answer in made}) == 1
    assert await counted(app, Envelope, Envelope.external_id == key["idempotency-key"]) == 1


async def test_two_businesses_may_use_the_same_key(owner: Owner, stranger: Owner) -> None:
    key = new_key()
    names = [
        await caller.post("/v1/api-keys", json={"name": "a"}, headers=key) for caller in (owner, stranger)
    ]
    assert names[0].json()["secret"] != names[1].json()["secret"]
    elsewhere = await owner.post("/v1/businesses", json={}, headers=key)
    assert problem(elsewhere) == "validation"


async def test_an_upload_counts_by_its_content_not_by_its_boundary(app: FastAPI, owner: Owner) -> None:
    key, data = new_key(), pdf()
    name = f"{key['idempotency-key']}.pdf"
    first = await owner.post("/v1/documents", files={"file": (name, data, "application/pdf")}, headers=key)
    second = await owner.post("/v1/documents", files={"file": (name, data, "application/pdf")}, headers=key)
    assert first.request.headers["content-type"] != second.request.headers["content-type"]
    assert first.json() == second.json()
    assert second.headers["idempotent-replayed"] == "true"
    other = await owner.post("/v1/documents", files={"file": (name, pdf(3), "application/pdf")}, headers=key)
    assert problem(other) == "idempotency-key-reused"
    assert await counted(app, Document, Document.name == name) == 1


async def test_secrets_are_replayed_but_not_kept_in_clear(app: FastAPI, owner: Owner) -> None:
    key = new_key()
    made = await owner.post("/v1/api-keys", json={"name": "una vez"}, headers=key)
    again = await owner.post("/v1/api-keys", json={"name": "una vez"}, headers=key)
    assert made.json()["secret"] == again.json()["secret"]
    credentials = {"email": owner.email, "password": PASSWORD}
    async with Caller(app, headers=BROWSER) as browser:
        signed_in = await browser.post("/v1/sessions", json=credentials, headers=key)
        token = browser.cookies["rubrica_session"]
    async with Caller(app, headers=BROWSER) as browser:
        replayed = await browser.post("/v1/sessions", json=credentials, headers=key)
        assert replayed.headers["idempotent-replayed"] == "true"
        assert browser.cookies["rubrica_session"] == token
        assert (await browser.get("/v1/me")).status_code == 200
    assert signed_in.status_code == 201
    async with all_seeing(app).transaction() as session:
        kept = "".join([str(vars(row)) for row in await session.scalars(select(IdempotencyRecord))])
    for secret in (made.json()["secret"], token, key["idempotency-key"], owner.email):
        assert secret not in kept


async def test_a_refusal_is_an_answer_too(owner: Owner) -> None:
    key, envelope = new_key(), await drafted(owner)
    path = f"/v1/envelopes/{envelope['id']}/void"
    first = await owner.post(path, json={"reason": "x"}, headers=key)
    second = await owner.post(path, json={"reason": "x"}, headers=key)
    assert problem(first) == "envelope-not-sent"
    assert second.headers["idempotent-replayed"] == "true"
    assert second.json() == first.json()


async def test_a_body_with_a_typing_error_does_not_use_the_key_up(owner: Owner) -> None:
    key = new_key()
    wrong = await owner.post("/v1/api-keys", json={"nam": "x"}, headers=key)
    assert problem(wrong) == "validation"
    right = await owner.post("/v1/api-keys", json={"name": "x"}, headers=key)
    assert right.status_code == 201


@pytest.mark.parametrize("key", ["", " ", "á", "x" * 256, "a b"])
async def test_unusable_keys_are_refused(owner: Owner, key: str) -> None:
    headers = httpx.Headers([(b"idempotency-key", key.encode())])
    answer = await owner.post("/v1/api-keys", json={"name": "x"}, headers=headers)
    assert (answer.status_code, problem(answer)) == (422, "idempotency-key-malformed")


async def test_a_request_under_way_is_not_started_twice_until_its_lock_ends(
    app: FastAPI, owner: Owner
) -> None:
    key = new_key()
    await owner.post("/v1/api-keys", json={"name": "cerrojo"}, headers=key)
    await _unanswer(app, key, locked_until=datetime.now(UTC) + timedelta(seconds=60))
    waiting = await owner.post("/v1/api-keys", json={"name": "cerrojo"}, headers=key)
    assert (waiting.status_code, problem(waiting)) == (409, "request-in-progress")
    await _unanswer(app, key, locked_until=datetime.now(UTC) - timedelta(seconds=1))
    taken_over = await owner.post("/v1/api-keys", json={"name": "cerrojo"}, headers=key)
    assert taken_over.status_code == 201
    assert "idempotent-replayed" not in taken_over.headers


async def test_a_long_request_keeps_its_place_and_a_crashed_one_loses_it_within_seconds(app: FastAPI) -> None:
    answers = parts_of(app).answers
    begun = datetime.now(UTC) - ANSWER_LOCK + timedelta(seconds=2)
    claim = await answers.claim("scope", key := uuid4().hex, b"request", begun)
    assert isinstance(claim, Claim)
    async with answers.held(claim):
        await asyncio.sleep(ANSWER_SIGN_OF_LIFE.total_seconds() + 1)
        with pytest.raises(Problem):
            await answers.claim("scope", key, b"request", datetime.now(UTC))
    after_a_crash = datetime.now(UTC) + ANSWER_LOCK
    assert isinstance(await answers.claim("scope", key, b"request", after_a_crash), Claim)


async def test_an_answer_that_lost_its_claim_takes_its_effects_with_it(app: FastAPI, owner: Owner) -> None:
    """The first request stalls beyond its lock; the second takes over; only one key may come of it."""
    name, key = f"k-{uuid4().hex}", new_key()
    answers = parts_of(app).answers
    original = answers.keep

    async def keep_after_losing(session, claim, response):  # type: ignore[no-untyped-def]
        async with all_seeing(app).transaction() as other:
            await other.execute(
                update(IdempotencyRecord)
                .where(IdempotencyRecord.key == claim.key_sha256)
                .values(held_by="another attempt")
            )
        await original(session, claim, response)

    answers.keep = keep_after_losing  # type: ignore[method-assign]
    try:
        lost = await owner.post("/v1/api-keys", json={"name": name}, headers=key)
    finally:
        del answers.keep  # type: ignore[method-assign]
    assert (lost.status_code, problem(lost)) == (409, "request-in-progress")
    assert await counted(app, ApiKey, ApiKey.name == name) == 0


@pytest.mark.usefixtures("worker")
async def test_a_crash_after_the_workflow_agreed_is_repaired_by_repeating(app: FastAPI, owner: Owner) -> None:
    """The workflow has ended meanwhile; the repeated request still learns what its own act came to."""
    envelope = await drafted(owner)
    path, key = f"/v1/envelopes/{envelope['id']}", new_key()
    await owner.post(f"{path}/send")
    first = await owner.post(f"{path}/void", json={"reason": "x"}, headers=key)

    async def ended() -> bool:
        explained = (await owner.get(f"{path}/explain")).json()
        return bool(explained["engine"] == "finished")

    await until(ended)
    await _unanswer(app, key, locked_until=datetime.now(UTC) - timedelta(seconds=1))
    second = await owner.post(f"{path}/void", json={"reason": "x"}, headers=key)
    assert (first.status_code, second.status_code) == (200, 200), second.text
    assert "idempotent-replayed" not in second.headers
    assert await counted(app, Act, Act.envelope_id == envelope["id"], Act.kind == "void") == 1
    kinds = [event["kind"] for event in (await owner.get(f"{path}/events")).json()]
    assert kinds.count("envelope:voided") == 1


async def _unanswer(app: FastAPI, key: dict[str, str], locked_until: datetime) -> None:
    """Makes the request with that key look as a crash before its answer was kept leaves it."""
    kept_as = hashlib.sha256(key["idempotency-key"].encode()).hexdigest()
    async with all_seeing(app).transaction() as session:
        await session.execute(
            update(IdempotencyRecord)
            .where(IdempotencyRecord.key == kept_as)
            .values(status=None, body=None, locked_until=locked_until)
        )
