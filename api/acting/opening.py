"""Opening a customer's document: with a reason, and of blocked data with a second person (A8, S17)."""

import asyncio
from datetime import datetime

import pypdfium2
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from activities.mail.messages import Purpose
from activities.vault.errors import KeyDestroyed, ObjectMissing
from api.access.callers import Staff
from api.access.scopes import scope_of
from api.acting.letters import AccountLetters
from api.engine import WorkflowGone
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.documents import StoredFile, original_file, revision_file
from api.reading.openings import current_state, is_open, newest_version, opened_paper
from api.schemas.openings import BlockedOpeningDraft, ReportedOpeningDraft
from models import Business, Document, DocumentOpening, DocumentOpeningView, MisuseReport, Revision
from models.database import enter
from models.identifiers import Prefix, new_id
from models.scope import Scope
from terms.misuse import ReportState
from terms.openings import APPROVED_LIFE, OPENING_LIFE, UNDER_WAY, OpeningState, may_tell
from terms.roles import StaffRole
from terms.staff import decision_deadline, may_decide
from terms.subscription import SubscriptionState
from terms.subscription_capabilities import Capability, refuse
from workflows.identifiers import staff_decision_workflow_id
from workflows.staff_decision import StaffDecisionStart, StaffDecisionWorkflow


async def open_reported(
    session: AsyncSession, caller: Staff, draft: ReportedOpeningDraft, opening_id: str, at: datetime
) -> DocumentOpening:
    """Opens a document of a report that the reviewer has claimed, at once and for minutes. Raises 409."""
    report = await _claimed(session, caller, draft.report_id, draft.document_id)
    row = DocumentOpening(
        id=opening_id,
        business_id=report.business_id,
        document_id=draft.document_id,
        opened_by=caller.user_id,
        role=StaffRole.REVIEWER.value,
        reason=draft.reason,
        legal_ground=draft.legal_ground,
        case_id=report.id,
        asked_at=at,
        state=OpeningState.OPEN.value,
        expires_at=at + OPENING_LIFE,
        opened_at=at,
    )
    return await _stored(session, row)


async def ask_to_open_blocked(
    parts: Parts, caller: Staff, draft: BlockedOpeningDraft, opening_id: str, at: datetime
) -> None:
    """Asks to open a document, invoice or certificate of a blocked business; a second person decides.

    Raises 404, 409.
    """
    async with parts.database.transaction(scope_of(caller)) as session:
        if await session.get(DocumentOpening, opening_id) is None:
            await _require_blocked(session, draft.business_id)
            row = DocumentOpening(
                id=opening_id,
                business_id=draft.business_id,
                document_id=draft.document_id,
                invoice_id=draft.invoice_id,
                envelope_id=draft.envelope_id,
                opened_by=caller.user_id,
                role=StaffRole.DPO.value,
                reason=draft.reason,
                legal_ground=draft.legal_ground,
                silence_reason=draft.silence_reason,
                case_id=draft.case_id,
                asked_at=at,
                state=OpeningState.AWAITING_APPROVAL.value,
                expires_at=decision_deadline(at, parts.settings.holder_zone),
            )
            await _stored(session, row)
    await parts.engine.start(
        StaffDecisionWorkflow.run, StaffDecisionStart(opening_id), staff_decision_workflow_id(opening_id)
    )


async def decide_opening(
    parts: Parts, caller: Staff, opening_id: str, reason: str | None, at: datetime
) -> None:
    """Approves an opening, or refuses it with a reason; repeated by the same person, changes nothing.

    Raises 403 for whoever asked, 404, 409 once it was decided.
    """
    state = OpeningState.APPROVED if reason is None else OpeningState.REFUSED
    async with parts.database.transaction(scope_of(caller)) as session:
        row = await _locked(session, opening_id)
        if (row.state, row.decided_by) != (state.value, caller.user_id):
            if current_state(row, at) is not OpeningState.AWAITING_APPROVAL:
                raise Problem(Kind.DECISION_ENDED)
            if not may_decide(caller.user_id, row.opened_by, None):
                raise Problem(Kind.SECOND_PERSON_REQUIRED)
            row.state, row.decided_by, row.decided_at, row.decision_reason = (
                state.value,
                caller.user_id,
                at,
                reason,
            )
            row.expires_at = at + APPROVED_LIFE
            row.ended_at = at if state is OpeningState.REFUSED else None
    try:
        await parts.engine.tell(staff_decision_workflow_id(opening_id), StaffDecisionWorkflow.changed)
    except (WorkflowGone, Problem):
        return


async def begin_opening(
    parts: Parts,
    session: AsyncSession,
    letters: AccountLetters,
    caller: Staff,
    opening_id: str,
    at: datetime,
) -> DocumentOpening:
    """Begins an approved opening: its minutes count from now. Raises 404, 409.

    The owner cannot sign in to see it any more: a letter tells them, once, with the opening itself, unless
    the law forbids that.
    """
    row = await _own(session, caller, opening_id)
    if is_open(row, at):
        return row
    if current_state(row, at) is not OpeningState.APPROVED:
        raise Problem(Kind.OPENING_NOT_OPEN)
    business = await _require_blocked(session, row.business_id)
    row.state, row.opened_at, row.expires_at = OpeningState.OPEN.value, at, at + OPENING_LIFE
    await session.flush()
    paper = await opened_paper(session, row)
    if paper is not None:
        row.page_count = await _pages_of(parts, paper)
        await session.flush()
    if may_tell(silenced=row.silence_reason is not None, lifted_at=row.lifted_at):
        await _tell_owner(session, letters, caller, business.owner_id, row)
    return row


