"""A user closes their account: refused while others depend on it, else all access ends and it is erased."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update

from api.acting.account_closing import carry_on_closings
from models import Acceptance, Business, Departure, Device, Mail, Session, User
from tests.api.calling import (
    BROWSER,
    PASSWORD,
    Caller,
    Owner,
    all_seeing,
    new_email,
    parts_of,
    problem,
    registered_owner,
    registered_user,
    until,
)
from tests.api.joining import joined
from tests.api.second_factor import give_second_factor
from tests.api.staffing import staff_caller

pytestmark = pytest.mark.usefixtures("worker")
CLOSING = "/v1/me/closing"


@pytest.fixture
async def boss(app: FastAPI) -> AsyncIterator[Owner]:
    owner = await registered_owner(app)
    yield owner
    await owner.aclose()


async def erased(app: FastAPI, user_id: str) -> User:
    """The user's row, once it is erased."""

    async def read() -> User | None:
        async with all_seeing(app).transaction() as session:
            user = await session.get_one(User, user_id)
            return user if user.erased_at is not None else None

    found: User = await until(read)
    return found


async def test_a_guest_who_closes_the_account_is_nobody_any_more(app: FastAPI, boss: Owner) -> None:
    guest, user_id = await joined(app, boss)
    email = (await guest.get("/v1/me")).json()["email"]
    await give_second_factor(app, user_id)
    view = (await guest.get(CLOSING)).json()
    assert (view["obstacles"], [item["years"] for item in view["kept"]]) == ([], [6, 1, 5])
    wrong = await guest.post(CLOSING, json={"confirmation": "otra@example.com"})
    assert wrong.json()["errors"][0]["code"] == "not_the_address"
    assert (await guest.post(CLOSING, json={"confirmation": email.upper()})).status_code == 204
    assert problem(await guest.get("/v1/me")) == "authentication-required"
    user = await erased(app, user_id)
    assert (user.name, user.email, user.password_hash) == (None, f"{user_id}@erased.invalid".lower(), "-")
    async with all_seeing(app).transaction() as session:
        for table in (Session, Device):
            kept = await session.scalar(select(func.count()).where(table.user_id == user_id))
            assert kept == 0
        evidence = select(func.count()).where(Acceptance.user_id == user_id)
        assert await session.scalar(evidence), "what was accepted stays, and names an id alone"
        assert await session.scalar(select(func.count()).where(Departure.user_id == user_id)) == 1
        letters = await session.scalars(select(Mail.purpose).where(Mail.address == email))
        assert "account-closed" not in letters.all()
    members = (await boss.get("/v1/members")).json()["items"]
    assert user_id not in [member["user_id"] for member in members]
    async with Caller(app, headers=BROWSER) as again:
        await registered_user(app, again, email)
        assert (await again.get("/v1/me")).json()["id"] != user_id, "the address is free"


async def test_an_owner_transfers_or_deletes_first(app: FastAPI, boss: Owner) -> None:
    me = (await boss.get("/v1/me")).json()
    refused = await boss.post(CLOSING, json={"confirmation": boss.email})
    assert (refused.status_code, problem(refused)) == (409, "account-in-use")
    assert [error["code"] for error in refused.json()["errors"]] == ["owns_business"]
    assert (await boss.get(CLOSING)).json()["obstacles"] == ["owns_business"]
    async with all_seeing(app).transaction() as session:
        ended = update(Business).where(Business.id == boss.business_id)
        await session.execute(ended.values(standing="blocked"))
    assert (await boss.post(CLOSING, json={"confirmation": boss.email})).status_code == 204
    user = await erased(app, me["id"])
    assert (user.email, user.password_hash) == (boss.email, "-"), "who contracted is known until the purge"
    signing_in = {"email": boss.email, "password": PASSWORD}
    async with Caller(app, headers=BROWSER) as caller:
        assert problem(await caller.post("/v1/sessions", json=signing_in)) == "credentials-refused"


async def test_staff_leave_first(app: FastAPI) -> None:
    agent = await staff_caller(app, "support")
    refused = await agent.post(CLOSING, json={"confirmation": agent.email})
    assert [error["code"] for error in refused.json()["errors"]] == ["works_for_holder"]
    await agent.aclose()


async def test_an_erasure_that_a_crash_kept_back_is_taken_up_again(app: FastAPI) -> None:
    async with Caller(app, headers=BROWSER) as caller:
        email = new_email()
        await registered_user(app, caller, email)
        user_id = (await caller.get("/v1/me")).json()["id"]
    async with all_seeing(app).transaction() as session:
        user = await session.get_one(User, user_id)
        user.closed_at = user.created_at
    await carry_on_closings(parts_of(app), datetime.now(UTC) + timedelta(minutes=2))
    assert (await erased(app, user_id)).name is None
