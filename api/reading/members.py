"""Invitations and members as they are shown."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.mail.wording import one_line
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.schemas.members import InvitationLook, InvitationView, MemberView, PersonView
from models import ApiKey, Business, Invitation, KnownPerson, Membership, User
from models.database import enter
from models.scope import Scope
from terms.members import InvitationState


async def list_invitations(
    session: AsyncSession, business_id: str, states: Sequence[InvitationState]
) -> list[InvitationView]:
    """The business's invitations, newest first; those in `states` alone where any are given."""
    query = select(Invitation).where(Invitation.business_id == business_id)
    if states:
        query = query.where(Invitation.state.in_([state.value for state in states]))
    rows = await session.scalars(query.order_by(Invitation.id.desc()))
    return [await show_invitation(session, row) for row in rows]


async def show_invitation(session: AsyncSession, invitation: Invitation) -> InvitationView:
    """An invitation, as the tables have it now."""
    inviter = await session.get_one(KnownPerson, invitation.invited_by)
    return InvitationView(
        id=invitation.id,
        email=invitation.email,
        language=invitation.language,
        state=InvitationState(invitation.state),
        invited_by=show_person(inviter),
        created_at=invitation.created_at,
        expires_at=invitation.expires_at,
        renewals=invitation.renewals,
        ended_at=invitation.ended_at,
        member_id=invitation.member_id,
    )


def show_person(user: KnownPerson) -> PersonView:
    """A user as the other members see them."""
    return PersonView(id=user.id, name=user.name, email=user.email)


async def look_at(parts: Parts, invitation: Invitation) -> InvitationLook:
    """The invitation for whoever holds its link."""
    async with parts.database.transaction(Scope.of_credential(invitation.token_sha256)) as session:
        business = await session.get_one(Business, invitation.business_id)
        inviter = await session.get_one(KnownPerson, invitation.invited_by)
        await enter(session, Scope.of_mailbox(invitation.email))
        known = await session.scalar(select(User.id).where(User.email == invitation.email))
    return InvitationLook(
        business=one_line(business.name),
        invited_by=one_line(inviter.name) if inviter.name else None,
        email=invitation.email,
        language=invitation.language,
        state=InvitationState(invitation.state),
        expires_at=invitation.expires_at,
        registered=known is not None,
    )


async def find_member(session: AsyncSession, business_id: str, user_id: str) -> KnownPerson:
    """Somebody who belongs to the business. Raises 404 for anybody else."""
    place = await session.get(Membership, (business_id, user_id))
    if place is None or place.revoked_at is not None:
        raise Problem(Kind.NOT_FOUND)
    return await session.get_one(KnownPerson, user_id)


async def list_members(session: AsyncSession, business_id: str) -> list[MemberView]:
    """Everybody who belongs to the business, the owner first, then by when they joined."""
    keys = (
        select(func.count())
        .select_from(ApiKey)
        .where(
            ApiKey.business_id == business_id,
            ApiKey.created_by == Membership.user_id,
            ApiKey.revoked_at.is_(None),
            or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > func.now()),
        )
        .scalar_subquery()
    )
    rows = await session.execute(
        select(Membership, KnownPerson, keys.label("api_keys"))
        .join(KnownPerson, KnownPerson.id == Membership.user_id)
        .where(Membership.business_id == business_id)
        .order_by(Membership.role.desc(), Membership.created_at)
    )
    return [
        MemberView(
            user_id=user.id,
            name=user.name,
            email=user.email,
            role=membership.role,
            joined_at=membership.created_at,
            shut_out_at=membership.revoked_at,
            api_keys=api_keys,
            flags=[] if user.second_factor else ["no_second_factor"],
        )
        for membership, user, api_keys in rows
    ]
