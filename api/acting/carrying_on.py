"""Carrying on acts that were stored and cut short, by a crash or by a neighbour that was away."""

import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TypeVar

from api.problems.kinds import Kind
from api.problems.problem import Problem

log = logging.getLogger(__name__)
CUT_SHORT = timedelta(minutes=1)
"""What was stored that long ago and is not carried out is nobody's any more."""
AT_ONCE = 100
"""So many of a kind are carried on in a round of housekeeping."""
Act = TypeVar("Act")


async def carry_on_each(acts: Iterable[Act], carry_on: Callable[[Act], Awaitable[object]]) -> None:
    """Carries each on; one that is refused holds up none after it. Raises 503 while a neighbour is away."""
    for act in acts:
        try:
            await carry_on(act)
        except Problem as refusal:
            if refusal.kind is Kind.SERVICE_UNAVAILABLE:
                raise
            log.info("%s refused: %s", carry_on.__qualname__, refusal.kind.slug)


@contextmanager
def or_later() -> Iterator[None]:
    """For what follows an act that is stored and has been answered for: with a neighbour away, housekeeping
    does it.
    """
    try:
        yield
    except Problem as away:
        if away.kind is not Kind.SERVICE_UNAVAILABLE:
            raise
