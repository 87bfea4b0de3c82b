"""Waiting, in real time, for what has no event to wait for: workflows, servers, pages, other processes."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any


async def until(true: Callable[[], object], seconds: float = 30) -> None:
    """Waits until something is so. Raises `TimeoutError` when it does not become so."""

    async def ask() -> object:
        return true()

    await until_given(ask, seconds, pause=0.02)


async def until_given(ask: Callable[[], Awaitable[Any]], seconds: float = 60, *, pause: float = 0.1) -> Any:
    """Asks until the answer is something, and gives it. Raises `TimeoutError` when none comes."""
    async with asyncio.timeout(seconds):
        while True:
            if answer := await ask():
                return answer
            await asyncio.sleep(pause)
