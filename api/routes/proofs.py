"""Giving the second factor, stepping up, and signing in by passkey (contract M3)."""

from fastapi import APIRouter, status

from api.access.callers import Person
from api.access.credentials import read_credentials
from api.access.passkeys import ask_for_passkey, use_passkey
from api.access.rules import ANY_SESSION, ANYBODY, PROVING, access
from api.acting.proving import prove
from api.acting.signing_in import Reception
from api.acting.tries import session_try
from api.frame.inputs import PersonIn, ReceptionIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.schemas.factors import PasskeyOptions, PasskeySignIn, SecondFactorRequest, StepUpRequest
from api.schemas.sessions import SessionView
from models import Session
from terms.access import LOGIN_PER_ORIGIN
from terms.factors import CHALLENGE_LIFE
from terms.guessing import network_of
from terms.sessions import step_up_proofs

router = APIRouter(route_class=Route, tags=["sessions"])


@router.post("/v1/passkey-challenges", status_code=status.HTTP_201_CREATED)
@access(ANYBODY, Kind.TOO_MANY_REQUESTS)
async def ask_passkey(reception: ReceptionIn) -> PasskeyOptions:
    """Options for an authenticator to prove a passkey: for signing in, second factor, step-up and reset."""
    await _count(reception, "passkey-challenge")
    options = await ask_for_passkey(reception.session, reception.parts, reception.at)
    return PasskeyOptions(options=options, expires_at=reception.at + CHALLENGE_LIFE)


@router.post("/v1/sessions/passkey", status_code=status.HTTP_201_CREATED)
@access(
    ANYBODY,
    Kind.PASSKEY_REFUSED,
    Kind.PASSWORD_RESET_REQUIRED,
    Kind.ACCESS_REVOKED,
    Kind.TOO_MANY_REQUESTS,
)
async def sign_in_by_passkey(request: PasskeySignIn, reception: ReceptionIn) -> SessionView:
    """Signs in without a password. The authenticator has verified its user, so nothing more is asked."""
    await _count(reception, "passkey-login")
    user_id = await use_passkey(reception.session, reception.parts, request.credential, reception.at)
    return await reception.sign_in(user_id, factor_given=True)


@router.post("/v1/sessions/current/second-factor")
@access(ANY_SESSION, Kind.SECOND_FACTOR_REFUSED, Kind.PASSKEY_REFUSED, Kind.TOO_MANY_REQUESTS)
async def give_second_factor(
    request: SecondFactorRequest, person: PersonIn, reception: ReceptionIn
) -> SessionView:
    """Gives the second factor: from now on the session is good for all. Five wrong ones end it."""
    async with session_try(reception, person):
        await prove(reception, person.user_id, request.proof)
    row = await _locked(reception, person)
    row.second_factor_at = row.stepped_up_at = reception.at
    await reception.session.flush()
    await reception.know_browser(person.user_id)
    return await reception.raise_privilege(row)


@router.post("/v1/sessions/current/step-up")
@access(
    PROVING,
    Kind.CREDENTIALS_REFUSED,
    Kind.SECOND_FACTOR_REFUSED,
    Kind.PASSKEY_REFUSED,
    Kind.TOO_MANY_REQUESTS,
)
async def step_up(request: StepUpRequest, person: PersonIn, reception: ReceptionIn) -> SessionView:
    """Proves again who one is, for sensitive acts of the next minutes. Five wrong proofs end the session."""
    credentials = await read_credentials(reception.session, person.user_id)
    taken = step_up_proofs(credentials.factors, is_staff=credentials.is_staff)
    if request.proof.kind not in taken:
        error = {"pointer": "/proof/kind", "code": "not_taken", "detail": "not one of step_up_with"}
        raise Problem(Kind.VALIDATION, errors=[error])
    async with session_try(reception, person):
        await prove(reception, person.user_id, request.proof)
    row = await _locked(reception, person)
    row.stepped_up_at = reception.at
    await reception.session.flush()
    return await reception.raise_privilege(row)


async def _locked(reception: Reception, person: Person) -> Session:
    """The session's row. Raises 401 when it was ended meanwhile."""
    row = await reception.session.get_one(
        Session, person.session_id, with_for_update=True, populate_existing=True
    )
    if row.ended_at is not None:
        raise Problem(Kind.AUTHENTICATION_REQUIRED)
    return row


async def _count(reception: Reception, what: str) -> None:
    network = network_of(reception.browser.origin.ip)
    await reception.parts.throttles.attempt(LOGIN_PER_ORIGIN, what, network, now=reception.at)
