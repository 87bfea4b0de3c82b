"""Loss, theft or impersonation of credentials: reported also without being able to sign in (contract A7)."""

from fastapi import APIRouter, Response, status

from api.access.rules import ANYBODY, ANYBODY_WITH_CAPTCHA, PERSON, access
from api.access.sessions import clear_cookie
from api.acting.credential_reports import confirm_report, report_credentials, report_own_credentials
from api.frame.context import now
from api.frame.inputs import MakingIn, OriginIn, PartsIn, PersonIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.schemas.credentials import (
    CredentialConfirmation,
    CredentialReportAnswer,
    CredentialReportRequest,
    CredentialsSecured,
    OwnCredentialReport,
)
from models.identifiers import Prefix
from terms.access import CREDENTIAL_REPORT_PER_ADDRESS, CREDENTIAL_REPORT_PER_ORIGIN, VERIFICATION_PER_ORIGIN

router = APIRouter(route_class=Route, tags=["credential reports"])


@router.post("/v1/credential-reports", status_code=status.HTTP_202_ACCEPTED)
@access(ANYBODY_WITH_CAPTCHA, Kind.TOO_MANY_REQUESTS)
async def report_lost_credentials(
    request: CredentialReportRequest, parts: PartsIn, making: MakingIn, origin: OriginIn
) -> CredentialReportAnswer:
    """Reports lost credentials without signing in. Nothing ends before the account's mailbox confirms."""
    at, email = now(), request.email.lower()
    await parts.throttles.attempt(CREDENTIAL_REPORT_PER_ORIGIN, "credential-report-origin", origin.ip, now=at)
    await parts.throttles.attempt(CREDENTIAL_REPORT_PER_ADDRESS, "credential-report", email, now=at)
    expires_at = await report_credentials(
        parts,
        making.id(Prefix.CREDENTIAL_REPORT),
        email,
        request.kind,
        request.words,
        request.language,
        origin,
        at,
    )
    return CredentialReportAnswer(expires_at=expires_at)


@router.post("/v1/credential-reports/confirm")
@access(
    ANYBODY,
    Kind.CREDENTIAL_REPORT_UNKNOWN,
    Kind.CREDENTIAL_REPORT_EXPIRED,
    Kind.TOO_MANY_REQUESTS,
)
async def confirm_lost_credentials(
    request: CredentialConfirmation, parts: PartsIn, origin: OriginIn
) -> CredentialsSecured:
    """Follows the mailed link: when this answers, no session, key or link of the account works any more."""
    at = now()
    await parts.throttles.attempt(VERIFICATION_PER_ORIGIN, "credential-confirmation", origin.ip, now=at)
    await confirm_report(parts, request.token, at)
    return CredentialsSecured()


@router.post("/v1/me/credential-reports")
@access(PERSON)
async def report_own_lost_credentials(
    request: OwnCredentialReport,
    person: PersonIn,
    parts: PartsIn,
    making: MakingIn,
    origin: OriginIn,
    response: Response,
) -> CredentialsSecured:
    """Reports one's own credentials, signed in: takes effect at once, also on the session that reports."""
    await report_own_credentials(
        parts,
        making.id(Prefix.CREDENTIAL_REPORT),
        person.user_id,
        person.session_id,
        request.kind,
        request.words,
        origin,
        now(),
    )
    clear_cookie(response, secure=parts.settings.secure_cookies)
    return CredentialsSecured()
