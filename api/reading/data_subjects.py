"""Data subjects as their controller finds them, and what was done about them (contract P6)."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from activities.subjects.finding import addresses_of, is_theirs, named
from activities.subjects.former import naming_ever
from activities.subjects.texts import texts_naming, texts_of
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.cursors import cursor_after, position_of
from api.reading.documents import StoredFile
from api.reading.downloads import content_disposition
from api.schemas.common import Page
from api.schemas.data_subjects import ElsewhereView, KeptView, MeasureView, NamedView, SubjectPlaceView
from models import Envelope, Signer, SubjectMeasure, SubjectPlace
from terms.envelope import EnvelopeState, SignerState
from terms.subjects import (
    ELSEWHERE_BECAUSE,
    Elsewhere,
    KeptReason,
    MeasureKind,
    MeasureState,
    OwnText,
    named_because,
)

MEDIA_TYPE = "application/zip"


async def find_places(
    session: AsyncSession,
    business_id: str,
    email: str | None,
    name: str | None,
    limit: int,
    after: str | None,
) -> Page[SubjectPlaceView]:
    """One page of the signers that are looked for, newest first. Raises 422 for a cursor we did not make."""
    emails = await addresses_of(session, business_id, email) if email else frozenset[str]()
    query = named(business_id, emails, name)
    if after is not None:
        query = query.where(Signer.id < position_of(after))
    rows = (await session.execute(query.limit(limit + 1))).all()
    shown = rows[:limit]
    blocked = await restricted_among(session, [row.Envelope.id for row in shown])
    items = []
    for signer, envelope in shown:
        named_in = await _named_in(session, signer, envelope, emails)
        items.append(_place(signer, envelope, emails, blocked, named_in))
    return Page[SubjectPlaceView](
        items=items, next=cursor_after(shown[-1].Signer.id) if len(rows) > limit else None
    )


async def restricted_among(session: AsyncSession, envelope_ids: Sequence[str]) -> set[str]:
    """Those envelopes whose processing is restricted now (GDPR art. 18)."""
    rows = await session.scalars(
        select(SubjectPlace.envelope_id).where(
            SubjectPlace.envelope_id.in_(envelope_ids),
            SubjectPlace.blocks,
            SubjectPlace.released_at.is_(None),
        )
    )
    return set(rows)


async def _named_in(
    session: AsyncSession, signer: Signer, envelope: Envelope, emails: Collection[str]
) -> Sequence[OwnText]:
    if not emails:
        return []
    person = await naming_ever(session, signer, emails)
    return texts_naming(await texts_of(session, envelope, signer.id), person)


def _place(
    signer: Signer,
    envelope: Envelope,
    emails: Collection[str],
    blocked: set[str],
    named_in: Sequence[OwnText],
) -> SubjectPlaceView:
    return SubjectPlaceView(
        envelope_id=envelope.id,
        title=envelope.title,
        envelope_state=EnvelopeState(envelope.state),
        test=envelope.test,
        signer_id=signer.id,
        name=signer.name,
        email=signer.email,
        state=SignerState(signer.state),
        corrected=bool(emails) and not is_theirs(signer, emails),
        created_at=envelope.created_at,
        acted_at=signer.acted_at,
        restricted=envelope.id in blocked,
        named_in=list(named_in),
    )


async def list_measures(
    session: AsyncSession, business_id: str, kind: MeasureKind | None, limit: int, after: str | None
) -> Page[MeasureView]:
    """One page of what was done, newest first. Raises 422 for a cursor we did not make."""
    query = select(SubjectMeasure).where(SubjectMeasure.business_id == business_id)
    if kind is not None:
        query = query.where(SubjectMeasure.kind == kind.value)
    if after is not None:
        query = query.where(SubjectMeasure.id < position_of(after))
    rows = (await session.scalars(query.order_by(SubjectMeasure.id.desc()).limit(limit + 1))).all()
    shown = rows[:limit]
    places = await _places_of(session, [row.id for row in shown])
    return Page[MeasureView](
        items=[_measure(row, places[row.id]) for row in shown],
        next=cursor_after(shown[-1].id) if len(rows) > limit else None,
    )


async def owned_measure(session: AsyncSession, business_id: str, measure_id: str) -> SubjectMeasure:
    """One measure. Raises 404 for another business's."""
    measure = await session.get(SubjectMeasure, measure_id)
    if measure is None or measure.business_id != business_id:
        raise Problem(Kind.NOT_FOUND)
    return measure


