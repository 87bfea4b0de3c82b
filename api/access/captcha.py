"""Proof of work before a stranger's form is read (contract M6): ALTCHA, on this service alone.

The browser derives keys until one begins as asked; nobody is shown a picture, tracked, or asked anything. A
challenge is signed, ends, and is good for one request. Who asks for many gets harder ones.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
from datetime import datetime
from typing import Any

import altcha
from pydantic import SecretStr
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from starlette.requests import Request

from api.access.throttle import Throttles
from api.frame.context import now as instant
from api.problems.kinds import Kind
from api.problems.problem import Problem
from models import CaptchaUse
from models.database import Database
from models.scope import UPKEEP, Scope
from terms.captcha import (
    CHALLENGE_LIFE,
    CHALLENGES_PER_ORIGIN,
    COUNTER_LEAST,
    COUNTER_MOST,
    SOLUTION_KEPT,
    work_factor,
)
from terms.guessing import network_of

HEADER = "Rubrica-Captcha"
SOLUTION_LENGTH = 4096
ALGORITHM = "PBKDF2/SHA-256"


class Captcha:
    """Gives out challenges and takes each solution once."""

    def __init__(self, database: Database, throttles: Throttles, secret: SecretStr, cost: int) -> None:
        """`cost` is the number of iterations of one derivation for an origin that asks seldom."""
        self._database = database
        self._throttles = throttles
        self._cost = cost
        base = base64.b64decode(secret.get_secret_value())
        self._signing = hmac.digest(base, b"captcha", "sha256")
        self._solving = hmac.digest(base, b"captcha solution", "sha256")

    async def challenge(self, ip: str | None, now: datetime) -> dict[str, Any]:
        """A fresh challenge, harder the more an origin asked for. Raises 429 when it asks for too many."""
        asked = await self._throttles.attempt(CHALLENGES_PER_ORIGIN, "captcha", network_of(ip), now=now)
        made = await asyncio.to_thread(
            altcha.create_challenge,
            ALGORITHM,
            self._cost * work_factor(asked),
            counter=secrets.choice(range(COUNTER_LEAST, COUNTER_MOST + 1)),
            expires_at=now + CHALLENGE_LIFE,
            hmac_secret=self._signing,
            hmac_key_secret=self._solving,
        )
        challenge: dict[str, Any] = made.to_dict()
        return challenge

    async def require(self, request: Request) -> None:
        """Lets a request pass whose header holds a solution not used before, or used for this very request.

        Raises 403 without a solution, and for one that is wrong, late or used.
        """
        given = request.headers.get(HEADER)
        if given is None:
            raise Problem(Kind.CAPTCHA_REQUIRED)
        challenge, solved = self._solved(given)
        if challenge is None or not await self._is_first_use(challenge, _named(request), solved, instant()):
            raise Problem(Kind.CAPTCHA_REFUSED)

    def _solved(self, given: str) -> tuple[str | None, bool]:
        """The challenge of a solution, by its signature, and whether the solution is right and in time."""
        if len(given) > SOLUTION_LENGTH:
            return None, False
        result = altcha.verify_solution(given, self._signing, hmac_key_secret=self._solving)
        if not result.verified and not result.expired:
            return None, False
        signature = altcha.Payload.from_base64(given).challenge.signature
        return (signature if isinstance(signature, str) else None), result.verified

    async def _is_first_use(self, challenge: str, request_sha256: str, solved: bool, now: datetime) -> bool:
        async with self._database.transaction(Scope.of_credential(challenge)) as session:
            if solved:
                made = await session.execute(
                    insert(CaptchaUse)
                    .values(challenge=challenge, request_sha256=request_sha256, used_at=now)
                    .on_conflict_do_nothing()
                    .returning(CaptchaUse.challenge)
                )
                if made.first() is not None:
                    return True
            used_for = await session.scalar(
                select(CaptchaUse.request_sha256).where(CaptchaUse.challenge == challenge)
            )
        return used_for == request_sha256

    async def sweep(self, now: datetime) -> None:
        """Forgets uses of challenges that ended long ago."""
        async with self._database.transaction(UPKEEP) as session:
            await session.execute(delete(CaptchaUse).where(CaptchaUse.used_at < now - SOLUTION_KEPT))


def _named(request: Request) -> str:
    """What a solution is used for. A request without an `Idempotency-Key` is never the same again."""
    key = request.headers.get("idempotency-key") or secrets.token_hex(16)
    return hashlib.sha256(json.dumps([request.method, request.url.path, key]).encode()).hexdigest()
