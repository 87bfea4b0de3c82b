"""Who has a part in a person's request: controllers by their envelopes, and the holder (contract P6, P7)."""

from datetime import datetime

from sqlalchemy import distinct, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.deadlines import Seat, start_clock
from activities.subjects.finding import of_person
from models import Business, Envelope, RightsPart, RightsRequest, Signer, User
from models.identifiers import Prefix, new_id
from terms.deadlines import DeadlineKind
from terms.rights_requests import Dates, RequestChannel, RequesterIdentity, has_own_part

TO_CONTROLLER = DeadlineKind.REQUEST_TO_CONTROLLER
OWN_ANSWER = DeadlineKind.REQUEST_RESOLUTION
OWN_LONGEST = DeadlineKind.REQUEST_EXTENDED_RESOLUTION


async def find_parts(
    session: AsyncSession, seat: Seat, request: RightsRequest, dates: Dates, at: datetime
) -> None:
    """Enters the parts that a request has by now, with their clocks; those that are there are kept.

    Once it was passed on no controller is added: what began later is not concerned.
    """
    if request.email is None:
        return
    if request.passed_on_at is None:
        for business_id, envelopes in (await _controllers(session, request.email)).items():
            await _enter(session, request, business_id, dates, envelopes=envelopes)
            await start_clock(session, seat, TO_CONTROLLER, request.id, business_id, request.received_at)
    if await _is_own(session, request):
        await _enter(session, request, None, dates, passed_at=at)
        await start_clock(session, seat, OWN_ANSWER, request.id, None, request.received_at)
    if request.extended_at is not None:
        await start_clock(session, seat, OWN_LONGEST, request.id, None, request.received_at)
    await session.execute(
        update(RightsPart)
        .where(RightsPart.request_id == request.id, RightsPart.identity != request.identity)
        .values(identity=request.identity)
    )


async def _controllers(session: AsyncSession, email: str) -> dict[str, int]:
    """Business → how many of its envelopes name the address, or named it before it was put right.

    What was purged names nobody any more. For what the holder sent to its own staff it answers itself.
    """
    rows = await session.execute(
        select(Envelope.business_id, func.count(distinct(Envelope.id)))
        .join(Signer, Signer.envelope_id == Envelope.id)
        .join(Business, Business.id == Envelope.business_id)
        .where(of_person(email), Business.owner_id.is_not(None))
        .group_by(Envelope.business_id)
        .order_by(Envelope.business_id)
    )
    return {row[0]: row[1] for row in rows}


async def _is_own(session: AsyncSession, request: RightsRequest) -> bool:
    known = await session.scalar(select(exists().where(User.email == request.email)))
    controllers = await session.scalar(
        select(func.count())
        .select_from(RightsPart)
        .where(RightsPart.request_id == request.id, RightsPart.business_id.is_not(None))
    )
    return has_own_part(
        user_known=bool(known),
        controllers=controllers or 0,
        by_form=request.channel == RequestChannel.FORM.value,
        identity=RequesterIdentity(request.identity),
    )


async def _enter(
    session: AsyncSession,
    request: RightsRequest,
    business_id: str | None,
    dates: Dates,
    *,
    envelopes: int = 0,
    passed_at: datetime | None = None,
) -> None:
    values = {
        "id": new_id(Prefix.RIGHTS_PART),
        "request_id": request.id,
        "business_id": business_id,
        "passed_at": passed_at,
        "envelopes": envelopes,
        "answer_due_at": dates.answer_due,
    }
    told = ("kind", "email", "name", "words", "language", "received_at", "identity")
    statement = insert(RightsPart).values(values | {name: getattr(request, name) for name in told})
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["request_id", "business_id"],
            set_={"envelopes": statement.excluded.envelopes},
            where=RightsPart.passed_at.is_(None),
        )
    )
