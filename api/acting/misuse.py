"""Reports of misuse, and what reviewers and owners ask of their workflow (contract A8)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncSession

from activities.mail.links import LinkTokens
from activities.records.contract_terms import governing_terms
from api.access.callers import LinkHolder, Staff
from api.access.scopes import scope_of
from api.acting.carrying_on import (
    AT_ONCE,
    CARRIED_FOR,
    CUT_SHORT,
    Entered,
    carry_on_each,
    carry_on_entered,
)
from api.acting.customers import require_customer
from api.engine import WorkflowGone
from api.frame.context import Origin
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.schemas.misuse import DecisionDraft, DocumentReport, SignerReport
from models import Business, Membership, MisuseAct, MisuseDecision, MisuseReport
from models.scope import PUBLIC, UPKEEP, Scope
from terms.misuse import DecisionState, ReportState, Verdict
from workflows.identifiers import misuse_workflow_id
from workflows.misuse import MisuseWorkflow
from workflows.misuse_messages import DecideAct, MisuseStart, MisuseStatus


async def report_by_signer(
    parts: Parts, holder: LinkHolder, request: SignerReport, report_id: str, origin: Origin, now: datetime
) -> None:
    """A recipient reports. Anonymous, neither the signer nor where it came from is kept."""
    values = {
        "reporter": "signer",
        "signer_id": holder.signer.id if request.reply_to else None,
        "given_envelope_id": holder.envelope.id,
        "given_document_id": request.document_id,
        "language": holder.signer.language,
    }
    await _store_report(parts, scope_of(holder), report_id, request, values, origin, now)


async def report_by_anybody(
    parts: Parts, request: DocumentReport, report_id: str, origin: Origin, now: datetime
) -> None:
    """Anybody reports. Whether there is such a document only the workflow finds out."""
    values = {
        "reporter": "anybody",
        "given_envelope_id": request.envelope_id,
        "given_sha256": request.document_sha256,
        "given_link_sha256": LinkTokens.sha256(_token_of(request.link)) if request.link else None,
        "language": request.language,
    }
    await _store_report(parts, PUBLIC, report_id, request, values, origin, now)


async def _store_report(
    parts: Parts,
    scope: Scope,
    report_id: str,
    request: SignerReport | DocumentReport,
    values: dict[str, str | None],
    origin: Origin,
    now: datetime,
) -> None:
    """Stores the report, then starts its workflow; a repeated request finds both done."""
    async with parts.database.transaction(scope) as session:
        await session.execute(
            insert(MisuseReport)
            .values(
                id=report_id,
                ground=request.ground.value,
                words=request.words,
                reply_to=request.reply_to,
                received_at=now,
                ip=origin.ip if request.reply_to else None,
                user_agent=origin.user_agent if request.reply_to else None,
                document_ids=[],
                **values,
            )
            .on_conflict_do_nothing()
        )
    await _begin(parts, report_id)


async def _begin(parts: Parts, report_id: str) -> None:
    await parts.engine.start(MisuseWorkflow.run, MisuseStart(report_id), misuse_workflow_id(report_id))


async def carry_on_reports(parts: Parts, at: datetime) -> None:
    """Starts the workflows of reports that a crash left without one: who reported comes back to no page."""
    waiting = MisuseReport.state == ReportState.WAITING.value
    entered = Entered(MisuseReport.id, MisuseReport.received_at, waiting)
    await carry_on_entered(parts, entered, lambda report_id: _begin(parts, report_id), at)


def _token_of(link: str) -> str:
    """The token in an address that a signer was mailed, or the token itself."""
    return urlsplit(link).path.rstrip("/").rpartition("/")[2]


async def ask_misuse(
    parts: Parts,
    report_id: str,
    update: Callable[..., Any],
    act: object,
    act_id: str,
    ended: Kind = Kind.REPORT_DECIDED,
) -> MisuseStatus:
    """Asks the report's workflow. Raises its refusals, and the problem `ended` once it has."""
    try:
        return await parts.engine.ask(misuse_workflow_id(report_id), update, act, act_id, MisuseStatus)
    except WorkflowGone as error:
        raise Problem(ended) from error


