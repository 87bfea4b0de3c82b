"""Envelopes in PostgreSQL as their workflow reads and writes them."""

from collections.abc import Iterable

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.records.circumstances import Circumstances, circumstances_of
from activities.records.envelope_messages import (
    EnvelopePlan,
    EnvelopeRecord,
    Occurrence,
    PlannedSigner,
    SignerRecord,
)
from activities.records.envelope_use import charge_to_plan
from activities.records.ledger import EventDraft, append_events
from activities.subjects.blocked import envelope_is_restricted
from models import Act, Business, Envelope, EnvelopeDocument, Signer, SigningLink
from models.database import Database
from terms.envelope import ReminderPlan
from terms.evidence import EventKind
from terms.subscription_capabilities import Capability, capabilities


class EnvelopeRecords:
    """Reads the draft and writes the workflow's state. `zone` is the holder's (contract C1)."""

    def __init__(self, database: Database, zone: str) -> None:
        self._database = database
        self._zone = zone

    @activity.defn(name="Read envelope plan")
    async def load_plan(self, envelope_id: str) -> EnvelopePlan:
        """What the workflow needs to know of the draft. An unknown envelope is a final failure."""
        async with self._database.transaction() as session:
            envelope = await session.get(Envelope, envelope_id)
            if envelope is None:
                raise ApplicationError("no such envelope", type="UnknownEnvelope", non_retryable=True)
            signers = await session.execute(
                select(Signer.id, Signer.routing_order)
                .where(Signer.envelope_id == envelope_id)
                .order_by(Signer.routing_order, Signer.position)
            )
            documents = await session.scalars(
                select(EnvelopeDocument.document_id)
                .where(EnvelopeDocument.envelope_id == envelope_id)
                .order_by(EnvelopeDocument.position)
            )
            return EnvelopePlan(
                envelope_id=envelope.id,
                business_id=envelope.business_id,
                created_by=envelope.created_by,
                expires_in_days=envelope.expires_in_days,
                reminders=ReminderPlan(**envelope.reminders),
                signers=[PlannedSigner(row.id, row.routing_order) for row in signers],
                document_ids=list(documents),
                zone=self._zone,
                interrupted=await _is_interrupted(session, envelope),
            )

    @activity.defn(name="Record envelope")
    async def record(self, record: EnvelopeRecord) -> None:
        """Writes state and evidence in one transaction; a repeated or overtaken write changes nothing."""
        async with self._database.transaction() as session:
            newer = await _write_envelope(session, record)
            for occurrence in record.occurrences:
                if occurrence.kind is EventKind.SIGNER_CORRECTED:
                    await _correct_signer(session, occurrence)
                if occurrence.kind is EventKind.SIGNER_DECLINED:
                    await _keep_decline_reason(session, occurrence)
            if newer:
                await charge_to_plan(session, record.envelope_id)
                await _write_signers(session, record.signers)
            await _append(session, record.envelope_id, record.occurrences)


async def _is_interrupted(session: AsyncSession, envelope: Envelope) -> bool:
    business = await session.get_one(Business, envelope.business_id)
    if Capability.SIGN not in capabilities(business.current_standing):
        return True
    return await envelope_is_restricted(session, envelope.id)


async def _write_envelope(session: AsyncSession, record: EnvelopeRecord) -> bool:
    reason = await session.get(Act, record.reason_act_id) if record.reason_act_id else None
    written = await session.execute(
        update(Envelope)
        .where(Envelope.id == record.envelope_id, Envelope.sequence < record.sequence)
        .values(
            sequence=record.sequence,
            state=record.state.value,
            step=record.step.value,
            step_since=record.step_since,
            waits_for=list(record.waits_for),
            paused=record.paused,
            sent_at=record.sent_at,
            expires_at=record.expires_at,
            finished_at=record.finished_at,
            next_deadline=record.next_deadline,
            next_deadline_kind=record.next_deadline_kind.value if record.next_deadline_kind else None,
            reason=reason.words if reason else None,
        )
        .returning(Envelope.id)
    )
    return written.first() is not None


async def _write_signers(session: AsyncSession, signers: Iterable[SignerRecord]) -> None:
    for signer in signers:
        await session.execute(
            update(Signer)
            .where(Signer.id == signer.signer_id)
            .values(
                state=signer.state.value,
                notified_at=signer.notified_at,
                viewed_at=signer.viewed_at,
                acted_at=signer.acted_at,
            )
        )


async def _correct_signer(session: AsyncSession, occurrence: Occurrence) -> None:
    """Puts the corrected name and address in place and ends the links mailed to the old address."""
    act = await session.get(Act, occurrence.act_id)
    signer = await session.get(Signer, occurrence.signer_id)
    if act is None or signer is None:
        raise ApplicationError("a correction without its act", type="UnknownAct", non_retryable=True)
    signer.name = act.details.get("name") or signer.name
    signer.email = act.details.get("email") or signer.email
    await session.execute(
        update(SigningLink)
        .where(SigningLink.signer_id == signer.id, SigningLink.revoked_at.is_(None))
        .where(SigningLink.created_at <= occurrence.at)
        .values(revoked_at=occurrence.at)
    )


async def _keep_decline_reason(session: AsyncSession, occurrence: Occurrence) -> None:
    act = await session.get(Act, occurrence.act_id)
    await session.execute(
        update(Signer)
        .where(Signer.id == occurrence.signer_id)
        .values(decline_reason=act.words if act else None)
    )


async def _append(session: AsyncSession, envelope_id: str, occurrences: Iterable[Occurrence]) -> None:
    drafts = [_draft(occurrence, await circumstances_of(session, occurrence)) for occurrence in occurrences]
    if drafts:
        await append_events(session, envelope_id, drafts)


def _draft(occurrence: Occurrence, circumstances: Circumstances) -> EventDraft:
    return EventDraft(
        key=occurrence.key,
        kind=occurrence.kind,
        at=occurrence.at,
        actor=occurrence.actor,
        actor_id=occurrence.actor_id,
        document_id=occurrence.document_id,
        document_sha256=circumstances.document_sha256,
        data={**occurrence.data, **circumstances.data},
        personal=circumstances.personal,
    )
