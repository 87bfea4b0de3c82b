"""Reports of misuse and decisions as reviewers and owners see them."""

from collections.abc import Mapping, Sequence
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.cursors import cursor_after, position_of
from api.reading.incidents import staff_names
from api.schemas.common import Page
from api.schemas.misuse import (
    AppealView,
    BusinessName,
    DecisionView,
    ReportDetail,
    ReportView,
    StaffAppealView,
    StatementView,
    UserName,
)
from models import Business, KnownPerson, MisuseAppeal, MisuseDecision, MisuseReport
from terms.clauses import numbered, sanction_clauses
from terms.misuse import (
    TOLD_TO_CUSTOMER,
    AppealState,
    DecisionState,
    Ground,
    Reach,
    ReportState,
    Verdict,
)

_SANCTIONS = [state.value for state in TOLD_TO_CUSTOMER]


async def find_report(session: AsyncSession, report_id: str) -> MisuseReport:
    """The report, once its workflow has read it. Raises 404."""
    report = await session.get(MisuseReport, report_id)
    if report is None or report.sequence == 0:
        raise Problem(Kind.NOT_FOUND)
    return report


async def find_decision(
    session: AsyncSession, decision_id: str, business_id: str | None = None
) -> MisuseDecision:
    """A decision that its workflow accepted; with `business_id`, a sanction against that one. Raises 404."""
    decision = await session.get(MisuseDecision, decision_id)
    if decision is None or decision.state == DecisionState.DRAFTED.value:
        raise Problem(Kind.NOT_FOUND)
    if business_id is not None and not _is_told(decision, business_id):
        raise Problem(Kind.NOT_FOUND)
    return decision


async def find_appeal(session: AsyncSession, appeal_id: str) -> MisuseAppeal:
    """An appeal that was filed. Raises 404."""
    appeal = await session.get(MisuseAppeal, appeal_id)
    if appeal is None or appeal.state == AppealState.DRAFTED.value:
        raise Problem(Kind.NOT_FOUND)
    return appeal


async def list_reports(
    session: AsyncSession,
    states: Sequence[ReportState],
    claimed_by: str | None,
    limit: int,
    after: str | None,
) -> Page[ReportView]:
    """One page of the queue, oldest first: who waits longest comes first."""
    query = select(MisuseReport).where(MisuseReport.sequence > 0).order_by(MisuseReport.id).limit(limit + 1)
    if states:
        query = query.where(MisuseReport.state.in_([state.value for state in states]))
    if claimed_by is not None:
        query = query.where(MisuseReport.claimed_by == claimed_by)
    if after is not None:
        query = query.where(MisuseReport.id > position_of(after))
    rows = (await session.scalars(query)).all()
    shown = rows[:limit]
    return Page[ReportView](
        items=await show_reports(session, shown),
        next=cursor_after(shown[-1].id) if len(rows) > limit else None,
    )


async def show_reports(session: AsyncSession, rows: Sequence[MisuseReport]) -> list[ReportView]:
    """Reports with the names of businesses and reviewers."""
    businesses = await _businesses(session, [row.business_id for row in rows])
    staff = await staff_names(session, [row.claimed_by for row in rows])
    return [
        ReportView(
            id=row.id,
            state=ReportState(row.state),
            ground=Ground(row.ground),
            words=row.words,
            by=_reporter(row),
            anonymous=row.reply_to is None,
            received_at=row.received_at,
            business=businesses.get(row.business_id or ""),
            envelope_id=row.envelope_id,
            document_id=row.document_id,
            document_ids=row.document_ids,
            sender_id=row.sender_id,
            claimed_by=staff.get(row.claimed_by or ""),
            claimed_at=row.claimed_at,
            claim_ends_at=row.claim_ends_at,
            decision_id=row.decision_id,
        )
        for row in rows
    ]


async def show_report(session: AsyncSession, report: MisuseReport) -> ReportDetail:
    """A report with what else is known of the business."""
    (view,) = await show_reports(session, [report])
    count = await session.scalar(
        select(func.count()).select_from(MisuseReport).where(MisuseReport.business_id == report.business_id)
    )
    decisions = await session.scalars(
        select(MisuseDecision)
        .where(
            MisuseDecision.business_id == report.business_id,
            MisuseDecision.state != DecisionState.DRAFTED.value,
        )
        .order_by(MisuseDecision.id.desc())
    )
    return ReportDetail(
        **view.model_dump(),
        reports_on_business=count or 0,
        decisions=await show_decisions(session, decisions.all()),
    )


async def list_decisions(
    session: AsyncSession, states: Sequence[DecisionState], limit: int, after: str | None
) -> Page[DecisionView]:
    """One page of decisions, newest first."""
    wanted = [state.value for state in states if state is not DecisionState.DRAFTED]
    query = select(MisuseDecision).order_by(MisuseDecision.id.desc()).limit(limit + 1)
    query = query.where(
        MisuseDecision.state.in_(wanted) if wanted else MisuseDecision.state != DecisionState.DRAFTED.value
    )
    if after is not None:
        query = query.where(MisuseDecision.id < position_of(after))
    rows = (await session.scalars(query)).all()
    shown = rows[:limit]
    return Page[DecisionView](
        items=await show_decisions(session, shown),
        next=cursor_after(shown[-1].id) if len(rows) > limit else None,
    )


