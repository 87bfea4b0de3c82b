"""Erases a person over all envelopes: destroys what need not be kept, blocks the rest (GDPR art. 17)."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.clock import now
from activities.retention.dates import holds_of
from activities.subjects.destroying import (
    Destroyed,
    destroy_beside_evidence,
    destroy_signer,
    destroy_traces,
)
from activities.subjects.elsewhere import left_elsewhere
from activities.subjects.finding import addresses_of, is_theirs
from activities.subjects.former import naming_ever
from activities.subjects.messages import ErasureOutcome
from activities.subjects.texts import all_texts_of, redact_texts, texts_naming
from activities.vault.vault import Vault
from models import Envelope, Signer, SubjectMeasure, SubjectPlace
from models.database import Database
from terms.envelope import EnvelopeState, SignerState
from terms.retention import evidence_kept_until
from terms.subjects import (
    LEFT_BY,
    NAME,
    REDACT_TEXTS,
    KeptReason,
    MeasureKind,
    MeasureState,
    kept_because,
    look_again_at,
)

FINISHED = "finished"
"""The step of an envelope for which nothing is done any more."""
DESTROYED, KEPT = "destroyed", "kept"


class Erasure:
    """Goes through a person's envelopes, each in a transaction of its own. `zone` is the holder's."""

    def __init__(self, database: Database, vault: Vault, zone: str) -> None:
        self._database = database
        self._vault = vault
        self._zone = zone

    @activity.defn(name="Erase data subject")
    async def erase(self, measure_id: str) -> ErasureOutcome:
        """Destroys what can be destroyed now. Repeated, it goes on where it was.

        Objects go before the row says so: what a crash leaves is found again by its rows.
        """
        await self._remove_exports(measure_id)
        for signer_id in await self._open_places(measure_id):
            await self._erase(measure_id, signer_id)
            activity.heartbeat(signer_id)
        return await self._conclude(measure_id)

    async def _remove_exports(self, measure_id: str) -> None:
        """What was exported of the person and can still be fetched."""
        async with self._database.transaction() as session:
            measure = await session.get_one(SubjectMeasure, measure_id)
            emails = await _emails(session, measure)
            rows = await session.scalars(
                select(SubjectMeasure)
                .where(
                    SubjectMeasure.business_id == measure.business_id,
                    func.lower(SubjectMeasure.email).in_(emails),
                    SubjectMeasure.kind == MeasureKind.EXPORT.value,
                    SubjectMeasure.ended_at.is_(None),
                )
                .with_for_update()
            )
            for export in rows:
                export.state, export.ended_at = MeasureState.ENDED.value, now()
                if export.object_key is not None:
                    await self._vault.delete(export.business_id, export.object_key)

    async def _open_places(self, measure_id: str) -> Sequence[str]:
        async with self._database.transaction() as session:
            measure = await session.get_one(SubjectMeasure, measure_id, with_for_update=True)
            measure.begun_at = measure.begun_at or now()
            if measure.email is not None:  # forgotten once all was concluded: what was found then stands
                measure.elsewhere = await left_elsewhere(session, measure, now())
            rows = await session.scalars(
                select(SubjectPlace.signer_id)
                .where(
                    SubjectPlace.measure_id == measure_id, SubjectPlace.outcome.is_distinct_from(DESTROYED)
                )
                .order_by(SubjectPlace.signer_id)
            )
            return rows.all()

    async def _erase(self, measure_id: str, signer_id: str) -> None:
        async with self._database.transaction() as session:
            measure = await session.get_one(SubjectMeasure, measure_id, with_for_update=True)
            place = await session.get_one(SubjectPlace, (measure_id, signer_id), with_for_update=True)
            signer = await session.get(Signer, signer_id, with_for_update=True)
            if signer is None:
                place.outcome, place.released_at = DESTROYED, now()
                return
            envelope = await session.get_one(Envelope, signer.envelope_id, with_for_update=True)
            done = await self._decide(session, measure, place, signer, envelope)
            for object_key in done.objects:
                await self._vault.delete(measure.business_id, object_key)
            counts = done.counts + Counter(objects=len(done.objects))
            measure.facts = _added(measure.facts, counts)

    async def _decide(
        self,
        session: AsyncSession,
        measure: SubjectMeasure,
        place: SubjectPlace,
        signer: Signer,
        envelope: Envelope,
    ) -> Destroyed:
        emails = await _emails(session, measure)
        theirs = is_theirs(signer, emails)
        reason = await self._reason(session, measure, signer, envelope, theirs=theirs)
        if reason is not None:
            first = place.reason != reason.value
            place.outcome, place.reason = KEPT, reason.value
            place.kept_until = None
            if reason is KeptReason.SIGNED_EVIDENCE and envelope.finished_at is not None:
                place.kept_until = evidence_kept_until(envelope.finished_at, self._zone)
                if first and theirs:
                    return await destroy_beside_evidence(session, signer)
            return Destroyed()
        place.outcome, place.reason, place.kept_until = DESTROYED, None, None
        person = await naming_ever(session, signer, emails, _names_of(measure))
        if envelope.state != EnvelopeState.DRAFT.value:
            place.released_at = now()
        if theirs:
            done = await destroy_signer(session, place, signer, envelope)
        else:
            done = await destroy_traces(session, place, signer, emails)
        done.counts["texts"] += await _see_to_texts(session, measure, place, envelope, person)
        return done

    async def _reason(
        self,
        session: AsyncSession,
        measure: SubjectMeasure,
        signer: Signer,
        envelope: Envelope,
        *,
        theirs: bool,
    ) -> KeptReason | None:
        holds = await holds_of(session, measure.business_id)
        if any(hold.released_at is None for hold in holds):
            return KeptReason.LEGAL_HOLD
        state = EnvelopeState(envelope.state)
        signed = signer.state == SignerState.SIGNED.value if theirs else state is EnvelopeState.COMPLETED
        return kept_because(
            state,
            signed=signed,
            at_rest=envelope.step == FINISHED,
            finished_at=envelope.finished_at,
            now=now(),
        )

    async def _conclude(self, measure_id: str) -> ErasureOutcome:
        async with self._database.transaction() as session:
            measure = await session.get_one(SubjectMeasure, measure_id, with_for_update=True)
            kept = await session.scalars(
                select(SubjectPlace).where(
                    SubjectPlace.measure_id == measure_id, SubjectPlace.outcome == KEPT
                )
            )
            again = look_again_at([place.kept_until for place in kept], now())
            if again is not None:
                measure.state = MeasureState.IN_FORCE.value
                return ErasureOutcome(again)
            await _forget_address(session, measure, now())
            return ErasureOutcome(None)


async def _emails(session: AsyncSession, measure: SubjectMeasure) -> frozenset[str]:
    """All addresses of the person."""
    return await addresses_of(session, measure.business_id, measure.email or "")


def _names_of(measure: SubjectMeasure) -> list[str]:
    """What the controller says that the person is called, where nothing tells it any more."""
    name = (measure.details or {}).get(NAME)
    return [] if name is None else [str(name)]


async def _see_to_texts(
    session: AsyncSession,
    measure: SubjectMeasure,
    place: SubjectPlace,
    envelope: Envelope,
    person: re.Pattern[str],
) -> int:
    """What others wrote into the envelope about the person: redacted unless the controller chose otherwise.

    What names them still is told. Says how many texts were redacted. Nothing that is sealed has them but the
    certificate, which is destroyed.
    """
    texts = await all_texts_of(session, envelope, place.signer_id)
    named = texts_naming(texts, person)
    if (measure.details or {}).get(REDACT_TEXTS):
        redact_texts(texts, person)
    left = texts_naming(texts, person)
    place.texts = [text.value for text in left] or None
    first = (measure.details or {}).get(LEFT_BY)
    if first is not None:
        await session.execute(
            update(SubjectPlace)
            .where(SubjectPlace.measure_id == first, SubjectPlace.signer_id == place.signer_id)
            .values(texts=place.texts)
        )
    return len(named) - len(left)


def _added(facts: dict[str, object] | None, counts: Counter[str]) -> dict[str, object]:
    before = Counter({name: int(str(count)) for name, count in (facts or {}).items()})
    before.update({name: count for name, count in counts.items() if count})
    return dict(before)


async def _forget_address(session: AsyncSession, measure: SubjectMeasure, at: datetime) -> None:
    """The measure has ended; no measure about the person names them any more, by this address or another that
    it was put in the place of.
    """
    measure.state, measure.ended_at = MeasureState.ENDED.value, measure.ended_at or at
    if measure.email is None:
        return
    emails = await _emails(session, measure)
    other = exists().where(
        SubjectPlace.measure_id == SubjectMeasure.id,
        SubjectPlace.outcome == KEPT,
        SubjectMeasure.kind == MeasureKind.ERASURE.value,
    )
    await session.execute(
        update(SubjectMeasure)
        .where(
            SubjectMeasure.business_id == measure.business_id,
            or_(
                func.lower(SubjectMeasure.email).in_(emails),
                func.lower(SubjectMeasure.details["email"].astext).in_(emails),
            ),
            ~other,
        )
        .values(email=None, details=None)
    )
