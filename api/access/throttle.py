"""Rate limits shared by all processes of the API, in PostgreSQL."""

import base64
import hmac
import math
from datetime import datetime, timedelta

from pydantic import SecretStr
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from api.problems.kinds import Kind
from api.problems.problem import Problem
from models import Lockout, Throttle
from models.database import Database
from models.scope import UPKEEP, Scope
from terms.access import Limit, spend
from terms.guessing import LOGIN_WAITS, Tries, Waits, next_try


class Throttles:
    """Counts attempts per thing limited. Keys are keyed hashes: the table tells no address or IP."""

    def __init__(self, database: Database, secret: SecretStr) -> None:
        self._database = database
        self._secret = hmac.digest(base64.b64decode(secret.get_secret_value()), b"throttles", "sha256")

    async def attempt(self, limit: Limit, what: str, *parts: str | None, now: datetime) -> int:
        """Counts one attempt at `what` by `parts`. Raises 429 with `Retry-After` when none is left.

        Returns how many are not regained yet, this one included.
        """
        key = self._key(what, parts)
        async with self._database.transaction(Scope.of_credential(key)) as session:
            await session.execute(insert(Throttle).values(key=key, spent_until=now).on_conflict_do_nothing())
            row = await session.scalar(select(Throttle).where(Throttle.key == key).with_for_update())
            row_until = row.spent_until if row else None
            until, wait = spend(row_until, now, limit)
            if row is not None:
                row.spent_until = until
        if wait is not None:
            raise _later(wait)
        return math.ceil((until - now) / limit.cost)

    async def guess(self, waits: Waits, what: str, *parts: str | None, now: datetime) -> None:
        """Counts one try at guessing before it is looked at, so that tries at the same time all count.

        Raises 429 with `Retry-After` while it has to wait; `forgive` after one that was right.
        """
        key = self._key(what, parts)
        async with self._database.transaction(Scope.of_credential(key)) as session:
            await session.execute(
                insert(Lockout).values(key=key, tries=0, last_at=now).on_conflict_do_nothing()
            )
            row = await session.scalar(select(Lockout).where(Lockout.key == key).with_for_update())
            past = Tries(row.tries, row.last_at) if row and row.tries else None
            tries, wait = next_try(past, now, waits)
            if row is not None and tries is not None:
                row.tries, row.last_at = tries.count, tries.last_at
        if wait is not None:
            raise _later(wait)

    async def forgive(self, what: str, *parts: str | None) -> None:
        """Begins anew after a guess that was right."""
        key = self._key(what, parts)
        async with self._database.transaction(Scope.of_credential(key)) as session:
            await session.execute(delete(Lockout).where(Lockout.key == key))

    async def sweep(self, now: datetime) -> None:
        """Removes limits that are worked off, and waits that are forgotten."""
        async with self._database.transaction(UPKEEP) as session:
            await session.execute(delete(Throttle).where(Throttle.spent_until < now))
            await session.execute(delete(Lockout).where(Lockout.last_at < now - LOGIN_WAITS.forgotten_after))

    def _key(self, what: str, parts: tuple[str | None, ...]) -> str:
        named = "\x1f".join([what, *(part or "" for part in parts)])
        return hmac.digest(self._secret, named.encode(errors="replace"), "sha256").hex()


def _later(wait: timedelta) -> Problem:
    return Problem(Kind.TOO_MANY_REQUESTS, retry_after=max(1, math.ceil(wait.total_seconds())))
