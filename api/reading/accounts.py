"""Users, businesses and keys as they are shown."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.credentials import read_credentials
from api.access.staffing import place_at_holder
from api.frame.context import now
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.acceptances import list_pending
from api.reading.staff import show_member_duties
from api.schemas.accounts import (
    BusinessPlace,
    BusinessView,
    Me,
    PostalAddress,
    PrivacyContacts,
    StaffPlace,
    StandingView,
    TermsText,
    TermsVersion,
)
from models import Business, Membership, User
from terms.plans import CustomerKind
from terms.roles import Permission, StaffRole, staff_permissions
from terms.staff import password_expires_at
from terms.subscription_capabilities import capabilities
from terms.texts import Text, changes


async def read_me(session: AsyncSession, user_id: str, zone: str) -> Me:
    """The user with the businesses they belong to, oldest first; `zone` is the holder's (contract C1)."""
    user = await session.get_one(User, user_id)
    return Me(
        id=user.id,
        email=user.email,
        name=user.name,
        language=user.language,
        time_zone=user.time_zone,
        created_at=user.created_at,
        second_factor=(await read_credentials(session, user_id)).has_factor,
        businesses=await read_places(session, user_id),
        pending_acceptances=await list_pending(session, user_id),
        staff=await _read_staff_place(session, user, zone),
    )


async def _read_staff_place(session: AsyncSession, user: User, zone: str) -> StaffPlace | None:
    at = now()
    place = await place_at_holder(session, user.id, at)
    if place is None:
        return None
    roles = place.roles
    return StaffPlace(
        roles=[role for role in StaffRole if role in roles],
        permissions=[permission for permission in Permission if permission in staff_permissions(roles)],
        password_expires_at=password_expires_at(user.password_changed_at, zone),
        commitments_required=not place.accepted,
        missing=show_member_duties(place.done, at).missing,
        barred=bool(place.done.bars(at)),
    )


async def read_places(session: AsyncSession, user_id: str) -> list[BusinessPlace]:
    """The businesses the user belongs to, oldest first; an only one is the current one."""
    rows = (
        await session.execute(
            select(Business.id, Business.name, Membership.role, User.current_business_id)
            .join(Membership, Membership.business_id == Business.id)
            .join(User, User.id == Membership.user_id)
            .where(Membership.user_id == user_id, Membership.revoked_at.is_(None))
            .order_by(Business.id)
        )
    ).all()
    return [
        BusinessPlace(
            id=row.id,
            name=row.name,
            role=row.role,
            current=row.id == row.current_business_id or len(rows) == 1,
        )
        for row in rows
    ]


async def read_place(session: AsyncSession, user_id: str, business_id: str) -> BusinessPlace:
    """One of the user's businesses. Raises 404 when they do not belong to it."""
    for place in await read_places(session, user_id):
        if place.id == business_id:
            return place
    raise Problem(Kind.NOT_FOUND)


def show_business(business: Business) -> BusinessView:
    """A business."""
    return BusinessView(
        id=business.id,
        name=business.name,
        customer_kind=CustomerKind(business.customer_kind) if business.customer_kind else None,
        tax_id=business.tax_id,
        vat_number_confirmed=business.vat_number_confirmed,
        country=business.country,
        address=PostalAddress(**business.address),
        promotion_allowed=business.promotion_allowed,
        privacy_contacts=PrivacyContacts(**business.privacy_contacts),
        deletion_requested_at=business.deletion_requested_at,
        created_at=business.created_at,
        standing=_standing(business),
    )


def _standing(business: Business) -> StandingView:
    standing = business.current_standing
    return StandingView(
        state=standing.state,
        reason=standing.reason,
        since=business.standing_since,
        may=sorted(capabilities(standing)),
    )


def show_text(text: Text) -> TermsText:
    """A text as filled for this holder, with the versions there are of its kind."""
    known = changes(text.kind)
    return TermsText(
        kind=text.kind,
        version=text.version,
        language=text.language,
        title=text.title,
        body=text.body,
        sha256=text.sha256,
        current=text.version == known[-1].version,
        versions=[
            TermsVersion(
                version=change.version,
                substantial=change.substantial,
                summary=change.summaries[text.language],
            )
            for change in reversed(known)
        ],
    )