async def show_measure(session: AsyncSession, measure: SubjectMeasure) -> MeasureView:
    """A measure as it stands."""
    await session.refresh(measure)
    places = await _places_of(session, [measure.id])
    return _measure(measure, places[measure.id])


async def _places_of(session: AsyncSession, measure_ids: Sequence[str]) -> dict[str, list[SubjectPlace]]:
    rows = await session.scalars(
        select(SubjectPlace).where(SubjectPlace.measure_id.in_(measure_ids)).order_by(SubjectPlace.signer_id)
    )
    found: dict[str, list[SubjectPlace]] = {measure_id: [] for measure_id in measure_ids}
    for row in rows:
        found[row.measure_id].append(row)
    return found


def _measure(row: SubjectMeasure, places: Sequence[SubjectPlace]) -> MeasureView:
    return MeasureView(
        id=row.id,
        kind=MeasureKind(row.kind),
        state=MeasureState(row.state),
        email=row.email,
        ground=row.ground,
        reference=row.reference,
        asked_at=row.asked_at,
        places=len(places),
        corrected=sum(place.outcome == "corrected" for place in places),
        noted=sum(place.outcome == "noted" for place in places),
        destroyed=sum(place.outcome == "destroyed" for place in places),
        kept=[_kept(place) for place in places if place.outcome == "kept"],
        still_named=[view for place in places for view in _still_named(place)],
        left_elsewhere=_left_elsewhere(row),
        counts={name: int(str(count)) for name, count in (row.facts or {}).items()},
        certified=row.certificate is not None,
        size=row.size,
        fetch_until=row.fetch_until,
        release_reason=row.release_reason,
        ended_at=row.ended_at,
    )


def _kept(place: SubjectPlace) -> KeptView:
    return KeptView(
        envelope_id=place.envelope_id, reason=KeptReason(place.reason or ""), kept_until=place.kept_until
    )


def _still_named(place: SubjectPlace) -> list[NamedView]:
    """What of one envelope still names the person, by why it was left."""
    views: dict[str, NamedView] = {}
    for text in map(OwnText, place.texts or []):
        because = named_because(text)
        view = NamedView(envelope_id=place.envelope_id, texts=[], because=because)
        views.setdefault(because, view).texts.append(text)
    return list(views.values())


def _left_elsewhere(row: SubjectMeasure) -> list[ElsewhereView]:
    return [
        ElsewhereView.model_validate(
            {"until": None, "ids": [], "what": what, "because": ELSEWHERE_BECAUSE[what]} | told
        )
        for what in Elsewhere
        if (told := (row.elsewhere or {}).get(what.value)) is not None
    ]


def certificate_response(measure: SubjectMeasure) -> Response:
    """The sealed certificate. Raises 409 before it is issued."""
    if measure.certificate is None:
        raise Problem(Kind.MEASURE_UNDER_WAY)
    name = f"data-subject-certificate-{measure.id}.pdf"
    headers = {"Content-Disposition": content_disposition(name)}
    return Response(measure.certificate, media_type="application/pdf", headers=headers)


def exported_file(measure: SubjectMeasure) -> StoredFile:
    """The zip of an export. Raises 409 before it is made, 410 once it has lapsed."""
    if measure.kind != MeasureKind.EXPORT.value:
        raise Problem(Kind.NOT_FOUND)
    if measure.state == MeasureState.ENDED.value:
        raise Problem(Kind.EXPORT_LAPSED)
    if measure.object_key is None or measure.sha256 is None or measure.size is None:
        raise Problem(Kind.MEASURE_UNDER_WAY)
    name = f"data-subject-{measure.id}.zip"
    return StoredFile(measure.business_id, measure.object_key, measure.sha256, measure.size, name, MEDIA_TYPE)