async def show_decisions(session: AsyncSession, rows: Sequence[MisuseDecision]) -> list[DecisionView]:
    """Decisions with the names of all who had to do with them."""
    businesses = await _businesses(session, [row.business_id for row in rows])
    appeals = await _appeals(session, [row.id for row in rows])
    users = await _users(session, [row.user_id for row in rows])
    staff = await staff_names(session, [name for row in rows for name in (row.proposed_by, row.seconded_by)])
    views = {view.decision_id: view for view in await show_appeals(session, list(appeals.values()))}
    return [
        DecisionView(
            id=row.id,
            report_id=row.report_id,
            business=businesses[row.business_id],
            verdict=Verdict(row.verdict),
            ground=Ground(row.ground),
            facts=row.facts,
            reason=row.reason,
            user=users.get(row.user_id or ""),
            reach=Reach(row.reach) if row.reach else None,
            state=DecisionState(row.state),
            proposed_by=staff[row.proposed_by],
            proposed_at=row.proposed_at,
            seconded_by=staff.get(row.seconded_by or ""),
            in_force_at=row.in_force_at,
            appeal_until=row.appeal_until,
            blocks_at=row.blocks_at,
            ended_at=row.ended_at,
            appeal=views.get(row.id),
        )
        for row in rows
    ]


async def list_appeals(
    session: AsyncSession, states: Sequence[AppealState], limit: int, after: str | None
) -> Page[StaffAppealView]:
    """One page of appeals, oldest first."""
    query = select(MisuseAppeal).order_by(MisuseAppeal.id).limit(limit + 1)
    wanted = [state.value for state in states if state is not AppealState.DRAFTED]
    query = query.where(
        MisuseAppeal.state.in_(wanted) if wanted else MisuseAppeal.state != AppealState.DRAFTED.value
    )
    if after is not None:
        query = query.where(MisuseAppeal.id > position_of(after))
    rows = (await session.scalars(query)).all()
    shown = rows[:limit]
    return Page[StaffAppealView](
        items=await show_appeals(session, shown),
        next=cursor_after(shown[-1].id) if len(rows) > limit else None,
    )


async def show_appeals(session: AsyncSession, rows: Sequence[MisuseAppeal]) -> list[StaffAppealView]:
    """Appeals with who decided them."""
    staff = await staff_names(session, [row.decided_by for row in rows])
    return [
        StaffAppealView(**show_appeal(row).model_dump(), decided_by=staff.get(row.decided_by or ""))
        for row in rows
    ]


def show_appeal(row: MisuseAppeal) -> AppealView:
    """An appeal as its owner sees it."""
    return AppealView(
        id=row.id,
        decision_id=row.decision_id,
        words=row.words,
        filed_at=row.filed_at,
        state=AppealState(row.state),
        decided_at=row.decided_at,
        reason=row.reason,
    )


async def show_statements(session: AsyncSession, business_id: str) -> list[StatementView]:
    """What was decided against a business, newest first."""
    found = await session.scalars(
        select(MisuseDecision)
        .where(MisuseDecision.business_id == business_id, MisuseDecision.state.in_(_SANCTIONS))
        .order_by(MisuseDecision.id.desc())
    )
    rows = found.all()
    appeals = await _appeals(session, [row.id for row in rows])
    users = await _users(session, [row.user_id for row in rows])
    return [_statement(row, users, appeals.get(row.id)) for row in rows]


def _statement(
    row: MisuseDecision, users: Mapping[str, UserName], appeal: MisuseAppeal | None
) -> StatementView:
    return StatementView(
        id=row.id,
        verdict=Verdict(row.verdict),
        ground=Ground(row.ground),
        facts=row.facts,
        clauses=list(sanction_clauses(numbered(row.terms_version))),
        terms_version=row.terms_version,
        user=users.get(row.user_id or ""),
        reach=Reach(row.reach) if row.reach else None,
        state=DecisionState(row.state),
        in_force_at=row.in_force_at,
        appeal_until=row.appeal_until,
        blocks_at=row.blocks_at,
        ended_at=row.ended_at,
        appeal=show_appeal(appeal) if appeal else None,
    )


def _is_told(decision: MisuseDecision, business_id: str) -> bool:
    return decision.business_id == business_id and decision.state in _SANCTIONS


def _reporter(row: MisuseReport) -> Literal["signer", "anybody"]:
    return "signer" if row.reporter == "signer" else "anybody"


async def _businesses(session: AsyncSession, ids: Sequence[str | None]) -> Mapping[str, BusinessName]:
    wanted = {business_id for business_id in ids if business_id is not None}
    rows = await session.execute(select(Business.id, Business.name).where(Business.id.in_(wanted)))
    known = {row.id: row.name for row in rows}
    return {business_id: BusinessName(id=business_id, name=known.get(business_id)) for business_id in wanted}


async def _users(session: AsyncSession, ids: Sequence[str | None]) -> Mapping[str, UserName]:
    wanted = {user_id for user_id in ids if user_id is not None}
    rows = await session.execute(select(KnownPerson.id, KnownPerson.name).where(KnownPerson.id.in_(wanted)))
    known = {row.id: row.name for row in rows}
    return {user_id: UserName(id=user_id, name=known.get(user_id)) for user_id in wanted}


async def _appeals(session: AsyncSession, decision_ids: Sequence[str]) -> Mapping[str, MisuseAppeal]:
    rows = await session.scalars(
        select(MisuseAppeal).where(
            MisuseAppeal.decision_id.in_(decision_ids), MisuseAppeal.state != AppealState.DRAFTED.value
        )
    )
    return {row.decision_id: row for row in rows}
