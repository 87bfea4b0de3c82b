"""Rectifies a person: corrects what is open, notes it beside what is signed (GDPR art. 16)."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.clock import now
from activities.commands import Command, WorkflowCommands
from activities.records.ledger import EventDraft, append_events
from activities.subjects.former import remember_former
from activities.subjects.messages import RectificationOrder
from models import Act, Envelope, Signer, SubjectMeasure, SubjectPlace
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.envelope import EnvelopeState, SignerState
from terms.evidence import ActorKind, EventKind
from terms.subjects import MeasureState

CORRECT = "correct_signer"
"""The update of an envelope's workflow."""
CORRECTED, NOTED = "corrected", "noted"


class Rectifications:
    """A signed document cannot change: what is right is noted in its evidence, which goes with it."""

    def __init__(self, database: Database, commands: WorkflowCommands) -> None:
        self._database = database
        self._commands = commands

    @activity.defn(name="Rectify data subject")
    async def rectify(self, order: RectificationOrder) -> None:
        """Goes through the person's envelopes, each once. Repeated, it goes on where it was."""
        for signer_id in await self._open_places(order.measure_id):
            command = await self._rectify(order, signer_id)
            taken = await self._commands.ask([command]) if command else 1
            await self._conclude(order.measure_id, signer_id, taken=bool(taken), asked=command is not None)
        async with self._database.transaction() as session:
            measure = await session.get_one(SubjectMeasure, order.measure_id, with_for_update=True)
            measure.state, measure.ended_at = MeasureState.ENDED.value, measure.ended_at or now()

    async def _open_places(self, measure_id: str) -> Sequence[str]:
        async with self._database.transaction() as session:
            measure = await session.get_one(SubjectMeasure, measure_id, with_for_update=True)
            measure.begun_at = measure.begun_at or now()
            rows = await session.scalars(
                select(SubjectPlace.signer_id)
                .where(SubjectPlace.measure_id == measure_id, SubjectPlace.outcome.is_(None))
                .order_by(SubjectPlace.signer_id)
            )
            return rows.all()

    async def _rectify(self, order: RectificationOrder, signer_id: str) -> Command | None:
        """Notes it, or corrects a draft; for what waits for signatures, what its workflow is to be asked."""
        async with self._database.transaction() as session:
            measure = await session.get_one(SubjectMeasure, order.measure_id, with_for_update=True)
            signer = await session.get(Signer, signer_id, with_for_update=True)
            if signer is None:
                return None
            remember_former(measure, signer)
            envelope = await session.get_one(Envelope, signer.envelope_id)
            right = _right(measure)
            if envelope.state == EnvelopeState.DRAFT.value:
                signer.name, signer.email = right.get("name", signer.name), right.get("email", signer.email)
                return None
            if envelope.state == EnvelopeState.SENT.value and signer.state != SignerState.SIGNED.value:
                act_id = await _act(session, measure, signer, right)
                act = {"user_id": measure.asked_by, "signer_id": signer.id, "act_id": act_id}
                return Command(order.prefix + envelope.id, CORRECT, act_id, act)
            await _note(session, measure, signer)
            return None

    async def _conclude(self, measure_id: str, signer_id: str, *, taken: bool, asked: bool) -> None:
        """A correction that the workflow did not take (they signed meanwhile) is noted beside it."""
        async with self._database.transaction() as session:
            measure = await session.get_one(SubjectMeasure, measure_id)
            place = await session.get_one(SubjectPlace, (measure_id, signer_id), with_for_update=True)
            signer = await session.get(Signer, signer_id)
            if not taken and signer is not None:
                await _note(session, measure, signer)
            envelope = await session.get(Envelope, place.envelope_id)
            is_draft = envelope is not None and envelope.state == EnvelopeState.DRAFT.value
            place.outcome = CORRECTED if is_draft or (asked and taken) else NOTED


def _right(measure: SubjectMeasure) -> dict[str, str]:
    """What is right instead."""
    details = measure.details or {}
    return {name: str(details[name]) for name in ("name", "email") if details.get(name)}


async def _act(session: AsyncSession, measure: SubjectMeasure, signer: Signer, right: dict[str, str]) -> str:
    """The stored act of the correction: the same one each time."""
    known = await session.scalar(
        select(Act.id).where(Act.signer_id == signer.id, Act.details["measure_id"].astext == measure.id)
    )
    if known is not None:
        return known
    act_id = new_id(Prefix.ACT)
    await session.execute(
        insert(Act).values(
            id=act_id,
            envelope_id=signer.envelope_id,
            kind="correct",
            signer_id=signer.id,
            user_id=measure.asked_by,
            details=right | {"measure_id": measure.id},
            received_at=measure.asked_at,
        )
    )
    return act_id


async def _note(session: AsyncSession, measure: SubjectMeasure, signer: Signer) -> None:
    """In the chain of evidence, once."""
    event = EventDraft(
        key=f"{EventKind.SIGNER_RECTIFIED.value}:{measure.id}:{signer.id}",
        kind=EventKind.SIGNER_RECTIFIED,
        at=now(),
        actor=ActorKind.SENDER,
        actor_id=measure.asked_by,
        data={"signer_id": signer.id, "measure_id": measure.id},
        personal=_right(measure) | {"words": (measure.details or {}).get("words")},
    )
    await append_events(session, signer.envelope_id, [event])