async def lift_silence(
    session: AsyncSession, letters: AccountLetters, caller: Staff, opening_id: str, at: datetime
) -> DocumentOpening:
    """The law no longer forbids it: the owner is told of what was opened. Lifted already, it stays as it is.

    Raises 404, 409 where nothing was silenced.
    """
    row = await _locked(session, opening_id)
    if row.silence_reason is None:
        raise Problem(Kind.DISCLOSURE_SILENCE)
    if row.lifted_at is None:
        row.lifted_by, row.lifted_at = caller.user_id, at
        await session.flush()
        owner_id = await session.scalar(select(func.owner_of_lifted(opening_id)))
        if row.opened_at is not None:
            await _tell_owner(session, letters, caller, owner_id, row)
    return row


async def _tell_owner(
    session: AsyncSession, letters: AccountLetters, caller: Staff, owner_id: str | None, row: DocumentOpening
) -> None:
    if owner_id is not None:
        await enter(session, Scope.of_person(owner_id))
        await letters.order(Purpose.DOCUMENT_OPENED, owner_id, opening_id=row.id)
        await enter(session, scope_of(caller))


async def _pages_of(parts: Parts, paper: StoredFile) -> int:
    """How many pages it has: the service made it itself, so it is read here. Raises 404 once it is gone."""
    try:
        data = await parts.vault.get(paper.business_id, paper.object_key)
    except (KeyDestroyed, ObjectMissing) as error:
        raise Problem(Kind.NOT_FOUND) from error
    return await asyncio.to_thread(lambda: len(pypdfium2.PdfDocument(data)))


async def close_opening(
    session: AsyncSession, caller: Staff, opening_id: str, at: datetime
) -> DocumentOpening:
    """Ends an opening before its time; ended already, it stays as it is. Raises 404."""
    row = await _own(session, caller, opening_id)
    if current_state(row, at) in UNDER_WAY:
        row.state, row.ended_at = OpeningState.CLOSED.value, at
        await session.flush()
    return row


async def look_at_page(
    session: AsyncSession, caller: Staff, opening_id: str, page: int, at: datetime
) -> StoredFile:
    """Notes that a page is looked at, before it is shown, and gives the file it is of: the newest version.

    Raises 404, and 409 for what is not open (any more): the ground has to hold at each look.
    """
    row = await _own(session, caller, opening_id)
    if not is_open(row, at):
        raise Problem(Kind.OPENING_NOT_OPEN)
    if row.role == StaffRole.DPO.value:
        await _require_blocked(session, row.business_id)
    else:
        await _claimed(session, caller, row.case_id, row.document_id or "")
    file, version = await _file(session, row, page)
    session.add(
        DocumentOpeningView(
            id=new_id(Prefix.OPENING_VIEW),
            document_opening_id=row.id,
            business_id=row.business_id,
            page=page,
            revision_id=version.id if version else None,
            revision_number=version.number if version else None,
            at=at,
        )
    )
    await session.flush()
    return file


async def _file(session: AsyncSession, row: DocumentOpening, page: int) -> tuple[StoredFile, Revision | None]:
    """What a page is of, and which signed version of a document that is. Raises 404."""
    paper = await opened_paper(session, row)
    if paper is not None:
        if page > (row.page_count or 0):
            raise Problem(Kind.NOT_FOUND)
        return paper, None
    document = await session.get(Document, row.document_id)
    if document is None or page > document.page_count:
        raise Problem(Kind.NOT_FOUND)
    version = await newest_version(session, row)
    return (revision_file(document, version) if version else original_file(document)), version


async def _claimed(session: AsyncSession, caller: Staff, report_id: str, document_id: str) -> MisuseReport:
    """The report, if its reviewer may open that document for it. Raises 409, 403 once the data is blocked:
    then only the DPO may, with a second person (contract S17).
    """
    report = await session.get(MisuseReport, report_id)
    if (
        report is None
        or (report.state, report.claimed_by) != (ReportState.CLAIMED.value, caller.user_id)
        or document_id not in report.document_ids
    ):
        raise Problem(Kind.REPORT_NOT_CLAIMED)
    business = await session.get(Business, report.business_id)
    if business is not None and refuse(Capability.DOWNLOAD, business.current_standing) is not None:
        raise Problem(Kind.SERVICE_BLOCKED)
    return report


async def _require_blocked(session: AsyncSession, business_id: str) -> Business:
    business = await session.get(Business, business_id)
    if business is None or business.current_standing.state is not SubscriptionState.BLOCKED:
        raise Problem(Kind.BUSINESS_NOT_BLOCKED)
    return business


async def _stored(session: AsyncSession, row: DocumentOpening) -> DocumentOpening:
    """Raises 404 where the business has no such document: nobody of the staff can look for one."""
    session.add(row)
    try:
        await session.flush()
    except IntegrityError as error:
        raise Problem(Kind.NOT_FOUND) from error
    return row


async def _locked(session: AsyncSession, opening_id: str) -> DocumentOpening:
    row = await session.get(DocumentOpening, opening_id, with_for_update=True)
    if row is None:
        raise Problem(Kind.NOT_FOUND)
    return row


async def _own(session: AsyncSession, caller: Staff, opening_id: str) -> DocumentOpening:
    row = await session.scalar(
        select(DocumentOpening)
        .where(DocumentOpening.id == opening_id, DocumentOpening.opened_by == caller.user_id)
        .with_for_update()
    )
    if row is None:
        raise Problem(Kind.NOT_FOUND)
    return row
