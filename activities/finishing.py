"""What an activity has begun with a provider is recorded, even when the activity is cancelled meanwhile."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

Outcome = TypeVar("Outcome")


async def to_its_end(attempt: Coroutine[Any, Any, Outcome]) -> Outcome:
    """Lets an attempt that has begun be recorded before a cancellation takes effect."""
    task = asyncio.create_task(attempt)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise
