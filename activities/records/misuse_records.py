"""Reports of misuse in PostgreSQL as their workflow reads and writes them (contract A8)."""

from collections.abc import Sequence

from sqlalchemy import Select, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.clock import now
from activities.records.activity_log import Entry, note
from activities.records.misuse_messages import AppealRecord, DecisionRecord, MisusePlan, MisuseRecord
from activities.records.staff_at_work import at_work
from models import (
    Document,
    Envelope,
    EnvelopeDocument,
    MisuseAct,
    MisuseAppeal,
    MisuseDecision,
    MisuseReport,
    Revision,
    SigningLink,
    StaffMember,
)
from models.database import Database
from terms.activity import Actor
from terms.envelope import EnvelopeState
from terms.misuse import AppealState, DecisionState, ReportState, Verdict
from terms.roles import Permission, StaffRole, staff_permissions


class MisuseRecords:
    """Finds what a report is about, and writes what becomes of it. `zone` is the holder's (contract C1)."""

    def __init__(self, database: Database, zone: str) -> None:
        self._database = database
        self._zone = zone

    @activity.defn(name="Find reported document")
    async def find_reported(self, report_id: str) -> MisusePlan:
        """What was given, found again in the tables; written down with the report."""
        async with self._database.transaction() as session:
            report = await session.get(MisuseReport, report_id, with_for_update=True)
            if report is None:
                raise ApplicationError("no such report", type="UnknownReport", non_retryable=True)
            if report.business_id is None:
                await _find(session, report)
            return MisusePlan(report.id, report.business_id, report.reply_to is not None, self._zone)

    @activity.defn(name="Find reports of who reviews no more")
    async def find_abandoned(self, user_id: str) -> Sequence[str]:
        """Reports that somebody has claimed, or made a proposal about, who may not review any more (M2)."""
        async with self._database.transaction() as session:
            if await _reviews(session, user_id):
                return []
            proposed = select(MisuseDecision.id).where(MisuseDecision.proposed_by == user_id)
            rows = await session.scalars(
                select(MisuseReport.id)
                .where(
                    or_(
                        and_(
                            MisuseReport.state == ReportState.CLAIMED.value,
                            MisuseReport.claimed_by == user_id,
                        ),
                        and_(
                            MisuseReport.state == ReportState.AWAITING_SECOND.value,
                            MisuseReport.decision_id.in_(proposed),
                        ),
                    )
                )
                .order_by(MisuseReport.id)
            )
            return rows.all()

    @activity.defn(name="Find appeal that was only stored")
    async def find_stored_appeal(self, decision_id: str) -> str | None:
        """The earliest appeal that was filed in time against a sanction, if its workflow was told of none."""
        async with self._database.transaction() as session:
            appeals = _appeals(AppealState.DRAFTED).where(MisuseDecision.id == decision_id)
            earliest: str | None = await session.scalar(appeals.order_by(MisuseAppeal.filed_at).limit(1))
            return earliest

    @activity.defn(name="Find appeal against expulsion")
    async def is_expulsion_appealed(self, business_id: str) -> bool:
        """Whether an appeal against an expulsion of the business waits for its answer, heard of or not."""
        async with self._database.transaction() as session:
            appeal_id = await session.scalar(
                _appeals(AppealState.DRAFTED, AppealState.FILED)
                .where(
                    MisuseDecision.business_id == business_id,
                    MisuseDecision.verdict == Verdict.EXPEL.value,
                    MisuseDecision.state == DecisionState.IN_FORCE.value,
                )
                .limit(1)
            )
            return appeal_id is not None

    @activity.defn(name="Record misuse")
    async def record_misuse(self, record: MisuseRecord) -> None:
        """Writes the state; a repeated or overtaken write changes nothing."""
        async with self._database.transaction() as session:
            written = await session.execute(
                update(MisuseReport)
                .where(MisuseReport.id == record.report_id, MisuseReport.sequence < record.sequence)
                .values(
                    sequence=record.sequence,
                    state=record.state.value,
                    claimed_by=record.claimed_by,
                    claimed_at=record.claimed_at,
                    claim_ends_at=record.claim_ends_at,
                    decision_id=record.decision.decision_id if record.decision else None,
                )
                .returning(MisuseReport.id)
            )
            if written.first() is None:
                return
            if record.decision is not None:
                await _write_decision(session, record.decision)
            if record.appeal is not None:
                await _write_appeal(session, record.appeal)


