"""What PostgreSQL says about a signature or seal to make, and the request that follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.signing.errors import SigningError
from activities.signing.request import FieldKind, FilledField, Place, SignatureRequest, VisibleMark
from models import Document, Envelope, Field, Revision, Signer, Submission
from terms.signatures import Box, default_mark

LAST_PAGE = 1_000_000_000
"""A page number past every end: pages are counted to the last one."""


@dataclass(frozen=True)
class Base:
    """What the next revision of a document is built on: its newest one, or the document itself."""

    business_id: str
    number: int
    sha256: str
    object_key: str


async def newest_base(session: AsyncSession, envelope_id: str, document_id: str) -> Base:
    """The base of the next revision; raises `SigningError` for rows that do not exist."""
    envelope = await session.get(Envelope, envelope_id)
    document = await session.get(Document, document_id)
    if envelope is None or document is None:
        raise SigningError(f"no {document_id} in {envelope_id}")
    found = await session.scalars(
        select(Revision)
        .where(Revision.envelope_id == envelope_id, Revision.document_id == document_id)
        .order_by(Revision.number.desc())
        .limit(1)
    )
    newest = found.first()
    if newest is None:
        return Base(document.business_id, 0, document.sha256, document.object_key)
    return Base(envelope.business_id, newest.number, newest.sha256, newest.object_key)


@dataclass(frozen=True)
class SigningAct:
    """A signer's act as stored. `slot` is the place of a signer without signature field on the last page."""

    signer: Signer
    submission: Submission
    language: str
    own: Sequence[Field]
    others: Sequence[Field]
    slot: int


async def read_act(
    session: AsyncSession, envelope_id: str, document_id: str, signer_id: str, submission_id: str
) -> SigningAct:
    """The act of one signer on one document; raises `SigningError` for rows that do not belong together."""
    submission = await session.get(Submission, submission_id)
    if submission is None or (submission.signer_id, submission.envelope_id) != (signer_id, envelope_id):
        raise SigningError(f"{submission_id} is no submission of {signer_id} in {envelope_id}")
    signers = (
        await session.scalars(
            select(Signer).where(Signer.envelope_id == envelope_id).order_by(Signer.position, Signer.id)
        )
    ).all()
    fields = (
        await session.scalars(
            select(Field)
            .where(Field.envelope_id == envelope_id, Field.document_id == document_id)
            .order_by(Field.page, Field.y, Field.x, Field.id)
        )
    ).all()
    marked = {field.signer_id for field in fields if field.kind == FieldKind.SIGNATURE}
    unmarked = [signer.id for signer in signers if signer.id not in marked]
    signer = next(signer for signer in signers if signer.id == signer_id)
    return SigningAct(
        signer=signer,
        submission=submission,
        language=signer.language,
        own=[field for field in fields if field.signer_id == signer_id],
        others=[field for field in fields if field.signer_id != signer_id],
        slot=unmarked.index(signer_id) if signer_id in unmarked else 0,
    )


def signature_request(
    act: SigningAct, envelope_id: str, key: str, drawing: bytes | None, now: datetime
) -> SignatureRequest:
    """The request that follows from a stored act; `now` is the time the signature claims."""
    submission = act.submission
    mark = VisibleMark(
        name=act.signer.name,
        envelope_id=envelope_id,
        signed_at=submission.received_at,
        zone=_known_zone(submission.time_zone),
        language=act.language,
        typed=submission.typed_name or "",
        drawing=drawing,
    )
    fields = [FilledField(_place(field), _value(act, field)) for field in act.own]
    if not any(field.place.kind is FieldKind.SIGNATURE for field in fields):
        place = Place(f"mark-{act.signer.id}", FieldKind.SIGNATURE, LAST_PAGE, default_mark(act.slot))
        fields.insert(0, FilledField(place))
    return SignatureRequest(
        field_name=field_name(key),
        claimed_at=now,
        mark=mark,
        fields=fields,
        foreseen=_foreseen(act.others),
    )


def field_name(key: str) -> str:
    """The signature field of a revision's key: `signature:sgn_…` → `signature-sgn_…`."""
    return key.replace(":", "-")


def _known_zone(name: str) -> str:
    """The signer's time zone, or UTC where the browser named one that nobody knows."""
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "UTC"


def _foreseen(others: Sequence[Field]) -> list[Place]:
    """Fields of the other signers, except the first of kind signature of each, which carries theirs."""
    carrying: set[str] = set()
    places: list[Place] = []
    for field in others:
        if field.kind == FieldKind.SIGNATURE and field.signer_id not in carrying:
            carrying.add(field.signer_id)
            continue
        places.append(_place(field))
    return places


def _place(field: Field) -> Place:
    box = Box(field.x, field.y, field.width, field.height)
    return Place(field.id, FieldKind(field.kind), field.page, box, field.label)


def _value(act: SigningAct, field: Field) -> str | bool:
    if field.kind == FieldKind.EMAIL:
        return act.signer.email
    value = act.submission.values.get(field.id, "")
    return value if isinstance(value, str | bool) else str(value)
