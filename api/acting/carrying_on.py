"""Carrying on acts that were stored and cut short, by a crash or by a neighbour that was away."""

import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import InstrumentedAttribute

from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from models.scope import UPKEEP

log = logging.getLogger(__name__)
CUT_SHORT = timedelta(minutes=1)
"""What was stored that long ago and is not carried out is nobody's any more."""
CARRIED_FOR = timedelta(days=7)
"""Longer than any absence of the workflow engine; older ones are not asked about for ever."""
AT_ONCE = 100
"""So many are read at a time; where one can be stuck, no more are tried in a round."""
AWAY = 3
"""So many in a row that are not answered say that the neighbour is away, not that one workflow is stuck."""
Act = TypeVar("Act")


async def carry_on_each(acts: Iterable[Act], carry_on: Callable[[Act], Awaitable[object]]) -> None:
    """Carries each on; one that is refused, or whose workflow is stuck, holds up none after it.

    Raises 503 when all, or so many in a row, say that a neighbour is away.
    """
    each, away = list(acts), 0
    for act in each:
        try:
            await carry_on(act)
            away = 0
        except Problem as problem:
            is_away = problem.kind is Kind.SERVICE_UNAVAILABLE
            away = away + 1 if is_away else 0
            if away == min(AWAY, len(each)):
                raise
            log.info("%s: %s", carry_on.__qualname__, problem.kind.slug)
        except Exception:
            away = 0
            log.exception("%s failed", carry_on.__qualname__)


@dataclass(frozen=True)
class Entered:
    """Rows whose workflow is started once they are stored, and that say nothing of whether it was.

    Those of longer ago than `window` are not asked about any more; without one, all that are open are.
    """

    id: InstrumentedAttribute[str]
    at: InstrumentedAttribute[Any]
    is_open: ColumnElement[bool]
    window: timedelta | None = CARRIED_FOR


async def carry_on_entered(
    parts: Parts, entered: Entered, begin: Callable[[str], Awaitable[object]], at: datetime
) -> None:
    """Begins the workflow of each that was entered and is open; one that is there stays as it is."""
    after = ""
    while left := await _entered(parts, entered, after, at):
        await carry_on_each(left, begin)
        after = left[-1]


async def _entered(parts: Parts, entered: Entered, after: str, at: datetime) -> list[str]:
    async with parts.database.transaction(UPKEEP) as session:
        rows = await session.scalars(
            select(entered.id)
            .where(entered.is_open, entered.at < at - CUT_SHORT, entered.id > after)
            .where(true() if entered.window is None else entered.at > at - entered.window)
            .order_by(entered.id)
            .limit(AT_ONCE)
        )
        return list(rows)


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
