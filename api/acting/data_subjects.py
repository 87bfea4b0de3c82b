"""Asking for measures about a data subject: stored, then carried out by their workflow (contract P6)."""

import contextlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from activities.subjects.finding import addresses_of, earlier_addresses_of, has_address, is_theirs, named
from api.access.callers import Member
from api.access.scopes import scope_of
from api.acting.carrying_on import AT_ONCE, CUT_SHORT, carry_on_each
from api.engine import WorkflowGone
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from models import Envelope, Signer, SubjectMeasure, SubjectPlace
from models.scope import UPKEEP
from terms.envelope import EnvelopeState
from terms.subjects import MEASURES_PER_BUSINESS, MeasureKind, NamedBecause, OwnText, named_because
from workflows.erasure import ErasureStart, ErasureWorkflow
from workflows.identifiers import (
    erasure_workflow_id,
    rectification_workflow_id,
    restriction_workflow_id,
    subject_export_workflow_id,
)
from workflows.rectification import RectificationStart, RectificationWorkflow
from workflows.restriction import RestrictionStart, RestrictionWorkflow
from workflows.subject_export import SubjectExportStart, SubjectExportWorkflow


@dataclass(frozen=True)
class MeasureAct:
    """Who asks for what, about whom."""

    member: Member
    measure_id: str
    kind: MeasureKind
    email: str
    reference: str | None
    at: datetime
    ground: str | None = None
    details: Mapping[str, object] | None = None

    @property
    def blocks(self) -> bool:
        """Whether processing stops where the person appears."""
        return self.kind in (MeasureKind.RESTRICTION, MeasureKind.ERASURE)


async def ask_for_measure(parts: Parts, act: MeasureAct) -> SubjectMeasure:
    """Stores it with the places where the person appears, then starts its workflow.

    Raises 404 where no envelope names the person, 409 for an erasure while one waits for them, 429. Repeated,
    it finds what was stored. What a crash kept from starting is started by the next round of housekeeping.
    """
    async with parts.database.transaction(scope_of(act.member)) as session:
        measure = await session.get(SubjectMeasure, act.measure_id)
    if measure is None:
        business_id = act.member.business_id
        await parts.throttles.attempt(MEASURES_PER_BUSINESS, "measures", business_id, now=act.at)
        measure = await _stored(parts, act)
    await begin_measure(parts, measure)
    return measure


async def release_restriction(
    parts: Parts, member: Member, measure_id: str, reason: str, at: datetime
) -> None:
    """Notes the release, then tells the workflow. Raises 404, and 409 when it has ended.

    What a crash kept from being told is told by the next round of housekeeping.
    """
    async with parts.database.transaction(scope_of(member)) as session:
        measure = await session.get(SubjectMeasure, measure_id, with_for_update=True)
        if measure is None or measure.kind != MeasureKind.RESTRICTION.value:
            raise Problem(Kind.NOT_FOUND)
        if measure.ended_at is not None:
            raise Problem(Kind.MEASURE_ENDED)
        if measure.release_asked_at is None:
            measure.release_asked_at, measure.release_asked_by = at, member.user_id
            measure.release_reason = reason
    await _tell_release(parts, measure)


async def _tell_release(parts: Parts, measure: SubjectMeasure) -> None:
    await begin_measure(parts, measure)
    with contextlib.suppress(WorkflowGone):
        await parts.engine.tell(restriction_workflow_id(measure.id), RestrictionWorkflow.release)


async def carry_on_measures(parts: Parts, at: datetime) -> None:
    """Starts the workflows of measures that a crash left without one."""
    async with parts.database.transaction(UPKEEP) as session:
        rows = await session.scalars(
            select(SubjectMeasure)
            .where(or_(_is_unstarted(at), _is_unreleased(at)))
            .order_by(SubjectMeasure.id)
            .limit(AT_ONCE)
        )
        left = rows.all()
    await carry_on_each(left, lambda measure: _carry_on(parts, measure))


async def _carry_on(parts: Parts, measure: SubjectMeasure) -> None:
    if measure.release_asked_at is None:
        await begin_measure(parts, measure)
    else:
        await _tell_release(parts, measure)


def _is_unstarted(at: datetime) -> ColumnElement[bool]:
    return and_(SubjectMeasure.begun_at.is_(None), SubjectMeasure.asked_at < at - CUT_SHORT)


def _is_unreleased(at: datetime) -> ColumnElement[bool]:
    return and_(SubjectMeasure.ended_at.is_(None), SubjectMeasure.release_asked_at < at - CUT_SHORT)


