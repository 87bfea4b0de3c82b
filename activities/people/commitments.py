"""Commitments of staff as envelopes: drafted once per order, and what became of them (contract P5)."""

import asyncio
import hashlib
import io
from collections.abc import Iterable

import pikepdf
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.clock import now
from activities.people.commitment_pdf import A4, SIGNATURE, Signing, commitment_pdf, words
from activities.people.messages import CommitmentOrdered
from activities.people.own_business import own_business
from activities.records.acceptances import keep_acceptance
from activities.records.ledger import EventDraft, append_events
from activities.records.staff_at_work import at_work
from activities.records.staff_duties import done_of
from activities.records.staff_records import holders
from activities.vault.vault import Vault
from models import (
    Acceptance,
    Act,
    Document,
    Envelope,
    EnvelopeDocument,
    Field,
    Revision,
    Signer,
    StaffCommitment,
    StaffMember,
    User,
)
from models.database import Database
from models.identifiers import Prefix, new_id
from terms import texts
from terms.accounts import Document as TextKind
from terms.envelope import EnvelopeState, ReminderPlan
from terms.evidence import ActorKind, EventKind
from terms.people import (
    SIGNED_WITHIN_DAYS,
    CommitmentState,
    commitment_due,
    commitment_until,
    order_overdue,
)
from terms.roles import Permission
from terms.texts import Holder, Text

_SEAL = "seal"
_ENDED = {
    EnvelopeState.COMPLETED: CommitmentState.SIGNED,
    EnvelopeState.DECLINED: CommitmentState.DECLINED,
    EnvelopeState.EXPIRED: CommitmentState.EXPIRED,
    EnvelopeState.VOIDED: CommitmentState.VOIDED,
}


class Commitments:
    """Envelopes of the holder's own business, one per person under way at most. `zone` is the holder's."""

    def __init__(self, database: Database, vault: Vault, holder: Holder, zone: str) -> None:
        self._database = database
        self._vault = vault
        self._holder = holder
        self._zone = zone

    @activity.defn(name="Draft staff commitments")
    async def draft(self, user_id: str, key: str) -> CommitmentOrdered | None:
        """Drafts the envelope of one order, `key`; a repeated order finds it.

        Nothing for who has left, whose commitments hold, or who is asked by another order already.
        """
        async with self._database.transaction() as session:
            made = await _made(session, key)
            if made is not None or not await self._is_due(session, user_id):
                return made
            user = await session.get_one(User, user_id)
            name, language = user.name or user.email, user.language
        at = now()
        business_id = await own_business(self._database, self._holder, at)
        text = texts.current(TextKind.STAFF_COMMITMENTS, language).filled(self._holder)
        author = f"{self._holder.name} · {self._holder.tax_id}"
        data = await asyncio.to_thread(commitment_pdf, Signing(name, text, at, self._zone), author)
        document = _document(business_id, user_id, text, data)
        await self._vault.put(business_id, document.object_key, data)
        async with self._database.transaction() as session:
            await session.get_one(StaffMember, user_id, with_for_update=True)
            made = await _made(session, key)
            if made is not None or not await self._is_due(session, user_id):
                return made
            user = await session.get_one(User, user_id)
            return await self._add(session, user, key, text, document)

    @activity.defn(name="Close staff commitments")
    async def close(self, commitment_id: str) -> str:
        """Writes how the envelope ended; signed, the commitments hold from then on. May be repeated.

        One whose envelope did not end was voided by whoever ended its workflow, or ran out long ago.
        """
        async with self._database.transaction() as session:
            row = await session.get_one(StaffCommitment, commitment_id, with_for_update=True)
            if row.state != CommitmentState.SENT.value:
                return row.state
            envelope = await session.get_one(Envelope, row.envelope_id)
            lost = CommitmentState.EXPIRED if order_overdue(row.sent_at, now()) else CommitmentState.VOIDED
            state = _ENDED.get(EnvelopeState(envelope.state), lost)
            row.ended_at = envelope.finished_at or now()
            if state is CommitmentState.SIGNED:
                await self._signed(session, row)
            row.state = state.value
            return row.state

    async def _is_due(self, session: AsyncSession, user_id: str) -> bool:
        works = await session.scalar(
            select(StaffMember.user_id).where(StaffMember.user_id == user_id, *at_work(now()))
        )
        is_asked = await session.scalar(
            select(StaffCommitment.id).where(
                StaffCommitment.user_id == user_id, StaffCommitment.state == CommitmentState.SENT.value
            )
        )
        if works is None or is_asked is not None:
            return False
        done = await done_of(session, [user_id])
        return commitment_due(done[user_id].commitment_until, now())

    async def _add(
        self, session: AsyncSession, user: User, key: str, text: Text, document: Document
    ) -> CommitmentOrdered:
        at, said = document.created_at, words(text.language)
        others = [one for one in await holders(session, Permission.STAFF_CHANGE) if one != user.id]
        sender = others[0] if others else user.id
        envelope = Envelope(
            id=new_id(Prefix.ENVELOPE),
            business_id=document.business_id,
            created_by=sender,
            title=said["title"],
            message=said["message"],
            language=text.language,
            external_id=key,
            custom={},
            expires_in_days=SIGNED_WITHIN_DAYS,
            reminders=vars(ReminderPlan()),
            created_at=at,
        )
        session.add_all([document, envelope])
        await session.flush()
        signer = Signer(
            id=new_id(Prefix.SIGNER),
            envelope_id=envelope.id,
            name=user.name or user.email,
            email=user.email,
            language=text.language,
            routing_order=1,
            position=0,
        )
        act = Act(
            id=new_id(Prefix.ACT),
            envelope_id=envelope.id,
            kind="send",
            user_id=sender,
            details={},
            received_at=at,
        )
        session.add_all([_place(envelope, document), signer, act])
        await session.flush()
        session.add(_field(envelope, document, signer))
        await append_events(session, envelope.id, list(_events(document, sender)))
        row = StaffCommitment(
            id=new_id(Prefix.STAFF_COMMITMENT),
            user_id=user.id,
            key=key,
            version=text.version,
            language=text.language,
            text_sha256=text.sha256,
            document_sha256=document.sha256,
            envelope_id=envelope.id,
            state=CommitmentState.SENT.value,
            sent_at=at,
        )
        session.add(row)
        await session.flush()
        return CommitmentOrdered(row.id, envelope.id, document.business_id, act.id)

    async def _signed(self, session: AsyncSession, row: StaffCommitment) -> None:
        """With the digest of what was sealed. Who signed a version has accepted it, too (contract A2)."""
        signed_at = await session.scalar(
            select(func.max(Signer.acted_at)).where(Signer.envelope_id == row.envelope_id)
        )
        row.ended_at = signed_at or row.ended_at
        row.valid_until = commitment_until(row.ended_at or now(), self._zone)
        row.sealed_sha256 = await session.scalar(
            select(Revision.sha256).where(Revision.envelope_id == row.envelope_id, Revision.key == _SEAL)
        )
        kind = TextKind.STAFF_COMMITMENTS.value
        accepted = await session.scalar(
            select(Acceptance.id).where(
                Acceptance.user_id == row.user_id,
                Acceptance.document == kind,
                Acceptance.version == row.version,
            )
        )
        if accepted is None:
            await keep_acceptance(
                session,
                user_id=row.user_id,
                business_id=None,
                document=kind,
                accepted={"version": row.version, "language": row.language, "sha256": row.text_sha256},
                at=row.ended_at or now(),
                ip=None,
                user_agent=None,
            )


