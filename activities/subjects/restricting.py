"""Restricting the processing of a person's envelopes, and releasing them (GDPR art. 18, 21)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.clock import now
from activities.commands import Command, WorkflowCommands
from activities.subjects.blocked import GROUND, is_restricted
from models import Business, Envelope, SubjectMeasure, SubjectPlace
from models.database import Database
from terms.envelope import EnvelopeState
from terms.subjects import MeasureState
from terms.subscription import EnvelopeEffect, envelope_effect


@dataclass(frozen=True)
class RestrictionOrder:
    """Lets the envelopes of a measure follow it. `step` makes a repeated command the same update.

    `prefix` is that of envelopes' workflow ids.
    """

    measure_id: str
    step: str
    prefix: str


class Restrictions:
    """Pauses what a measure restricts; lets go on what nothing else holds."""

    def __init__(self, database: Database, commands: WorkflowCommands) -> None:
        self._database = database
        self._commands = commands

    @activity.defn(name="Restrict envelopes")
    async def restrict(self, order: RestrictionOrder) -> int:
        """Pauses the envelopes under way; how many took it. From its rows on nobody can sign anyway."""
        async with self._database.transaction() as session:
            measure = await session.get_one(SubjectMeasure, order.measure_id, with_for_update=True)
            measure.begun_at = measure.begun_at or now()
            if measure.state == MeasureState.UNDER_WAY.value:
                measure.state = MeasureState.IN_FORCE.value
            wanted = await _under_way(session, order.measure_id, paused=False)
        return await self._ask(order, EnvelopeEffect.PAUSE, wanted)

    @activity.defn(name="Release envelopes")
    async def release(self, order: RestrictionOrder) -> int:
        """Ends the restriction; what neither another one nor the contract holds goes on (S16)."""
        async with self._database.transaction() as session:
            measure = await session.get_one(SubjectMeasure, order.measure_id, with_for_update=True)
            at = measure.ended_at or now()
            measure.state, measure.ended_at = MeasureState.ENDED.value, at
            await session.execute(
                update(SubjectPlace)
                .where(SubjectPlace.measure_id == order.measure_id, SubjectPlace.released_at.is_(None))
                .values(released_at=at)
            )
            business = await session.get(Business, measure.business_id)
            goes_on = business and envelope_effect(business.current_standing) is EnvelopeEffect.RESUME
            wanted = await _under_way(session, order.measure_id, paused=True) if goes_on else []
        return await self._ask(order, EnvelopeEffect.RESUME, wanted)

    async def _ask(self, order: RestrictionOrder, effect: EnvelopeEffect, envelope_ids: Sequence[str]) -> int:
        act = {"ground": GROUND, "act_id": None}
        return await self._commands.ask(
            [
                Command(
                    order.prefix + envelope_id,
                    effect.value,
                    f"{order.measure_id}:{order.step}:{effect.value}",
                    act,
                )
                for envelope_id in envelope_ids
            ]
        )


async def _under_way(session: AsyncSession, measure_id: str, *, paused: bool) -> Sequence[str]:
    """Envelopes of the measure that wait for signatures, held by nothing any more where they are paused."""
    here = exists().where(SubjectPlace.measure_id == measure_id, SubjectPlace.envelope_id == Envelope.id)
    query = select(Envelope.id).where(
        here, Envelope.state == EnvelopeState.SENT.value, Envelope.paused == paused
    )
    if paused:
        query = query.where(~is_restricted())
    return (await session.scalars(query.order_by(Envelope.id))).all()
