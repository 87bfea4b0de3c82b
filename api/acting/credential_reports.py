"""Reports of lost credentials: stored, handed to their workflow, confirmed (contract A7)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from activities.mail.links import LinkTokens
from api.access.callers import LinkHolder, Member
from api.engine import WorkflowGone
from api.frame.context import Origin
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem, unavailable
from models import CredentialReport, User
from models.scope import Scope
from terms.credential_reports import CONFIRM_WITHIN, CredentialTrouble, ReportState
from workflows.credential_report import ConfirmAct, CredentialReportStart, CredentialReportWorkflow
from workflows.identifiers import credential_report_workflow_id


async def report_credentials(
    parts: Parts,
    report_id: str,
    email: str,
    trouble: CredentialTrouble,
    words: str,
    language: str,
    origin: Origin,
    now: datetime,
    session_id: str | None = None,
    link_id: str | None = None,
    reported_by: str | None = None,
    within: str | None = None,
) -> datetime:
    """Stores the report and starts its workflow; returns when the link ends that its mail carries.

    Does the same work for an unknown address, so that neither answer nor time tells them apart. With
    `session_id` the report was made signed in, with `link_id` by a signing link, with `reported_by` by
    the owner of the business `within` which it takes effect: it needs no mailbox.
    """
    expires_at = now + CONFIRM_WITHIN
    async with parts.database.transaction(Scope.of_mailbox(email)) as session:
        await session.execute(
            insert(CredentialReport)
            .values(
                id=report_id,
                email=email,
                trouble=trouble.value,
                words=words or None,
                language=language,
                token_sha256=LinkTokens.sha256(parts.links.token(report_id)),
                reported_at=now,
                expires_at=expires_at,
                session_id=session_id,
                link_id=link_id,
                reported_by=reported_by,
                within=within,
                ip=origin.ip,
                user_agent=origin.user_agent,
            )
            .on_conflict_do_nothing()
        )
    start = CredentialReportStart(report_id, trouble)
    workflow_id = credential_report_workflow_id(report_id)
    await parts.engine.start(CredentialReportWorkflow.run, start, workflow_id)
    return expires_at


async def report_own_credentials(
    parts: Parts,
    report_id: str,
    user_id: str,
    session_id: str,
    trouble: CredentialTrouble,
    words: str,
    origin: Origin,
    now: datetime,
) -> None:
    """Reports one's own credentials while signed in; returns when all access has ended."""
    async with parts.database.transaction(Scope.of_person(user_id)) as session:
        user = await session.get_one(User, user_id)
    await report_credentials(
        parts, report_id, user.email, trouble, words, user.language, origin, now, session_id
    )
    await _await_secured(parts, report_id)


async def report_stolen_device(
    parts: Parts, report_id: str, holder: LinkHolder, words: str, origin: Origin, now: datetime
) -> None:
    """Reports a signer's stolen device by their signing link (contract W3); returns when all has ended."""
    email, language = holder.signer.email.lower(), holder.signer.language
    trouble, link_id = CredentialTrouble.THEFT, holder.link.id
    await report_credentials(parts, report_id, email, trouble, words, language, origin, now, link_id=link_id)
    await _await_secured(parts, report_id)


async def report_member_device(
    parts: Parts,
    report_id: str,
    email: str,
    owner: Member,
    words: str,
    origin: Origin,
    now: datetime,
) -> None:
    """An owner reports a member's stolen device (contract W3); returns when it has no access to the business.

    What the member has elsewhere is theirs to end: they are told at once, and their own report ends all.
    """
    async with parts.database.transaction(Scope.of_mailbox(email)) as session:
        user = (await session.scalars(select(User).where(User.email == email))).one()
    trouble = CredentialTrouble.THEFT
    await report_credentials(
        parts,
        report_id,
        email,
        trouble,
        words,
        user.language,
        origin,
        now,
        reported_by=owner.user_id,
        within=owner.business_id,
    )
    await _await_secured(parts, report_id)


async def confirm_report(parts: Parts, token: str, now: datetime) -> None:
    """The mailbox confirms; returns when all access has ended. Confirming again changes nothing.

    Raises 404 for an unknown token, 410 once it has expired.
    """
    token_sha256 = LinkTokens.sha256(token)
    async with parts.database.transaction(Scope.of_credential(token_sha256)) as session:
        report = await session.scalar(
            select(CredentialReport).where(CredentialReport.token_sha256 == token_sha256)
        )
    if report is None:
        raise Problem(Kind.CREDENTIAL_REPORT_UNKNOWN)
    if report.state == ReportState.SECURED.value:
        return
    if report.confirmed_at is None and now >= report.expires_at:
        raise Problem(Kind.CREDENTIAL_REPORT_EXPIRED)
    await _await_secured(parts, report.id)


async def _await_secured(parts: Parts, report_id: str) -> None:
    workflow_id = credential_report_workflow_id(report_id)
    try:
        await parts.engine.ask(
            workflow_id, CredentialReportWorkflow.confirm, ConfirmAct(), report_id, ReportState
        )
    except WorkflowGone:
        async with parts.database.transaction(
            Scope.of_credential(_token_sha256(parts, report_id))
        ) as session:
            state = await session.scalar(
                select(CredentialReport.state).where(CredentialReport.id == report_id)
            )
        if state == ReportState.AWAITING_CONFIRMATION.value:
            raise unavailable("The report's workflow") from None
        if state != ReportState.SECURED.value:
            raise Problem(Kind.CREDENTIAL_REPORT_EXPIRED) from None


def _token_sha256(parts: Parts, report_id: str) -> str:
    return LinkTokens.sha256(parts.links.token(report_id))