async def begin_measure(parts: Parts, measure: SubjectMeasure) -> None:
    """Starts its workflow; one that was started is left as it is."""
    if measure.kind == MeasureKind.RESTRICTION.value:
        start = RestrictionStart(measure.id, measure.business_id)
        await parts.engine.start(RestrictionWorkflow.run, start, restriction_workflow_id(measure.id))
    elif measure.kind == MeasureKind.RECTIFICATION.value:
        right = RectificationStart(measure.id, measure.business_id)
        await parts.engine.start(RectificationWorkflow.run, right, rectification_workflow_id(measure.id))
    elif measure.kind == MeasureKind.ERASURE.value:
        erasure = ErasureStart(measure.id, measure.business_id)
        await parts.engine.start(ErasureWorkflow.run, erasure, erasure_workflow_id(measure.id))
    else:
        export = SubjectExportStart(measure.id, measure.business_id)
        await parts.engine.start(SubjectExportWorkflow.run, export, subject_export_workflow_id(measure.id))


async def _stored(parts: Parts, act: MeasureAct) -> SubjectMeasure:
    async with parts.database.transaction(scope_of(act.member)) as session:
        emails = frozenset({act.email.lower()})
        if act.kind is MeasureKind.ERASURE:
            emails = await addresses_of(session, act.member.business_id, act.email)
        elif act.kind is MeasureKind.EXPORT:
            emails = await earlier_addresses_of(session, act.member.business_id, act.email)
        query = named(act.member.business_id, emails, None)
        if act.kind in (MeasureKind.RESTRICTION, MeasureKind.RECTIFICATION):
            query = query.where(has_address(act.email))
        found = (await session.execute(query)).all()
        if not found:
            raise Problem(Kind.SUBJECT_UNKNOWN)
        if act.kind is MeasureKind.ERASURE and any(
            _waits_for(row.Signer, row.Envelope, emails) for row in found
        ):
            raise Problem(Kind.SUBJECT_UNDER_WAY)
        return await _keep(session, act, [(row.Signer.id, row.Signer.envelope_id) for row in found])


async def redact_left(parts: Parts, act: MeasureAct, erasure_id: str) -> None:
    """Has the texts redacted that an earlier erasure left on request, as an erasure of its own.

    Raises 404 for another's erasure, or where no text of it was left, 429. Nothing here names the person any
    more, so address and name are the controller's to say.
    """
    async with parts.database.transaction(scope_of(act.member)) as session:
        measure = await session.get(SubjectMeasure, act.measure_id)
    if measure is None:
        business_id = act.member.business_id
        await parts.throttles.attempt(MEASURES_PER_BUSINESS, "measures", business_id, now=act.at)
        async with parts.database.transaction(scope_of(act.member)) as session:
            first = await session.get(SubjectMeasure, erasure_id)
            if first is None or (first.business_id, first.kind) != (business_id, MeasureKind.ERASURE.value):
                raise Problem(Kind.NOT_FOUND)
            places = await session.scalars(
                select(SubjectPlace).where(
                    SubjectPlace.measure_id == erasure_id, SubjectPlace.texts.is_not(None)
                )
            )
            left = [(one.signer_id, one.envelope_id) for one in places if _is_left(one)]
            if not left:
                raise Problem(Kind.SUBJECT_UNKNOWN)
            again = replace(act, ground=first.ground, reference=first.reference)
            measure = await _keep(session, again, left)
    await begin_measure(parts, measure)


def _is_left(place: SubjectPlace) -> bool:
    """Whether something names the person there that the controller asked to leave."""
    return any(named_because(OwnText(one)) is NamedBecause.LEFT_ON_REQUEST for one in place.texts or [])


async def _keep(session: AsyncSession, act: MeasureAct, places: Sequence[tuple[str, str]]) -> SubjectMeasure:
    """Stores a measure with its places, each a signer and its envelope."""
    await session.execute(insert(SubjectMeasure).values(_row(act)).on_conflict_do_nothing())
    rows = [_place(act, signer_id, envelope_id) for signer_id, envelope_id in places]
    await session.execute(insert(SubjectPlace).values(rows).on_conflict_do_nothing())
    return await session.get_one(SubjectMeasure, act.measure_id)


def _waits_for(signer: Signer, envelope: Envelope, emails: Collection[str]) -> bool:
    return envelope.state == EnvelopeState.SENT.value and is_theirs(signer, emails)


def _row(act: MeasureAct) -> dict[str, object]:
    return {
        "id": act.measure_id,
        "business_id": act.member.business_id,
        "asked_by": act.member.user_id,
        "asked_at": act.at,
        "kind": act.kind.value,
        "ground": act.ground,
        "reference": act.reference,
        "email": act.email,
        "details": dict(act.details) if act.details else None,
    }


def _place(act: MeasureAct, signer_id: str, envelope_id: str) -> dict[str, object]:
    return {
        "measure_id": act.measure_id,
        "signer_id": signer_id,
        "envelope_id": envelope_id,
        "business_id": act.member.business_id,
        "blocks": act.blocks,
    }
