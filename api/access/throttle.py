"""Rate limits shared by all processes of the API, in PostgreSQL."""

import base64
import hmac
import math
from datetime import datetime

from pydantic import SecretStr
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from api.problems.kinds import Kind
from api.problems.problem import Problem
from models import Throttle
from models.database import Database
from models.scope import UPKEEP, Scope
from terms.access import Limit, spend


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
            raise Problem(Kind.TOO_MANY_REQUESTS, retry_after=max(1, math.ceil(wait.total_seconds())))
        return math.ceil((until - now) / limit.cost)

    async def forget(self, what: str, *parts: str | None) -> None:
        """Gives all attempts back, after one that proved to be rightful."""
        key = self._key(what, parts)
        async with self._database.transaction(Scope.of_credential(key)) as session:
            await session.execute(delete(Throttle).where(Throttle.key == key))

    async def sweep(self, now: datetime) -> None:
        """Removes limits that are worked off."""
        async with self._database.transaction(UPKEEP) as session:
            await session.execute(delete(Throttle).where(Throttle.spent_until < now))

    def _key(self, what: str, parts: tuple[str | None, ...]) -> str:
        named = "\x1f".join([what, *(part or "" for part in parts)])
        return hmac.digest(self._secret, named.encode(errors="replace"), "sha256").hex()
