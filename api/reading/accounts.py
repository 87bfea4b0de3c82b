"""Users, businesses and keys as they are shown."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.schemas.accounts import ApiKeyView, BusinessPlace, BusinessView, Me, PostalAddress, TermsText
from models import ApiKey, Business, Membership, User
from terms.texts import Text


async def read_me(session: AsyncSession, user_id: str) -> Me:
    """The user with the businesses they belong to, oldest first."""
    user = await session.get_one(User, user_id)
    rows = await session.execute(
        select(Business.id, Business.name, Membership.role)
        .join(Membership, Membership.business_id == Business.id)
        .where(Membership.user_id == user_id)
        .order_by(Business.id)
    )
    return Me(
        id=user.id,
        email=user.email,
        name=user.name,
        language=user.language,
        time_zone=user.time_zone,
        created_at=user.created_at,
        businesses=[BusinessPlace(id=row.id, name=row.name, role=row.role) for row in rows],
    )


def show_business(business: Business) -> BusinessView:
    """A business."""
    return BusinessView(
        id=business.id,
        name=business.name,
        tax_id=business.tax_id,
        country=business.country,
        address=PostalAddress(**business.address),
        created_at=business.created_at,
    )


def show_key(key: ApiKey) -> ApiKeyView:
    """A key without its secret."""
    return ApiKeyView(
        id=key.id, name=key.name, hint=key.hint, created_at=key.created_at, last_used_at=key.last_used_at
    )


def show_text(text: Text) -> TermsText:
    """A text as filled for this holder."""
    return TermsText(
        kind=text.kind,
        version=text.version,
        language=text.language,
        title=text.title,
        body=text.body,
        sha256=text.sha256,
    )
