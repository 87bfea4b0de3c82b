"""The reviewers' queue, their decisions, and appeals (contract A8)."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, status

from api.access.rules import access, staff
from api.acting.misuse import ReviewerWords, ask_misuse, decide, store_words
from api.frame.context import now
from api.frame.inputs import MakingIn, PartsIn, SessionIn, StaffIn
from api.frame.paging import After, Limit
from api.frame.route import Route
from api.problems.kinds import Kind
from api.reading.misuse import (
    find_appeal,
    find_decision,
    find_report,
    list_appeals,
    list_decisions,
    list_reports,
    show_appeals,
    show_decisions,
    show_report,
    show_reports,
)
from api.schemas.common import Page
from api.schemas.misuse import (
    AppealDecision,
    DecisionDraft,
    DecisionEnd,
    DecisionView,
    ReportDetail,
    ReportView,
    SecondOpinion,
    StaffAppealView,
)
from models.identifiers import Prefix
from terms.misuse import AppealState, DecisionState, ReportState
from terms.roles import Permission
from workflows.misuse import MisuseWorkflow
from workflows.misuse_messages import JudgeAct, LiftAct, ReviewerAct, SecondAct

router = APIRouter(route_class=Route, tags=["misuse review"])
REVIEW = staff(Permission.MISUSE_REVIEW)
REVIEW_STEPPED_UP = staff(Permission.MISUSE_REVIEW, step_up=True)


@router.get("/v1/staff/misuse-reports")
@access(REVIEW)
async def read_queue(
    staff: StaffIn,
    session: SessionIn,
    state: Annotated[list[ReportState] | None, Query(description="One or more states.")] = None,
    mine: Annotated[bool, Query(description="Only what one has claimed.")] = False,
    limit: Limit = 20,
    after: After = None,
) -> Page[ReportView]:
    """Reports, oldest first."""
    return await list_reports(session, state or (), staff.user_id if mine else None, limit, after)


@router.get("/v1/staff/misuse-reports/{report_id}")
@access(REVIEW)
async def read_report(report_id: str, session: SessionIn) -> ReportDetail:
    """A report with what else is known of the business. Who reported is not shown."""
    return await show_report(session, await find_report(session, report_id))


@router.post("/v1/staff/misuse-reports/{report_id}/claim")
@access(REVIEW, Kind.REPORT_CLAIMED, Kind.REPORT_DECIDED)
async def claim_report(
    report_id: str, staff: StaffIn, parts: PartsIn, session: SessionIn, making: MakingIn
) -> ReportView:
    """Takes a report, for some days; only then may its documents be opened."""
    return await _take_or_give(report_id, staff, parts, session, making, MisuseWorkflow.claim)


@router.post("/v1/staff/misuse-reports/{report_id}/release")
@access(REVIEW, Kind.REPORT_NOT_CLAIMED, Kind.REPORT_DECIDED)
async def release_report(
    report_id: str, staff: StaffIn, parts: PartsIn, session: SessionIn, making: MakingIn
) -> ReportView:
    """Gives a report back to the queue."""
    return await _take_or_give(report_id, staff, parts, session, making, MisuseWorkflow.release)


@router.post("/v1/staff/misuse-reports/{report_id}/decisions", status_code=status.HTTP_201_CREATED)
@access(REVIEW_STEPPED_UP, Kind.REPORT_NOT_CLAIMED, Kind.REPORT_DECIDED, Kind.OWNER_CANNOT_BE_REVOKED)
async def decide_report(
    report_id: str,
    draft: DecisionDraft,
    staff: StaffIn,
    parts: PartsIn,
    session: SessionIn,
    making: MakingIn,
) -> DecisionView:
    """Dismisses the report, or sanctions: at once, but an expulsion waits for a second person."""
    report = await find_report(session, report_id)
    decision_id = making.id(Prefix.MISUSE_DECISION)
    await decide(parts, staff, report, draft, decision_id, now())
    return await _shown(session, decision_id)


@router.get("/v1/staff/misuse-decisions")
@access(REVIEW)
async def read_decisions(
    session: SessionIn,
    state: Annotated[list[DecisionState] | None, Query(description="One or more states.")] = None,
    limit: Limit = 20,
    after: After = None,
) -> Page[DecisionView]:
    """Decisions, newest first."""
    return await list_decisions(session, state or (), limit, after)


@router.get("/v1/staff/misuse-decisions/{decision_id}")
@access(REVIEW)
async def read_decision(decision_id: str, session: SessionIn) -> DecisionView:
    """A decision."""
    return await _shown(session, decision_id)


@router.post("/v1/staff/misuse-decisions/{decision_id}/second")
@access(REVIEW_STEPPED_UP, Kind.DECISION_NOT_AWAITING, Kind.SECOND_PERSON_REQUIRED)
async def second_decision(
    decision_id: str,
    opinion: SecondOpinion,
    staff: StaffIn,
    parts: PartsIn,
    session: SessionIn,
    making: MakingIn,
) -> DecisionView:
    """A second person agrees, and it takes effect; or refuses, and the report is the reviewer's again."""
    report_id = (await find_decision(session, decision_id)).report_id
    said = ReviewerWords(making.id(Prefix.MISUSE_ACT), "second", staff.user_id, opinion.reason)
    await store_words(parts, staff, report_id, said, now())
    act = SecondAct(staff.user_id, opinion.agreed, said.act_id)
    await ask_misuse(parts, report_id, MisuseWorkflow.second, act, said.act_id, Kind.DECISION_NOT_AWAITING)
    return await _shown(session, decision_id)


