"""Signing in by password: each guess counted before it is looked at (contract M3, M7)."""

from datetime import datetime

from sqlalchemy import select

from api.access.devices import Browser, known_device
from api.acting.signing_in import Reception
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from models import Device, User
from models.database import enter
from models.scope import Scope
from terms.access import LOGIN_PER_ADDRESS, LOGIN_PER_ORIGIN
from terms.guessing import LOGIN_WAITS, network_of

_PAIR, _ADDRESS, _ORIGIN, _DEVICE = "login", "login-address", "login-origin", "login-device"


async def user_by_password(reception: Reception, email: str, password: str) -> str:
    """The user whose address and password these are.

    Raises 401 without telling which of them is wrong, 429 when guesses have to wait. A browser that the user
    has signed in from before has guesses of its own, so that nobody else's can keep it out.
    """
    email = email.lower()
    parts, browser, now = reception.parts, reception.browser, reception.at
    user, device = await _found(parts, email, browser, now)
    if user is not None:
        reception.journal.about(user.id)
    network = network_of(browser.origin.ip)
    guess = (_DEVICE, device.id) if device else (_PAIR, email, network)
    if device is None:
        await parts.throttles.attempt(LOGIN_PER_ORIGIN, _ORIGIN, network, now=now)
        await parts.throttles.guess(LOGIN_WAITS, *guess, now=now)
        await parts.throttles.attempt(LOGIN_PER_ADDRESS, _ADDRESS, email, now=now)
    else:
        await parts.throttles.guess(LOGIN_WAITS, *guess, now=now)
    is_right = await parts.passwords.matches(user.password_hash if user else None, password)
    if user is None or not is_right:
        raise Problem(Kind.CREDENTIALS_REFUSED)
    await parts.throttles.forgive(*guess)
    return user.id


async def _found(
    parts: Parts, email: str, browser: Browser, now: datetime
) -> tuple[User | None, Device | None]:
    async with parts.database.transaction(Scope.of_mailbox(email)) as session:
        user = await session.scalar(select(User).where(User.email == email))
        user_id = user.id if user else ""
        await enter(session, Scope.of_person(user_id))
        return user, await known_device(session, user_id, browser, now)