async def decide(
    parts: Parts, staff: Staff, report: MisuseReport, draft: DecisionDraft, decision_id: str, now: datetime
) -> None:
    """Stores a decision and asks for it to take effect.

    Raises 404 where there is nobody to decide about or no customer to sanction, 409 for the owner's access,
    422 for a stranger's.
    """
    if report.business_id is None:
        raise Problem(Kind.NOT_FOUND)
    if draft.verdict != Verdict.DISMISS:
        await require_customer(parts, staff, report.business_id)
    async with parts.database.transaction(scope_of(staff)) as session:
        if draft.user_id is not None:
            await _require_guest(session, report, draft.user_id)
        await session.execute(
            insert(MisuseDecision)
            .values(
                id=decision_id,
                report_id=report.id,
                business_id=report.business_id,
                verdict=draft.verdict.value,
                ground=draft.ground.value,
                facts=draft.facts,
                reason=draft.reason,
                user_id=draft.user_id,
                reach=draft.reach.value if draft.reach else None,
                terms_version=await governing_terms(session, report.business_id),
                proposed_by=staff.user_id,
                proposed_at=now,
            )
            .on_conflict_do_nothing()
        )
    act = DecideAct(decision_id, Verdict(draft.verdict), staff.user_id, draft.user_id)
    await _ask_to_decide(parts, report.id, act)


async def carry_on_decisions(parts: Parts, at: datetime) -> None:
    """Asks for decisions that were only stored, of each report the newest, to take effect.

    Stored since the reviewer took the report, which is theirs still: what was refused them is none of these.
    """
    async with parts.database.transaction(UPKEEP) as session:
        rows = await session.scalars(
            select(MisuseDecision)
            .join(MisuseReport, MisuseReport.id == MisuseDecision.report_id)
            .where(
                MisuseDecision.state == DecisionState.DRAFTED.value,
                MisuseDecision.proposed_at.between(at - CARRIED_FOR, at - CUT_SHORT),
                MisuseReport.state == ReportState.CLAIMED.value,
                MisuseReport.claimed_by == MisuseDecision.proposed_by,
                MisuseReport.claimed_at <= MisuseDecision.proposed_at,
            )
            .ext(distinct_on(MisuseDecision.report_id))
            .order_by(MisuseDecision.report_id, MisuseDecision.proposed_at.desc())
            .limit(AT_ONCE)
        )
        left = [
            (row.report_id, DecideAct(row.id, Verdict(row.verdict), row.proposed_by, row.user_id))
            for row in rows
        ]
    await carry_on_each(left, lambda decision: _ask_to_decide(parts, *decision))


async def _ask_to_decide(parts: Parts, report_id: str, act: DecideAct) -> None:
    await ask_misuse(parts, report_id, MisuseWorkflow.decide, act, act.decision_id)


@dataclass(frozen=True)
class ReviewerWords:
    """What a reviewer says with an act, stored before the workflow is told the act's id."""

    act_id: str
    kind: str
    by: str
    words: str


async def store_words(parts: Parts, staff: Staff, report_id: str, said: ReviewerWords, now: datetime) -> None:
    """Stores them; a repeated request finds them stored."""
    async with parts.database.transaction(scope_of(staff)) as session:
        await session.execute(
            insert(MisuseAct)
            .values(id=said.act_id, report_id=report_id, kind=said.kind, by=said.by, words=said.words, at=now)
            .on_conflict_do_nothing()
        )


async def _require_guest(session: AsyncSession, report: MisuseReport, user_id: str) -> None:
    owns = await session.scalar(select(Business.id).where(Business.owner_id == user_id).limit(1))
    if owns is not None:
        raise Problem(Kind.OWNER_CANNOT_BE_REVOKED)
    place = await session.scalar(
        select(Membership.user_id).where(
            Membership.business_id == report.business_id, Membership.user_id == user_id
        )
    )
    if place is None:
        error = {"pointer": "/user_id", "code": "not_a_member", "detail": "Not a member of this business."}
        raise Problem(Kind.VALIDATION, errors=[error])
