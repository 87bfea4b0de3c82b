"""Password hashes: Argon2id, off the event loop, a few at a time because each takes 64 MiB."""

import asyncio
import secrets
from collections.abc import Callable
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

AT_ONCE = 2
Result = TypeVar("Result")


class Passwords:
    """Hashes and checks passwords, at most `AT_ONCE` at the same time."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._places = asyncio.Semaphore(AT_ONCE)
        self._nobodys: str | None = None

    async def hash(self, password: str) -> str:
        """The encoded hash, with its own salt."""
        return await self._apart(lambda: self._hasher.hash(password))

    async def matches(self, encoded: str | None, password: str) -> bool:
        """Whether the password is right. For an unknown user (`None`) it takes as long, and is wrong."""
        if encoded is None:
            await self._apart(lambda: self._verify(self._hash_of_nobody(), password))
            return False
        return await self._apart(lambda: self._verify(encoded, password))

    def _verify(self, encoded: str, password: str) -> bool:
        try:
            return self._hasher.verify(encoded, password)
        except (VerificationError, InvalidHashError):
            return False

    def _hash_of_nobody(self) -> str:
        if self._nobodys is None:
            self._nobodys = self._hasher.hash(secrets.token_urlsafe())
        return self._nobodys

    async def _apart(self, work: Callable[[], Result]) -> Result:
        async with self._places:
            return await asyncio.to_thread(work)