@router.post("/v1/staff/misuse-decisions/{decision_id}/lift")
@access(REVIEW_STEPPED_UP, Kind.DECISION_NOT_IN_FORCE)
async def lift_decision(
    decision_id: str,
    end: DecisionEnd,
    staff: StaffIn,
    parts: PartsIn,
    session: SessionIn,
    making: MakingIn,
) -> DecisionView:
    """Ends a sanction without an appeal; answers once the service is back."""
    report_id = (await find_decision(session, decision_id)).report_id
    said = ReviewerWords(making.id(Prefix.MISUSE_ACT), "lift", staff.user_id, end.reason)
    await store_words(parts, staff, report_id, said, now())
    await ask_misuse(
        parts,
        report_id,
        MisuseWorkflow.lift,
        LiftAct(staff.user_id, said.act_id),
        said.act_id,
        Kind.DECISION_NOT_IN_FORCE,
    )
    return await _shown(session, decision_id)


@router.get("/v1/staff/misuse-appeals")
@access(REVIEW)
async def read_appeals(
    session: SessionIn,
    state: Annotated[list[AppealState] | None, Query(description="One or more states.")] = None,
    limit: Limit = 20,
    after: After = None,
) -> Page[StaffAppealView]:
    """Appeals, oldest first."""
    return await list_appeals(session, state or (), limit, after)


@router.post("/v1/staff/misuse-appeals/{appeal_id}/decision")
@access(REVIEW_STEPPED_UP, Kind.SECOND_PERSON_REQUIRED, Kind.APPEAL_DECIDED)
async def decide_appeal(
    appeal_id: str,
    decision: AppealDecision,
    staff: StaffIn,
    parts: PartsIn,
    session: SessionIn,
    making: MakingIn,
) -> StaffAppealView:
    """Upholds or rejects an appeal: a reviewer who had no part in the decision. Upheld, it is undone."""
    appeal = await find_appeal(session, appeal_id)
    report_id = (await find_decision(session, appeal.decision_id)).report_id
    said = ReviewerWords(making.id(Prefix.MISUSE_ACT), "judge", staff.user_id, decision.reason)
    await store_words(parts, staff, report_id, said, now())
    act = JudgeAct(staff.user_id, decision.outcome == "upheld", said.act_id)
    await ask_misuse(parts, report_id, MisuseWorkflow.judge, act, said.act_id, Kind.APPEAL_DECIDED)
    await session.refresh(appeal)
    (view,) = await show_appeals(session, [appeal])
    return view


async def _take_or_give(
    report_id: str,
    staff: StaffIn,
    parts: PartsIn,
    session: SessionIn,
    making: MakingIn,
    update: Callable[..., Any],
) -> ReportView:
    report = await find_report(session, report_id)
    act = ReviewerAct(staff.user_id)
    await ask_misuse(parts, report_id, update, act, making.id(Prefix.MISUSE_ACT))
    await session.refresh(report)
    (view,) = await show_reports(session, [report])
    return view


async def _shown(session: SessionIn, decision_id: str) -> DecisionView:
    """The decision as the workflow has left it."""
    session.expire_all()
    (view,) = await show_decisions(session, [await find_decision(session, decision_id)])
    return view
