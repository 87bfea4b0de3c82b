"""Destroys what the tables hold of one signer, and says how much of what (GDPR art. 17)."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Integer, delete, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from activities.subjects.traces import is_about
from models import (
    Act,
    Certificate,
    ChannelConsent,
    Envelope,
    EvidenceEvent,
    Mail,
    MailProviderEvent,
    Message,
    Revision,
    SealedVersion,
    Signer,
    SigningLink,
    SubjectPlace,
    Submission,
)
from terms.envelope import EnvelopeState, SignerState

ERASED_NAME = {"es": "(suprimido)", "en": "(erased)"}


@dataclass
class Destroyed:
    """How many rows or objects of what, and objects of the vault that are to go after the commit."""

    counts: Counter[str] = field(default_factory=Counter)
    objects: list[str] = field(default_factory=list)


async def destroy_signer(
    session: AsyncSession, place: SubjectPlace, signer: Signer, envelope: Envelope
) -> Destroyed:
    """Everything of a signer. The chain of evidence keeps each event's hash, without what it hides."""
    done = await destroy_beside_evidence(session, signer)
    done.counts["evidence_events"] += await _redact(session, place, await _events(session, signer))
    signer.name, signer.email = ERASED_NAME[envelope.language], f"{signer.id.lower()}@erased.invalid"
    signer.decline_reason = None
    if signer.state == SignerState.DECLINED.value and envelope.state == EnvelopeState.DECLINED.value:
        envelope.reason = None
    done.counts["signers"] += 1
    await _add_documents(session, signer, done)
    return done


async def destroy_beside_evidence(session: AsyncSession, signer: Signer) -> Destroyed:
    """What the evidence of a signature does without: contact, links, acts, their circumstances, drawings."""
    done = Destroyed()
    drawings = await session.scalars(
        select(Submission.drawing_object_key).where(
            Submission.signer_id == signer.id, Submission.drawing_object_key.is_not(None)
        )
    )
    done.objects += [key for key in drawings if key is not None]
    await _delete_mails(session, Mail.signer_id == signer.id, done)
    await _delete_consents(session, signer, done)
    for table in (Act, Submission, SigningLink):
        gone = await session.execute(delete(table).where(table.signer_id == signer.id).returning(table.id))
        done.counts[table.__tablename__] += len(gone.all())
    return done


async def destroy_traces(
    session: AsyncSession, place: SubjectPlace, signer: Signer, emails: Collection[str]
) -> Destroyed:
    """What names addresses, in lower case, that were corrected: whoever has the place now keeps what is
    theirs.
    """
    done = Destroyed()
    theirs = [event for event in await _events(session, signer) if _names(event, emails)]
    done.counts["evidence_events"] += await _redact(session, place, theirs)
    own = (Mail.signer_id == signer.id) & func.lower(Mail.address).in_(emails)
    await _delete_mails(session, own, done)
    acts = delete(Act).where(Act.signer_id == signer.id, func.lower(Act.details["email"].astext).in_(emails))
    done.counts["acts"] += len((await session.execute(acts.returning(Act.id))).all())
    await _add_certificate(session, signer.envelope_id, done)
    return done


async def _delete_mails(session: AsyncSession, which: ColumnElement[bool], done: Destroyed) -> None:
    ids = list(await session.scalars(select(Mail.id).where(which)))
    reports = delete(MailProviderEvent).where(MailProviderEvent.mail_id.in_(ids))
    gone = await session.execute(reports.returning(MailProviderEvent.number))
    done.counts["mail_provider_events"] += len(gone.all())
    await session.execute(delete(Mail).where(Mail.id.in_(ids)))
    done.counts["mails"] += len(ids)


async def _delete_consents(session: AsyncSession, signer: Signer, done: Destroyed) -> None:
    """Messages to the signer, and the consents given on their page; messages elsewhere forget those."""
    own = await session.scalars(select(ChannelConsent.id).where(ChannelConsent.signer_id == signer.id))
    consents = own.all()
    messages = delete(Message).where(Message.signer_id == signer.id).returning(Message.id)
    done.counts["messages"] += len((await session.execute(messages)).all())
    await session.execute(
        update(Message).where(Message.consent_id.in_(consents)).values(consent_id=None, phone="")
    )
    await session.execute(delete(ChannelConsent).where(ChannelConsent.id.in_(consents)))
    done.counts["channel_consents"] += len(consents)


async def _events(session: AsyncSession, signer: Signer) -> Sequence[EvidenceEvent]:
    about = or_(EvidenceEvent.actor_id == signer.id, EvidenceEvent.data["signer_id"].astext == signer.id)
    rows = await session.scalars(
        select(EvidenceEvent).where(EvidenceEvent.envelope_id == signer.envelope_id, about)
    )
    return [row for row in rows if is_about(row, signer.id) and row.personal is not None]


def _names(event: EvidenceEvent, emails: Collection[str]) -> bool:
    personal = event.personal or {}
    said = {str(personal.get(name, "")).lower() for name in ("email", "address", "reported_address")}
    return not said.isdisjoint(emails)


async def _redact(session: AsyncSession, place: SubjectPlace, events: Sequence[EvidenceEvent]) -> int:
    """By the database's own function, which lets nothing else be changed."""
    await session.flush()
    sequences = literal([event.sequence for event in events], ARRAY(Integer))
    redacted = await session.scalar(
        select(func.redact_evidence(place.measure_id, place.signer_id, sequences))
    )
    return int(redacted or 0)


async def _add_documents(session: AsyncSession, signer: Signer, done: Destroyed) -> None:
    """The certificate of evidence names everybody; a document that they signed holds their signature."""
    await _add_certificate(session, signer.envelope_id, done)
    if signer.state == SignerState.SIGNED.value:
        keys = await session.scalars(
            select(Revision.object_key).where(Revision.envelope_id == signer.envelope_id)
        )
        done.objects += keys


async def _add_certificate(session: AsyncSession, envelope_id: str, done: Destroyed) -> None:
    certificate = await session.get(Certificate, envelope_id)
    if certificate is not None:
        done.objects.append(certificate.object_key)
        renewed = await session.scalars(
            select(SealedVersion.object_key).where(
                SealedVersion.paper_id == certificate.id,
                SealedVersion.number > 0,
                SealedVersion.object_key.is_not(None),
            )
        )
        done.objects += [key for key in renewed if key is not None]