async def _made(session: AsyncSession, key: str) -> CommitmentOrdered | None:
    """What an earlier attempt of the order drafted."""
    row = await session.scalar(select(StaffCommitment).where(StaffCommitment.key == key))
    if row is None:
        return None
    envelope = await session.get_one(Envelope, row.envelope_id)
    act_id = (
        await session.scalars(select(Act.id).where(Act.envelope_id == envelope.id).order_by(Act.id))
    ).first()
    return CommitmentOrdered(row.id, envelope.id, envelope.business_id, str(act_id))


def _document(business_id: str, user_id: str, text: Text, data: bytes) -> Document:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pages = len(pdf.pages)
    document_id, sha256 = new_id(Prefix.DOCUMENT), hashlib.sha256(data).hexdigest()
    return Document(
        id=document_id,
        business_id=business_id,
        created_by=user_id,
        name=words(text.language)["file"].format(version=text.version),
        sha256=sha256,
        uploaded_sha256=sha256,
        size=len(data),
        page_count=pages,
        pages=[{"width": A4[0], "height": A4[1]}] * pages,
        object_key=f"{business_id}/documents/{document_id}",
        created_at=now(),
    )


def _place(envelope: Envelope, document: Document) -> EnvelopeDocument:
    return EnvelopeDocument(envelope_id=envelope.id, document_id=document.id, position=0)


def _field(envelope: Envelope, document: Document, signer: Signer) -> Field:
    return Field(
        id=new_id(Prefix.FIELD),
        envelope_id=envelope.id,
        signer_id=signer.id,
        document_id=document.id,
        kind="signature",
        page=document.page_count,
        **SIGNATURE,
    )


def _events(document: Document, sender: str) -> Iterable[EventDraft]:
    """The chain's beginning: the service laid the document out and drafted the envelope."""
    yield EventDraft(
        key=f"{EventKind.DOCUMENT_UPLOADED.value}-{document.id}",
        kind=EventKind.DOCUMENT_UPLOADED,
        at=document.created_at,
        actor=ActorKind.SERVICE,
        document_id=document.id,
        document_sha256=document.sha256,
        data={"uploaded_sha256": document.sha256, "pages": document.page_count, "size": document.size},
    )
    yield EventDraft(
        key="created",
        kind=EventKind.ENVELOPE_CREATED,
        at=document.created_at,
        actor=ActorKind.SERVICE,
        actor_id=sender,
        data={"documents": 1, "by_api_key": False},
    )
