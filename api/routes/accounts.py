"""Registration, verification, the user's own data, and businesses (contract A1, A2)."""

from dataclasses import replace

from fastapi import APIRouter, Response, status

from activities.mail.links import LinkTokens
from activities.mail.messages import Purpose
from api.access.rules import ANYBODY, ANYBODY_WITH_CAPTCHA, PERSON, PERSON_STEPPED_UP, access, member
from api.access.sessions import clear_cookie
from api.acting.accepting import order_copies
from api.acting.account_closing import close_account, obstacles_of
from api.acting.businesses import make_business
from api.acting.registration import ask_for_link, register, verify
from api.engine import WorkflowGone
from api.frame.context import now
from api.frame.inputs import (
    LettersIn,
    MakingIn,
    MemberIn,
    OriginIn,
    PartsIn,
    PersonIn,
    ReceptionIn,
    SessionIn,
)
from api.frame.route import Route
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.accounts import read_me, show_business
from api.schemas.accounts import (
    BusinessDraft,
    BusinessView,
    ClosingRequest,
    ClosingView,
    KeptOfAccountView,
    Me,
    MeChange,
    RegistrationAnswer,
    RegistrationRequest,
    VerificationAnswer,
    VerificationLinkAnswer,
    VerificationRequest,
)
from models import Business, User
from models.database import enter
from models.identifiers import Prefix
from models.scope import Scope
from terms.access import REGISTRATION_PER_ADDRESS, REGISTRATION_PER_ORIGIN, VERIFICATION_PER_ORIGIN
from terms.account_closing import KEPT_AS, KeptOfAccount, years_kept
from terms.retention import RETENTION
from terms.roles import Permission
from workflows.identifiers import registration_workflow_id
from workflows.registration import RegistrationWorkflow

router = APIRouter(route_class=Route, tags=["accounts"])


@router.post("/v1/registrations", status_code=status.HTTP_202_ACCEPTED)
@access(ANYBODY_WITH_CAPTCHA, Kind.CONSENT_OUTDATED, Kind.TOO_MANY_REQUESTS)
async def register_user(
    request: RegistrationRequest, parts: PartsIn, making: MakingIn, origin: OriginIn
) -> RegistrationAnswer:
    """Asks for an account. A link goes to the address; the answer is the same for a known one."""
    at = now()
    await parts.throttles.attempt(REGISTRATION_PER_ORIGIN, "registration-origin", origin.ip, now=at)
    await parts.throttles.attempt(REGISTRATION_PER_ADDRESS, "registration", request.email.lower(), now=at)
    expires_at = await register(parts, request, making.id(Prefix.REGISTRATION), origin, at)
    return RegistrationAnswer(expires_at=expires_at)


@router.post("/v1/registrations/verify")
@access(
    ANYBODY,
    Kind.VERIFICATION_LINK_UNKNOWN,
    Kind.VERIFICATION_LINK_EXPIRED,
    Kind.ALREADY_REGISTERED,
    Kind.TOO_MANY_REQUESTS,
)
async def verify_registration(
    request: VerificationRequest, parts: PartsIn, origin: OriginIn, reception: ReceptionIn
) -> VerificationAnswer:
    """Follows the mailed link: the account exists from now on. The first time it also signs in."""
    at = now()
    await parts.throttles.attempt(VERIFICATION_PER_ORIGIN, "verification", origin.ip, now=at)
    scope = Scope.of_credential(LinkTokens.sha256(request.token))
    async with parts.database.transaction(scope) as session:
        registration, is_new = await verify(session, request.token, at)
        if is_new:
            await replace(reception, session=session).welcome(str(registration.user_id))
    await _tell_workflow(parts, registration.id)
    return VerificationAnswer(email=registration.email, signed_in=is_new)


@router.post("/v1/registrations/link", status_code=status.HTTP_202_ACCEPTED)
@access(ANYBODY, Kind.VERIFICATION_LINK_UNKNOWN, Kind.ALREADY_REGISTERED, Kind.TOO_MANY_REQUESTS)
async def ask_for_verification_link(
    request: VerificationRequest, parts: PartsIn, making: MakingIn, origin: OriginIn
) -> VerificationLinkAnswer:
    """A mailed link that has ended is good for this: a new one goes to the address it was mailed to."""
    at = now()
    await parts.throttles.attempt(VERIFICATION_PER_ORIGIN, "verification", origin.ip, now=at)
    await ask_for_link(parts, request.token, making.id(Prefix.ACT), at)
    return VerificationLinkAnswer()


@router.get("/v1/me")
@access(PERSON)
async def read_own_data(person: PersonIn, session: SessionIn, parts: PartsIn) -> Me:
    """The signed-in user."""
    return await read_me(session, person.user_id, parts.settings.holder_zone)


@router.put("/v1/me")
@access(PERSON)
async def change_own_data(change: MeChange, person: PersonIn, session: SessionIn, parts: PartsIn) -> Me:
    """Sets the user's own data."""
    user = await session.get_one(User, person.user_id)
    user.name, user.language, user.time_zone = change.name, change.language, change.time_zone
    await session.flush()
    return await read_me(session, person.user_id, parts.settings.holder_zone)


@router.get("/v1/me/closing")
@access(PERSON)
async def read_closing(person: PersonIn, session: SessionIn) -> ClosingView:
    """What stands against closing one's account, and what is kept of it."""
    obstacles = await obstacles_of(session, person.user_id, now())
    kept = [
        KeptOfAccountView(what=what, years=years_kept(what), ground=RETENTION[KEPT_AS[what]].ground)
        for what in KeptOfAccount
    ]
    return ClosingView(obstacles=list(obstacles), kept=kept)


@router.post("/v1/me/closing", status_code=status.HTTP_204_NO_CONTENT)
@access(PERSON_STEPPED_UP, Kind.ACCOUNT_IN_USE)
async def close_own_account(
    request: ClosingRequest, person: PersonIn, parts: PartsIn, response: Response
) -> None:
    """Closes one's account for good: sessions and keys end at once, and what need not be kept is erased."""
    await close_account(parts, person, request.confirmation, now())
    clear_cookie(response, secure=parts.settings.secure_cookies)


@router.post("/v1/businesses", status_code=status.HTTP_201_CREATED)
@access(PERSON, Kind.CONSENT_OUTDATED)
async def create_business(
    draft: BusinessDraft,
    person: PersonIn,
    parts: PartsIn,
    session: SessionIn,
    origin: OriginIn,
    letters: LettersIn,
) -> BusinessView:
    """Makes a business, owned by whoever asks; what is accepted is evidence and is mailed to them."""
    at = now()
    business = await make_business(session, parts.texts, draft, person.user_id, origin, at)
    await enter(session, Scope.of_person(person.user_id))
    await order_copies(letters, session, Purpose.BUSINESS_REGISTERED, person.user_id, at, business.id)
    return show_business(business)


@router.get("/v1/businesses/current")
@access(member(Permission.BUSINESS_READ))
async def read_business(member: MemberIn, session: SessionIn) -> BusinessView:
    """The business one acts for."""
    return show_business(await session.get_one(Business, member.business_id))


async def _tell_workflow(parts: Parts, registration_id: str) -> None:
    """Ends the workflow's wait. If it cannot be told, it finds the registration verified when it wakes."""
    try:
        await parts.engine.tell(registration_workflow_id(registration_id), RegistrationWorkflow.verified)
    except (WorkflowGone, Problem):
        return
