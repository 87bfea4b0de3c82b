"""Drafts of envelopes: checked against the documents they place fields on, then stored with evidence."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.ledger import EventDraft, append_events
from api.access.callers import Member
from api.frame.context import Origin
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.schemas.envelopes import EnvelopeDraft, FieldDraft
from models import Document, Envelope, EnvelopeDocument, Field, Signer
from models.identifiers import Prefix, new_id
from terms.evidence import ActorKind, EventKind
from terms.keys import Mode
from terms.uploads import Change

ROUNDING = 1e-6
"""Fractions come from divisions in browsers: a box that ends this much beyond the page's edge ends at it."""
_NO_DOCUMENT = {
    Mode.LIVE: "There is no such document, or it was made in test mode.",
    Mode.TEST: "There is no such document, or it was not made in test mode.",
}
_REPAIRS = frozenset({Change.REPAIRED.value, Change.REBUILT.value})


async def draft_envelope(
    session: AsyncSession,
    member: Member,
    draft: EnvelopeDraft,
    envelope_id: str,
    origin: Origin,
    now: datetime,
) -> Envelope:
    """Stores the draft. Raises 422 that points at each unknown document and misplaced field."""
    documents = await _documents(session, member, draft.document_ids)
    _require_placeable(draft, documents)
    envelope = Envelope(
        id=envelope_id,
        business_id=member.business_id,
        created_by=member.user_id,
        title=draft.title,
        message=draft.message,
        language=draft.language,
        external_id=draft.external_id,
        custom=draft.metadata,
        expires_in_days=draft.expires_in_days,
        reminders=draft.reminders.model_dump(),
        test=member.test,
        created_at=now,
    )
    session.add(envelope)
    await session.flush()
    session.add_all(
        EnvelopeDocument(envelope_id=envelope_id, document_id=document_id, position=position)
        for position, document_id in enumerate(draft.document_ids)
    )
    await _add_signers(session, envelope_id, draft)
    chosen = [documents[document_id] for document_id in draft.document_ids]
    await append_events(session, envelope_id, _events(member, chosen, origin, now))
    return envelope


async def _documents(
    session: AsyncSession, member: Member, document_ids: Sequence[str]
) -> Mapping[str, Document]:
    rows = await session.scalars(
        select(Document).where(
            Document.business_id == member.business_id,
            Document.id.in_(document_ids),
            Document.test.is_(member.test),
        )
    )
    found = {row.id: row for row in rows}
    errors = [
        _error(f"/document_ids/{index}", "unknown_document", _NO_DOCUMENT[member.mode])
        for index, document_id in enumerate(document_ids)
        if document_id not in found
    ]
    errors += [
        _error(f"/document_ids/{index}", "repeated_document", "The document is listed already.")
        for index, document_id in enumerate(document_ids)
        if document_id in document_ids[:index]
    ]
    if errors:
        raise Problem(Kind.VALIDATION, errors=errors)
    return found


def _require_placeable(draft: EnvelopeDraft, documents: Mapping[str, Document]) -> None:
    errors = [
        error
        for at_signer, signer in enumerate(draft.signers)
        for at_field, field in enumerate(signer.fields)
        for error in _misplaced(f"/signers/{at_signer}/fields/{at_field}", field, documents)
    ]
    if errors:
        raise Problem(Kind.VALIDATION, errors=errors)


def _misplaced(pointer: str, field: FieldDraft, documents: Mapping[str, Document]) -> list[dict[str, str]]:
    document = documents.get(field.document_id)
    if document is None:
        return [_error(f"{pointer}/document_id", "unknown_document", "It is not among `document_ids`.")]
    errors = []
    if field.page > document.page_count:
        errors.append(
            _error(f"{pointer}/page", "no_such_page", f"The document has {document.page_count} pages.")
        )
    if field.x + field.width > 1 + ROUNDING:
        errors.append(_error(f"{pointer}/width", "off_the_page", "`x` + `width` is more than 1."))
    if field.y + field.height > 1 + ROUNDING:
        errors.append(_error(f"{pointer}/height", "off_the_page", "`y` + `height` is more than 1."))
    return errors


def _error(pointer: str, code: str, detail: str) -> dict[str, str]:
    return {"pointer": pointer, "code": code, "detail": detail}


async def _add_signers(session: AsyncSession, envelope_id: str, draft: EnvelopeDraft) -> None:
    for position, signer in enumerate(draft.signers):
        row = Signer(
            id=new_id(Prefix.SIGNER),
            envelope_id=envelope_id,
            name=signer.name,
            email=signer.email,
            language=signer.language,
            routing_order=signer.routing_order,
            position=position,
        )
        session.add(row)
        await session.flush()
        session.add_all(
            Field(
                id=new_id(Prefix.FIELD),
                envelope_id=envelope_id,
                signer_id=row.id,
                **(
                    field.model_dump()
                    | {"width": min(field.width, 1 - field.x), "height": min(field.height, 1 - field.y)}
                ),
            )
            for field in signer.fields
        )


def _events(member: Member, documents: Sequence[Document], origin: Origin, now: datetime) -> list[EventDraft]:
    """The chain's beginning: the documents as they came in, what was done to them, the draft."""
    events = [event for document in documents for event in _document_events(document)]
    created = EventDraft(
        key="created",
        kind=EventKind.ENVELOPE_CREATED,
        at=now,
        actor=ActorKind.SENDER,
        actor_id=member.user_id,
        data=_drafted(member, documents),
        personal={"ip": origin.ip, "user_agent": origin.user_agent},
    )
    return [*events, created]


def _drafted(member: Member, documents: Sequence[Document]) -> dict[str, object]:
    """What the draft's event says; that it is a test stands in the evidence from its beginning."""
    said: dict[str, object] = {"documents": len(documents), "by_api_key": member.api_key_id is not None}
    return said | {"test": True} if member.test else said


def _document_events(document: Document) -> list[EventDraft]:
    def event(kind: EventKind, actor: ActorKind, **data: object) -> EventDraft:
        return EventDraft(
            key=f"{kind.value}-{document.id}",
            kind=kind,
            at=document.created_at,
            actor=actor,
            actor_id=document.created_by if actor is ActorKind.SENDER else None,
            document_id=document.id,
            document_sha256=document.sha256,
            data=data,
        )

    uploaded = event(
        EventKind.DOCUMENT_UPLOADED,
        ActorKind.SENDER,
        uploaded_sha256=document.uploaded_sha256,
        pages=document.page_count,
        size=document.size,
    )
    events = [uploaded]
    repairs = [change for change in document.changes if change in _REPAIRS]
    if repairs:
        events.append(event(EventKind.DOCUMENT_REPAIRED, ActorKind.SERVICE, changes=repairs))
    marked = {Change.WATERMARKED.value}
    sanitised = [change for change in document.changes if change not in _REPAIRS | marked]
    if sanitised:
        events.append(event(EventKind.DOCUMENT_SANITISED, ActorKind.SERVICE, changes=sanitised))
    return events
