"""Registration in two steps: asked for, then verified from the mailbox (contract A1)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from activities.mail.links import LinkTokens
from api.acting.consent import keep_acceptance, require_current
from api.acting.new_passwords import require_good_password
from api.engine import WorkflowGone
from api.frame.context import Origin
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.schemas.accounts import RegistrationRequest, TextAccepted
from models import Registration, ReplacedVerificationLink, User
from models.database import enter
from models.identifiers import Prefix, new_id
from models.scope import Scope
from terms.access import VERIFICATION_LINK_RENEWAL
from terms.accounts import VERIFICATION_LINK, Document
from workflows.identifiers import registration_workflow_id
from workflows.registration import RegistrationStart, RegistrationWorkflow

__all__ = ["register", "require_good_password", "verify"]


async def register(
    parts: Parts, request: RegistrationRequest, registration_id: str, origin: Origin, now: datetime
) -> datetime:
    """Stores the registration, then starts its workflow; returns when the mailed link ends.

    Does the same work for a known address, so that neither answer nor time tells them apart. A repeated
    request finds its own row and starts the workflow if a crash had kept it from starting.
    """
    require_good_password(request.password, request.email)
    require_current(parts.texts, Document.PRIVACY, request.privacy, "/privacy")
    expires_at = now + VERIFICATION_LINK
    password_hash = await parts.passwords.hash(request.password)
    async with parts.database.transaction(Scope.of_mailbox(request.email.lower())) as session:
        await session.execute(
            insert(Registration)
            .values(
                id=registration_id,
                email=request.email.lower(),
                password_hash=password_hash,
                language=request.language,
                token_sha256=LinkTokens.sha256(parts.links.token(registration_id)),
                requested_at=now,
                expires_at=expires_at,
                privacy_version=request.privacy.version,
                privacy_language=request.privacy.language,
                privacy_sha256=request.privacy.sha256,
                ip=origin.ip,
                user_agent=origin.user_agent,
            )
            .on_conflict_do_nothing()
        )
    start = RegistrationStart(registration_id)
    await parts.engine.start(RegistrationWorkflow.run, start, registration_workflow_id(registration_id))
    return expires_at


async def verify(session: AsyncSession, token: str, now: datetime) -> tuple[Registration, bool]:
    """Makes the user whose mailbox the token was sent to; says whether this call did.

    `session` sees the rows of the token; once it has made the user, theirs. Following the link again changes
    nothing. Raises 404 for an unknown token, 410 for one that has ended, 409 when the address has become a
    user's by another registration.
    """
    registration = await session.scalar(
        select(Registration).where(Registration.token_sha256 == LinkTokens.sha256(token)).with_for_update()
    )
    if registration is None:
        replaced = await session.get(ReplacedVerificationLink, LinkTokens.sha256(token))
        raise Problem(Kind.VERIFICATION_LINK_EXPIRED if replaced else Kind.VERIFICATION_LINK_UNKNOWN)
    if registration.verified_at is not None:
        return registration, False
    if now >= registration.expires_at:
        raise Problem(Kind.VERIFICATION_LINK_EXPIRED)
    await enter(session, Scope.of_mailbox(registration.email))
    user_id = await _make_user(session, registration, now)
    registration.verified_at = now
    registration.user_id = user_id
    registration.password_hash = ""
    await enter(session, Scope.of_person(user_id))
    await keep_acceptance(
        session,
        user_id=user_id,
        business_id=None,
        document=Document.PRIVACY.value,
        accepted=TextAccepted(
            version=registration.privacy_version,
            language=registration.privacy_language,
            sha256=registration.privacy_sha256,
        ),
        at=registration.requested_at,
        origin=Origin(registration.ip, registration.user_agent),
    )
    return registration, True


async def ask_for_link(parts: Parts, token: str, request_id: str, now: datetime) -> None:
    """Has a new link mailed to the address that the token was mailed to.

    Raises 404 for an unknown token or one whose registration is gone, 409 when the address is a user's, and
    429 when it was asked for too often.
    """
    sha256 = LinkTokens.sha256(token)
    async with parts.database.transaction(Scope.of_credential(sha256)) as session:
        registration = await session.scalar(select(Registration).where(Registration.token_sha256 == sha256))
        replaced = await session.get(ReplacedVerificationLink, sha256)
    if registration is not None and registration.verified_at is not None:
        raise Problem(Kind.ALREADY_REGISTERED)
    registration_id = registration.id if registration else replaced.registration_id if replaced else None
    if registration_id is None:
        raise Problem(Kind.VERIFICATION_LINK_UNKNOWN)
    await parts.throttles.attempt(VERIFICATION_LINK_RENEWAL, "verification-link", registration_id, now=now)
    try:
        await parts.engine.tell(
            registration_workflow_id(registration_id), RegistrationWorkflow.link_wanted, request_id
        )
    except WorkflowGone as error:
        raise Problem(Kind.VERIFICATION_LINK_UNKNOWN) from error


async def _make_user(session: AsyncSession, registration: Registration, now: datetime) -> str:
    made = await session.execute(
        insert(User)
        .values(
            id=new_id(Prefix.USER),
            email=registration.email,
            password_hash=registration.password_hash,
            email_verified_at=now,
            created_at=now,
            language=registration.language,
        )
        .on_conflict_do_nothing(index_elements=[User.email])
        .returning(User.id)
    )
    user_id = made.scalar_one_or_none()
    if user_id is None:
        raise Problem(Kind.ALREADY_REGISTERED)
    return user_id
