"""What the API does by itself: removes what is no longer needed, and tells what a crash left untold."""

import asyncio
import logging
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from api.access.passkeys import forget_challenges
from api.acting.answering_invitations import forget_stray_answers
from api.acting.departing import tell, untold_departures
from api.acting.letters import post_left_behind
from api.acting.subscriptions import carry_on_declarations
from api.frame.context import now
from api.parts import Parts
from api.problems.problem import Problem
from api.routes.webhooks import tell_payments, tell_undelivered

log = logging.getLogger(__name__)
EVERY_SECONDS = 300


async def keep_house(parts: Parts) -> None:
    """Runs until cancelled. A neighbour that is away is tried again at the next round."""
    while True:
        try:
            await sweep(parts)
        except (SQLAlchemyError, Problem) as error:
            log.warning("housekeeping put off: %s", type(error).__name__)
        await asyncio.sleep(EVERY_SECONDS)


async def sweep(parts: Parts) -> None:
    """One round. The texts are archived again in case the database was away when the process started."""
    await parts.texts.publish(now())
    await parts.throttles.sweep(now())
    await parts.captcha.sweep(now())
    await parts.answers.sweep(now())
    for departure_id in await untold_departures(parts, now() - timedelta(seconds=EVERY_SECONDS)):
        await tell(parts, departure_id)
    await forget_stray_answers(parts)
    await post_left_behind(parts, now())
    await forget_challenges(parts, now())
    await carry_on_declarations(parts, now())
    if parts.mail_events is not None:
        await tell_undelivered(parts.engine, parts.mail_events, await parts.mail_events.sweep())
    if parts.gateway_events is not None:
        await tell_payments(parts.engine, parts.gateway_events, await parts.gateway_events.sweep())