def _appeals(*states: AppealState) -> Select[str]:
    """Those that were stored before it was too late (`refuse_appeal`)."""
    return (
        select(MisuseAppeal.id)
        .join(MisuseDecision, MisuseDecision.id == MisuseAppeal.decision_id)
        .where(MisuseAppeal.state.in_(states), MisuseAppeal.filed_at < MisuseDecision.appeal_until)
    )


async def _reviews(session: AsyncSession, user_id: str) -> bool:
    """Whether somebody may judge reports."""
    roles = await session.scalar(
        select(StaffMember.roles).where(StaffMember.user_id == user_id, *at_work(now()))
    )
    granted = staff_permissions(frozenset(StaffRole(role) for role in roles or ()))
    return Permission.MISUSE_REVIEW in granted


async def _find(session: AsyncSession, report: MisuseReport) -> None:
    """Sets the envelope or the lone document that was reported; a draft was shown to nobody."""
    envelope_id, document_id = report.given_envelope_id, report.given_document_id
    if report.given_link_sha256:
        envelope_id = await session.scalar(
            select(SigningLink.envelope_id).where(SigningLink.token_sha256 == report.given_link_sha256)
        )
    elif report.given_sha256:
        envelope_id, document_id = await _by_hash(session, report.given_sha256)
    envelope = await session.get(Envelope, envelope_id) if envelope_id else None
    if envelope is None or envelope.state == EnvelopeState.DRAFT.value:
        return
    placed = await session.scalars(
        select(EnvelopeDocument.document_id)
        .where(EnvelopeDocument.envelope_id == envelope.id)
        .order_by(EnvelopeDocument.position)
    )
    document_ids = list(placed)
    report.business_id, report.envelope_id = envelope.business_id, envelope.id
    report.sender_id = envelope.created_by
    report.document_id = document_id if document_id in document_ids else None
    report.document_ids = [report.document_id] if report.document_id else document_ids


async def _by_hash(session: AsyncSession, sha256: str) -> tuple[str | None, str | None]:
    """Envelope and document of a file: a signed version, the document as sent, or as it was uploaded."""
    revision = await session.execute(
        select(Revision.envelope_id, Revision.document_id).where(Revision.sha256 == sha256).limit(1)
    )
    if (found := revision.first()) is not None:
        return found.envelope_id, found.document_id
    placed = await session.execute(
        select(EnvelopeDocument.envelope_id, EnvelopeDocument.document_id)
        .join(Document, Document.id == EnvelopeDocument.document_id)
        .join(Envelope, Envelope.id == EnvelopeDocument.envelope_id)
        .where(
            or_(Document.sha256 == sha256, Document.uploaded_sha256 == sha256),
            Envelope.state != EnvelopeState.DRAFT.value,
        )
        .order_by(Envelope.id.desc())
        .limit(1)
    )
    found = placed.first()
    return (found.envelope_id, found.document_id) if found else (None, None)


async def _write_decision(session: AsyncSession, record: DecisionRecord) -> None:
    decision = await session.get_one(MisuseDecision, record.decision_id)
    changed = decision.state != record.state.value
    decision.state = record.state.value
    decision.seconded_by = record.seconded_by
    decision.in_force_at, decision.appeal_until = record.in_force_at, record.appeal_until
    decision.blocks_at = record.blocks_at
    decision.ended_at, decision.ended_by = record.ended_at, record.ended_by
    words = await _words(session, record.act_id)
    if words is not None and record.ended_at is None:
        decision.second_words = words
    elif words is not None:
        decision.end_words = words
    if changed and record.state not in (DecisionState.AWAITING_SECOND, DecisionState.REFUSED):
        await _note(session, decision)


async def _write_appeal(session: AsyncSession, record: AppealRecord) -> None:
    appeal = await session.get_one(MisuseAppeal, record.appeal_id)
    appeal.state = record.state.value
    appeal.decided_by, appeal.decided_at = record.decided_by, record.decided_at
    appeal.reason = await _words(session, record.act_id) or appeal.reason


async def _words(session: AsyncSession, act_id: str | None) -> str | None:
    act = await session.get(MisuseAct, act_id) if act_id else None
    return act.words if act else None


async def _note(session: AsyncSession, decision: MisuseDecision) -> None:
    """What the owner sees in the log: a sanction that took effect or ended. A dismissal concerns nobody."""
    if decision.state == DecisionState.DISMISSED.value:
        return
    await note(
        session,
        Entry(
            f"workflow:misuse-decisions:{decision.state.replace('_', '-')}",
            Actor.SERVICE,
            business_id=decision.business_id,
            user_id=decision.user_id,
            objects=[decision.id],
        ),
    )
