"""What everyone on the staff signs and learns (contract P5). One's own is open to whoever lacks it."""

from typing import Annotated

from fastapi import APIRouter, Query, status
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from api.access.rules import PERSON, access, staff
from api.acting.staff_duties import (
    ask_for_commitments,
    decide_external,
    own_place,
    record_external,
    take_test,
)
from api.frame.context import now
from api.frame.file_answers import PDF
from api.frame.inputs import MakingIn, PartsIn, PersonIn, SessionIn, StaffIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.reading.downloads import download
from api.reading.staff_duties import (
    commitment_file,
    commitments_of,
    show_attempt,
    show_course,
    show_duties,
    show_external,
)
from api.schemas.common import Language, Page
from api.schemas.staff import ReasonGiven
from api.schemas.staff_duties import (
    CommitmentOrder,
    CourseAnswers,
    CourseView,
    DutiesView,
    ExternalTrainingDraft,
    ExternalTrainingView,
    TrainingAttemptView,
)
from models import ExternalTraining
from models.identifiers import Prefix
from terms.access import COMMITMENTS_PER_USER, TRAINING_ATTEMPTS_PER_USER
from terms.courses import Course, current_course
from terms.roles import Permission
from terms.staff import DecisionState

router = APIRouter(route_class=Route, tags=["staff"])
_LOOK = staff(Permission.STAFF_READ)
_CHANGE = staff(Permission.STAFF_CHANGE, step_up=True)


@router.get("/v1/staff/duties")
@access(PERSON, Kind.NOT_FOUND)
async def read_own_duties(person: PersonIn, session: SessionIn) -> DutiesView:
    """What a member of staff has signed and learned, and what is missing before there is access."""
    at = now()
    place = await own_place(session, person.user_id, at)
    return await show_duties(session, person.user_id, place.done, at)


@router.post("/v1/staff/duties/sign", status_code=status.HTTP_202_ACCEPTED)
@access(PERSON, Kind.NOT_FOUND, Kind.TOO_MANY_REQUESTS)
async def send_own_commitments(
    person: PersonIn, parts: PartsIn, session: SessionIn, making: MakingIn
) -> DutiesView:
    """Has one's commitments mailed for signature, where none hold or they end soon and none are under way."""
    at = now()
    place = await own_place(session, person.user_id, at)
    await parts.throttles.attempt(COMMITMENTS_PER_USER, "commitments", person.user_id, now=at)
    await ask_for_commitments(parts, person.user_id, making.id(Prefix.STAFF_COMMITMENT))
    return await show_duties(session, person.user_id, place.done, at)


@router.get("/v1/staff/duties/commitments/{commitment_id}/pdf", response_class=Response, responses=PDF)
@access(PERSON, Kind.NOT_FOUND, Kind.VERSION_NOT_FOUND)
async def download_own_commitment(
    commitment_id: str, person: PersonIn, parts: PartsIn, session: SessionIn
) -> Response:
    """One's own commitments as they were signed and sealed."""
    await own_place(session, person.user_id, now())
    file = await commitment_file(parts, session, commitment_id, person.user_id)
    return await download(parts.vault, file)


@router.get("/v1/staff/members/{user_id}/commitments")
@access(_LOOK)
async def list_commitments(user_id: str, session: SessionIn) -> Page[CommitmentOrder]:
    """What was sent to somebody for signature and how it ended, newest first; also of who has left."""
    return Page[CommitmentOrder](items=await commitments_of(session, user_id))


@router.get("/v1/staff/commitments/{commitment_id}/pdf", response_class=Response, responses=PDF)
@access(_LOOK, Kind.VERSION_NOT_FOUND)
async def download_commitment(commitment_id: str, parts: PartsIn, session: SessionIn) -> Response:
    """Somebody's commitments as they were signed and sealed."""
    return await download(parts.vault, await commitment_file(parts, session, commitment_id))


@router.get("/v1/staff/course")
@access(PERSON, Kind.NOT_FOUND)
async def read_course(
    person: PersonIn,
    session: SessionIn,
    language: Annotated[Language, Query(description="`es` or `en`.")] = "es",
) -> CourseView:
    """The course on data protection and security, with its questions."""
    await own_place(session, person.user_id, now())
    return show_course(current_course(Course.DATA_PROTECTION, language))


@router.post("/v1/staff/course/answer", status_code=status.HTTP_201_CREATED)
@access(PERSON, Kind.NOT_FOUND, Kind.COURSE_OUTDATED, Kind.TOO_MANY_REQUESTS)
async def answer_course(
    given: CourseAnswers, person: PersonIn, parts: PartsIn, session: SessionIn, making: MakingIn
) -> TrainingAttemptView:
    """Takes the test. Every try is kept; the training holds for a year from one that is passed."""
    at = now()
    await parts.throttles.attempt(TRAINING_ATTEMPTS_PER_USER, "training", person.user_id, now=at)
    attempt_id, zone = making.id(Prefix.TRAINING_ATTEMPT), parts.settings.holder_zone
    return show_attempt(await take_test(session, person.user_id, given, attempt_id, at, zone))


@router.post("/v1/staff/members/{user_id}/external-trainings", status_code=status.HTTP_201_CREATED)
@access(_CHANGE)
async def record_external_training(
    user_id: str,
    draft: ExternalTrainingDraft,
    caller: StaffIn,
    parts: PartsIn,
    session: SessionIn,
    making: MakingIn,
) -> ExternalTrainingView:
    """Records a training that somebody had elsewhere; it counts once a second person agrees."""
    training_id = making.id(Prefix.EXTERNAL_TRAINING)
    await record_external(parts, caller, user_id, draft, training_id, now())
    return await _shown(session, training_id)


@router.get("/v1/staff/external-trainings")
@access(_LOOK)
async def list_external_trainings(session: SessionIn) -> Page[ExternalTrainingView]:
    """All trainings from elsewhere, newest first; there are few, so it is one page."""
    rows = (await session.scalars(select(ExternalTraining).order_by(ExternalTraining.id.desc()))).all()
    return Page[ExternalTrainingView](items=await show_external(session, rows))


@router.post("/v1/staff/external-trainings/{external_training_id}/confirm")
@access(_CHANGE, Kind.SECOND_PERSON_REQUIRED, Kind.DECISION_ENDED)
async def confirm_external_training(
    external_training_id: str, caller: StaffIn, parts: PartsIn, session: SessionIn
) -> ExternalTrainingView:
    """The second person has seen the evidence: it counts from now on."""
    await decide_external(parts, caller, external_training_id, DecisionState.APPLIED, None, now())
    return await _shown(session, external_training_id)


@router.post("/v1/staff/external-trainings/{external_training_id}/refuse")
@access(_CHANGE, Kind.SECOND_PERSON_REQUIRED, Kind.DECISION_ENDED)
async def refuse_external_training(
    external_training_id: str, given: ReasonGiven, caller: StaffIn, parts: PartsIn, session: SessionIn
) -> ExternalTrainingView:
    """The second person does not agree: it never counts."""
    state = DecisionState.REFUSED
    await decide_external(parts, caller, external_training_id, state, given.reason, now())
    return await _shown(session, external_training_id)


async def _shown(session: AsyncSession, training_id: str) -> ExternalTrainingView:
    row = await session.get_one(ExternalTraining, training_id)
    return (await show_external(session, [row]))[0]
