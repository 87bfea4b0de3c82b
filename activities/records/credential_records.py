"""Lost credentials in PostgreSQL: what a confirmed report ends (contract A7)."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.records.activity_log import Entry, note
from activities.records.channel_consents import revoke_consents_of
from activities.records.credential_messages import (
    AccessEnded,
    BusinessConcerned,
    Confirmation,
    CredentialPlan,
    LinkEnded,
)
from activities.records.credentials import end_sessions, forget_devices, only_within
from activities.records.ended_links import end_links_of, envelopes_with_links, links_ended_by
from models import (
    ApiKey,
    Business,
    CredentialReport,
    Invitation,
    Mail,
    Membership,
    Signer,
    SigningLink,
    StaffInvitation,
    User,
)
from models.database import Database
from terms.activity import Actor
from terms.credential_reports import ReportState
from terms.members import InvitationState
from terms.messaging import Revocation
from terms.staff import OPEN_INVITATIONS, StaffInvitationState

ACTION = "workflow:credential-reports:secure"


class CredentialRecords:
    """Reads a report, ends the access of whom it is about, or forgets a report that had no effect."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @activity.defn(name="Read credential report")
    async def load_credential_report(self, report_id: str) -> CredentialPlan:
        """The report, and whether there is anything to end. Unknown: a final failure."""
        async with self._database.transaction() as session:
            report = await _report(session, report_id)
            return CredentialPlan(
                report_id=report.id,
                state=ReportState(report.state),
                known=await _is_known(session, report.email),
                by_link=report.link_id is not None,
                by_owner=report.reported_by is not None,
                by_session=report.session_id is not None,
                expires_at=report.expires_at,
            )

    @activity.defn(name="Close credential report without effect")
    async def close_without_effect(self, report_id: str, state: ReportState) -> None:
        """Keeps that there was a report, but neither address nor origin, nor the mail about it."""
        async with self._database.transaction() as session:
            closed = await session.execute(
                update(CredentialReport)
                .where(
                    CredentialReport.id == report_id,
                    CredentialReport.state == ReportState.AWAITING_CONFIRMATION.value,
                )
                .values(
                    state=state.value,
                    email=None,
                    words=None,
                    ip=None,
                    user_agent=None,
                    ended_at=datetime.now(UTC),
                )
                .returning(CredentialReport.id)
            )
            if closed.first() is not None:
                await session.execute(
                    delete(Mail).where(Mail.key.startswith(f"credential-report-{report_id}:"))
                )

    @activity.defn(name="End access of reported credentials")
    async def end_access(self, confirmation: Confirmation) -> AccessEnded:
        """In one transaction: the password must be reset, no session and no key works any more,
        no browser is known, and no invitation to the staff is open.

        Of a report within one business, its keys end, and the user's sessions and password count for nothing
        in it; elsewhere nothing changes on the word of its owner.

        Locking the user first keeps out whoever is signing in at the same moment (`open_session`).
        """
        async with self._database.transaction() as session:
            report = await _report(session, confirmation.report_id)
            user = await session.scalar(select(User).where(User.email == report.email).with_for_update())
            if report.confirmed_at is None:
                report.confirmed_at = confirmation.at
                report.confirmed_by = confirmation.by.value
                report.user_id = user.id if user else None
                if report.within is not None:
                    await _end_access_within(session, report.within, report.user_id, confirmation.at)
                elif user is not None:
                    await _end_access_of(session, user, confirmation.at)
                if report.within is None:
                    await _end_staff_invitations(session, report, confirmation.at)
            return await _ended(session, report)

    @activity.defn(name="End signing links of reported credentials")
    async def end_links(self, report_id: str) -> Sequence[LinkEnded]:
        """Ends the address's consents for messages (contract W3) and every working link mailed to it, with
        evidence, one envelope after the other.

        Answers with the signers of envelopes under way, whose senders are to be told.
        """
        async with self._database.transaction() as session:
            report = await _report(session, report_id)
            at, email, within = datetime.now(UTC), report.email or "", report.within
            await revoke_consents_of(session, email, Revocation.REPORT, at, within)
            envelope_ids = await envelopes_with_links(session, email, at, within)
        for envelope_id in envelope_ids:
            async with self._database.transaction() as session:
                await end_links_of(session, envelope_id, email, report_id, datetime.now(UTC))
        async with self._database.transaction() as session:
            return await links_ended_by(session, report_id)

    @activity.defn(name="Find invitations of reported credentials")
    async def find_invitations(self, report_id: str) -> Sequence[str]:
        """Ids of the invitations mailed to the address that could still be accepted."""
        async with self._database.transaction() as session:
            report = await _report(session, report_id)
            rows = await session.scalars(
                select(Invitation.id)
                .where(
                    Invitation.email == report.email,
                    Invitation.state == InvitationState.PENDING.value,
                    only_within(Invitation.business_id, report.within),
                )
                .order_by(Invitation.id)
            )
            return rows.all()

    @activity.defn(name="Record credential report as secured")
    async def record_secured(self, report_id: str) -> None:
        """Everything has ended."""
        async with self._database.transaction() as session:
            report = await _report(session, report_id)
            if report.ended_at is None:
                report.state = ReportState.SECURED.value
                report.ended_at = datetime.now(UTC)


