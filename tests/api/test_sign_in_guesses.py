"""Guessing passwords is slow, and cannot be used to lock somebody out (contract M3, M7)."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update

from models import Device, Lockout, OrderedLetter, User
from tests.api.calling import (
    BROWSER,
    PASSWORD,
    Caller,
    all_seeing,
    new_email,
    problem,
    registered_user,
)
from tests.api.resets import reset_password

WRONG = "Equivocada-1"


async def signs_in(caller: Caller, email: str, password: str = PASSWORD) -> int:
    return (await caller.post("/v1/sessions", json={"email": email, "password": password})).status_code


@pytest.fixture
async def email(app: FastAPI) -> str:
    """Somebody who has just registered."""
    email = new_email()
    async with Caller(app) as caller:
        await registered_user(app, caller, email)
    return email


async def besieged(app: FastAPI, email: str) -> None:
    """Guesses from many places, until the address takes none from strangers."""
    for _ in range(20):
        async with Caller(app) as stranger:
            for _ in range(5):
                if await signs_in(stranger, email, WRONG) == 429:
                    return
    pytest.fail("guessing is not limited")


async def test_a_siege_does_not_keep_out_a_browser_the_user_signed_in_from(app: FastAPI, email: str) -> None:
    async with Caller(app, headers=BROWSER) as known:
        assert await signs_in(known, email) == 201
        await known.delete("/v1/sessions/current")
        await besieged(app, email)
        assert await signs_in(known, email) == 201
        async with Caller(app) as stranger:
            assert await signs_in(stranger, email) == 429


async def test_a_siege_is_passed_by_resetting_the_password(app: FastAPI, email: str) -> None:
    await besieged(app, email)
    async with Caller(app, headers=BROWSER) as new:
        assert await signs_in(new, email) == 429
        await reset_password(app, new, email, "Otra-frase-larga-8")
        assert await signs_in(new, email, "Otra-frase-larga-8") == 201


async def test_the_neighbour_of_a_guesser_signs_in(app: FastAPI, email: str) -> None:
    """At the same address of the network, such as an office's; from a browser of one's own."""
    async with Caller(app, headers=BROWSER) as neighbour:
        assert await signs_in(neighbour, email) == 201
        async with Caller(app) as guesser:
            guesser._transport = neighbour._transport
            answers = [await signs_in(guesser, new_email(), WRONG) for _ in range(101)]
            assert answers[-1] == 429
        assert await signs_in(neighbour, email) == 201


async def test_a_known_browser_has_no_more_guesses_than_a_stranger(app: FastAPI, email: str) -> None:
    async with Caller(app) as known:
        await signs_in(known, email)
        answers = [await signs_in(known, email, WRONG) for _ in range(6)]
        assert answers == [401] * 5 + [429]
        async with Caller(app) as other:
            assert await signs_in(other, email) == 201, "its guesses are its own"


async def test_one_users_browser_is_no_way_around_anothers_limits(app: FastAPI, email: str) -> None:
    other = new_email()
    async with Caller(app) as caller:
        await registered_user(app, caller, other)
        await signs_in(caller, other)
        await besieged(app, email)
        assert await signs_in(caller, email) == 429


async def test_waits_grow_and_a_right_password_ends_them(app: FastAPI, email: str) -> None:
    async with Caller(app) as caller:
        for _ in range(5):
            await signs_in(caller, email, WRONG)
        for minutes in (1, 2, 4):
            refused = await caller.post("/v1/sessions", json={"email": email, "password": PASSWORD})
            assert problem(refused) == "too-many-requests"
            assert 0 < int(refused.headers["retry-after"]) - 60 * (minutes - 1) <= 60
            async with all_seeing(app).transaction() as session:
                newest = select(func.max(Lockout.last_at)).scalar_subquery()
                await session.execute(
                    update(Lockout)
                    .where(Lockout.last_at == newest)
                    .values(last_at=datetime.now(UTC) - timedelta(minutes=minutes))
                )
            if minutes < 4:
                assert await signs_in(caller, email, WRONG) == 401
        assert await signs_in(caller, email) == 201
        assert await signs_in(caller, email, WRONG) == 401


async def test_guesses_at_the_same_time_all_count(app: FastAPI, email: str) -> None:
    async with Caller(app) as caller:
        answers = await asyncio.gather(*(signs_in(caller, email, WRONG) for _ in range(12)))
    assert sorted(answers) == [401] * 5 + [429] * 7


async def test_the_tables_tell_neither_address_nor_token(app: FastAPI, email: str) -> None:
    async with Caller(app) as caller:
        await signs_in(caller, email)
        token = caller.cookies["rubrica_device"]
        async with all_seeing(app).transaction() as session:
            kept = [str(vars(row)) for row in await session.scalars(select(Lockout))]
            kept += [str(vars(row)) for row in await session.scalars(select(Device))]
        assert not [row for row in kept if email in row or token in row or caller.ip in row]


async def test_a_sign_in_from_an_unknown_browser_is_told_by_mail(app: FastAPI) -> None:
    email = new_email()

    async def told() -> int:
        async with all_seeing(app).transaction() as session:
            count = await session.scalar(
                select(func.count())
                .select_from(OrderedLetter)
                .join(User, User.id == OrderedLetter.user_id)
                .where(User.email == email, OrderedLetter.purpose == "new-device")
            )
        return count or 0

    async with Caller(app) as first, Caller(app, headers={"user-agent": "Otro/2"}) as second:
        await registered_user(app, first, email)
        await signs_in(first, email)
        assert await told() == 0, "the browser one registers in is no news"
        await signs_in(second, email)
        assert await told() == 1
        await signs_in(second, email)
        await signs_in(first, email)
        assert await told() == 1
    async with all_seeing(app).transaction() as session:
        letter = await session.scalar(select(OrderedLetter).order_by(OrderedLetter.id.desc()).limit(1))
    assert letter is not None
    assert letter.words == {"ip": second.ip, "user_agent": "Otro/2"}
    assert letter.posted_at is not None


async def test_people_of_one_browser_are_each_known_in_it(app: FastAPI, email: str) -> None:
    other = new_email()
    async with Caller(app) as shared:
        await registered_user(app, shared, other)
        for address in (email, other, email):
            assert await signs_in(shared, address) == 201
        await besieged(app, email)
        await besieged(app, other)
        assert [await signs_in(shared, address) for address in (email, other)] == [201, 201]


async def test_a_strange_cookie_is_as_good_as_none(app: FastAPI, email: str) -> None:
    for cookie in ("x", "....", "ñ" * 10, "a." * 2000):
        async with Caller(app, headers={"cookie": f"rubrica_device={cookie}".encode()}) as caller:
            assert await signs_in(caller, email) == 201
