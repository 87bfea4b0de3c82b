"""Invitations in PostgreSQL as their workflow reads and writes them, and the admission of guests (A5)."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.records.acceptances import keep_acceptance
from activities.records.invitation_messages import Admission, Admitted, InvitationPlan, InvitationRecord
from models import Business, Invitation, InvitationAnswer, Membership, User
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.accounts import Document
from terms.members import InvitationState, MembersRefusal, refuse_invitation
from terms.roles import BusinessRole
from terms.subscription_capabilities import Capability, refuse


class InvitationRecords:
    """Reads and writes invitations. `zone` is the holder's (contract C1)."""

    def __init__(self, database: Database, zone: str) -> None:
        self._database = database
        self._zone = zone

    @activity.defn(name="Read invitation")
    async def load_invitation(self, invitation_id: str) -> InvitationPlan:
        """What the workflow needs to know. An unknown invitation is a final failure."""
        async with self._database.transaction() as session:
            row = await _found(session, invitation_id)
            return InvitationPlan(row.id, row.business_id, row.invited_by, row.created_at, self._zone)

    @activity.defn(name="Record invitation")
    async def record_invitation(self, record: InvitationRecord) -> None:
        """Writes the state; a repeated or overtaken write changes nothing. What ended keeps no answers."""
        async with self._database.transaction() as session:
            if await _write(session, record) and record.state is not InvitationState.PENDING:
                await _forget_answers(session, record.invitation_id)

    @activity.defn(name="Admit guest")
    async def admit(self, admission: Admission) -> Admitted:
        """Makes the user (if new), the guest and the invitation's end in one transaction, or says why not."""
        async with self._database.transaction() as session:
            invitation = await _found(session, admission.record.invitation_id, lock=True)
            if invitation.answer_id == admission.answer_id:
                return Admitted()
            answer = await session.get(InvitationAnswer, admission.answer_id)
            if answer is None:
                raise ApplicationError("no such answer", type="UnknownAnswer", non_retryable=True)
            refusal = await _admit(session, invitation, answer, admission.record)
            return Admitted(refusal)


async def _admit(
    session: AsyncSession, invitation: Invitation, answer: InvitationAnswer, record: InvitationRecord
) -> MembersRefusal | None:
    refusal = refuse_invitation(InvitationState(invitation.state))
    if refusal is not None:
        return refusal
    business = await session.get_one(Business, invitation.business_id)
    if refuse(Capability.INVITE, business.current_standing) is not None:
        return MembersRefusal.BUSINESS_LIMITED
    user_id = answer.user_id or await _make_user(session, invitation, answer, record.ended_at)
    if user_id is None:
        return MembersRefusal.ALREADY_REGISTERED
    user = await session.get_one(User, user_id)
    if user.email != invitation.email:
        return MembersRefusal.INVITATION_FOR_ANOTHER
    if not await _make_guest(session, invitation, user, record.ended_at):
        return MembersRefusal.ALREADY_MEMBER
    answer.password_hash = None
    invitation.member_id, invitation.answer_id = user_id, answer.id
    await session.flush()
    await _write(session, record)
    await _forget_answers(session, invitation.id)
    return None


async def _found(session: AsyncSession, invitation_id: str, *, lock: bool = False) -> Invitation:
    row = await session.get(Invitation, invitation_id, with_for_update=lock)
    if row is None:
        raise ApplicationError("no such invitation", type="UnknownInvitation", non_retryable=True)
    return row


async def _make_user(
    session: AsyncSession, invitation: Invitation, answer: InvitationAnswer, at: datetime | None
) -> str | None:
    """A user of the invited address, which the mailed token has verified; `None` when there is one."""
    given = answer.new_user or {}
    made = await session.execute(
        insert(User)
        .values(
            id=new_id(Prefix.USER),
            email=invitation.email,
            password_hash=answer.password_hash,
            email_verified_at=at,
            created_at=at,
            name=given["name"],
            language=given["language"],
            time_zone=given["time_zone"],
        )
        .on_conflict_do_nothing(index_elements=[User.email])
        .returning(User.id)
    )
    user_id = made.scalar_one_or_none()
    if user_id is not None:
        await keep_acceptance(
            session,
            user_id=user_id,
            business_id=None,
            document=Document.PRIVACY.value,
            accepted=given["privacy"],
            at=answer.received_at,
            ip=answer.ip,
            user_agent=answer.user_agent,
        )
    return user_id


async def _make_guest(session: AsyncSession, invitation: Invitation, user: User, at: datetime | None) -> bool:
    made = await session.execute(
        insert(Membership)
        .values(
            business_id=invitation.business_id,
            user_id=user.id,
            role=BusinessRole.GUEST.value,
            created_at=at,
        )
        .on_conflict_do_nothing()
        .returning(Membership.user_id)
    )
    if made.first() is None:
        return False
    user.current_business_id = invitation.business_id
    return True


async def _write(session: AsyncSession, record: InvitationRecord) -> bool:
    written = await session.execute(
        update(Invitation)
        .where(Invitation.id == record.invitation_id, Invitation.sequence < record.sequence)
        .values(
            sequence=record.sequence,
            state=record.state.value,
            expires_at=record.expires_at,
            renewals=record.renewals,
            ended_at=record.ended_at,
        )
        .returning(Invitation.id)
    )
    return written.first() is not None


async def _forget_answers(session: AsyncSession, invitation_id: str) -> None:
    taken = select(Invitation.answer_id).where(
        Invitation.id == invitation_id, Invitation.answer_id.is_not(None)
    )
    await session.execute(
        delete(InvitationAnswer).where(
            InvitationAnswer.invitation_id == invitation_id, InvitationAnswer.id.not_in(taken)
        )
    )