async def _report(session: AsyncSession, report_id: str) -> CredentialReport:
    report = await session.get(CredentialReport, report_id, with_for_update=True)
    if report is None:
        raise ApplicationError("no such credential report", type="UnknownReport", non_retryable=True)
    return report


async def _is_known(session: AsyncSession, email: str | None) -> bool:
    user = await session.scalar(select(User.id).where(User.email == email))
    if user is not None:
        return True
    link = await session.scalar(
        select(SigningLink.id)
        .join(Signer, Signer.id == SigningLink.signer_id)
        .where(_addressed_to(email or ""), SigningLink.revoked_at.is_(None))
        .limit(1)
    )
    return link is not None


def _addressed_to(email: str) -> ColumnElement[bool]:
    return func.lower(Signer.email) == email


async def _end_access_of(session: AsyncSession, user: User, at: datetime) -> None:
    user.password_reset_required_at = at
    await end_sessions(session, user.id, at)
    await forget_devices(session, user.id)
    await session.execute(
        update(ApiKey).where(ApiKey.created_by == user.id, ApiKey.revoked_at.is_(None)).values(revoked_at=at)
    )
    ended = Entry(ACTION, Actor.SERVICE, user_id=user.id, objects=[user.id])
    await note(session, ended, at=at)


async def _end_access_within(
    session: AsyncSession, business_id: str, user_id: str | None, at: datetime
) -> None:
    place = update(Membership).where(Membership.business_id == business_id, Membership.user_id == user_id)
    await session.execute(place.values(held_at=at))
    keys = (ApiKey.business_id == business_id, ApiKey.created_by == user_id, ApiKey.revoked_at.is_(None))
    await session.execute(update(ApiKey).where(*keys).values(revoked_at=at))
    objects = [user_id] if user_id else []
    ended = Entry(ACTION, Actor.SERVICE, user_id=user_id, business_id=business_id, objects=objects)
    await note(session, ended, at=at)


async def _end_staff_invitations(session: AsyncSession, report: CredentialReport, at: datetime) -> None:
    """Whoever holds one that was mailed cannot accept it; its workflow sees that when it next looks."""
    await session.execute(
        update(StaffInvitation)
        .where(
            StaffInvitation.email == report.email,
            StaffInvitation.state.in_([state.value for state in OPEN_INVITATIONS]),
        )
        .values(
            state=StaffInvitationState.WITHDRAWN.value,
            ended_at=at,
            ended_reason=f"credential report {report.id}",
        )
    )


async def _ended(session: AsyncSession, report: CredentialReport) -> AccessEnded:
    rows = await session.execute(
        select(Business.id, Business.owner_id)
        .join(Membership, Membership.business_id == Business.id)
        .where(
            Membership.user_id == report.user_id,
            Business.owner_id != report.user_id,
            only_within(Business.id, report.within),
        )
        .order_by(Business.id)
    )
    return AccessEnded(report.user_id, [BusinessConcerned(row.id, row.owner_id) for row in rows])
