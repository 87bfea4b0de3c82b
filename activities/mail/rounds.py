"""Rounds of mails to many: what stops one stops no other."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from random import SystemRandom
from typing import TypeVar

from temporalio.exceptions import ApplicationError

from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder
from activities.mail.second_address import to_second_address

AT_ONCE = 10
"""Mails under way at a time; the provider's rate is kept besides."""
AWAY = 40
"""So many of them turned away in a row say that the provider is away."""
NOT_YET = "MailsNotYetTaken"
"""Error type: some could not be told now and are tried again."""
Whom = TypeVar("Whom")
Outcome = TypeVar("Outcome")


async def post_to_either(mailer: Mailer, order: MailOrder) -> bool:
    """Posts a notice to the owner of a controller, and to the second address where that refuses it for good.

    Says whether one took it; raises when it may be taken later.
    """
    return await mailer.post(order) or await mailer.post(to_second_address(order))


async def post_round(whom: Sequence[Whom], post: Callable[[Whom], Awaitable[Outcome]]) -> list[Outcome]:
    """What posting to each came to, in no order.

    Raises while some could not be told, once all were tried; it ends early when the provider is away.
    Repeated, it goes in an order of its own each time, so that nobody waits for those that cannot be told.
    """
    waiting = list(whom)
    SystemRandom().shuffle(waiting)
    gate = asyncio.Semaphore(AT_ONCE)

    async def in_turn(one: Whom) -> Outcome:
        async with gate:
            return await post(one)

    done: list[Outcome] = []
    why: set[str] = set()
    for first in range(0, len(waiting), AWAY):
        some = waiting[first : first + AWAY]
        outcomes = await asyncio.gather(*(in_turn(one) for one in some), return_exceptions=True)
        known = [outcome for outcome in outcomes if not isinstance(outcome, BaseException)]
        done += known
        why |= {type(outcome).__name__ for outcome in outcomes if isinstance(outcome, BaseException)}
        if not known:
            break
    if left := len(waiting) - len(done):
        raise ApplicationError(f"{left} could not be told yet: {', '.join(sorted(why))}", type=NOT_YET)
    return done
