"""Waiting, in real time, for what has no event to wait for."""

import asyncio
from collections.abc import Callable


async def until(true: Callable[[], object], seconds: float = 30) -> None:
    """Waits until something is so. Raises `TimeoutError` when it does not become so."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - workflows and other processes set no event of ours
            await asyncio.sleep(0.02)
