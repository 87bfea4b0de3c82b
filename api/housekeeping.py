"""What the API does by itself: removes what is no longer needed, and tells what a crash left untold."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from activities.evidence.holder import holder_from_settings
from activities.processing.holder import publish_holder
from api.access.passkeys import forget_challenges
from api.acting.account_closing import carry_on_closings
from api.acting.answering_invitations import forget_stray_answers
from api.acting.breaches import carry_on_breaches
from api.acting.business_deletion import carry_on_deletions
from api.acting.data_subjects import carry_on_measures
from api.acting.departing import carry_on_departures
from api.acting.disclosures import carry_on_notices
from api.acting.evidence_packs import carry_on_packs
from api.acting.exports import carry_on_exports
from api.acting.instructions import carry_on_instructions
from api.acting.letters import post_left_behind
from api.acting.misuse import carry_on_decisions, carry_on_reports
from api.acting.misuse_appeals import carry_on_appeals
from api.acting.rights_requests import carry_on_requests
from api.acting.staff_leaving import carry_on_leaving
from api.acting.subscriptions import carry_on_declarations
from api.frame.context import now
from api.parts import Parts
from api.problems.problem import Problem
from api.routes.webhooks import tell_payments, tell_undelivered

log = logging.getLogger(__name__)
EVERY_SECONDS = 300


async def keep_house(parts: Parts) -> None:
    """Runs until cancelled."""
    while True:
        await sweep(parts)
        await asyncio.sleep(EVERY_SECONDS)


async def sweep(parts: Parts) -> None:
    """One round. A step that fails, be it for a neighbour that is away or for a row nobody foresaw, is tried
    again in the next round, and holds up no other.
    """
    for name, step in STEPS.items():
        try:
            await step(parts, now())
        except (SQLAlchemyError, Problem) as error:
            log.warning("%s put off: %s", name, type(error).__name__)
        except Exception:
            log.exception("%s failed", name)


async def _publish(parts: Parts, at: datetime) -> None:
    """Again, in case the database was away at the process's start."""
    await parts.texts.publish(at)
    await publish_holder(parts.database, holder_from_settings(parts.settings), at)


async def _forget(parts: Parts, at: datetime) -> None:
    await parts.throttles.sweep(at)
    await parts.captcha.sweep(at)
    await parts.answers.sweep(at)
    await forget_challenges(parts, at)


async def _tell_mail_events(parts: Parts, _: datetime) -> None:
    if parts.mail_events is not None:
        await tell_undelivered(parts.engine, parts.mail_events, await parts.mail_events.sweep())


async def _tell_gateway_events(parts: Parts, _: datetime) -> None:
    if parts.gateway_events is not None:
        await tell_payments(parts.engine, parts.gateway_events, await parts.gateway_events.sweep())


STEPS: Mapping[str, Callable[[Parts, datetime], Awaitable[None]]] = {
    "texts and holder": _publish,
    "what is spent": _forget,
    "departures": carry_on_departures,
    "stray answers": lambda parts, _: forget_stray_answers(parts),
    "letters": post_left_behind,
    "declarations": carry_on_declarations,
    "deletions": lambda parts, _: carry_on_deletions(parts),
    "closings": carry_on_closings,
    "exports": carry_on_exports,
    "measures": carry_on_measures,
    "evidence packs": carry_on_packs,
    "instructions": carry_on_instructions,
    "reports": carry_on_reports,
    "decisions about misuse": carry_on_decisions,
    "appeals": carry_on_appeals,
    "rights requests": carry_on_requests,
    "breaches": carry_on_breaches,
    "staff who leave": carry_on_leaving,
    "notices": carry_on_notices,
    "mail events": _tell_mail_events,
    "gateway events": _tell_gateway_events,
}
