"""Letters about the regular review of access and the change of staff keys (contract M2, M3)."""

from collections.abc import Mapping
from types import MappingProxyType

from activities.mail.account_letters import AccountLetter, Desk, Writer, found, user_of
from activities.mail.messages import MailOrder, Purpose
from activities.mail.wording import one_line
from models import AccessReview, Business, User
from terms.staff import password_expires_at

_OWNERS_PATH = "/app/access-review"
_STAFF_PATH = "/app/staff/access-review"


async def _to_responsible(desk: Desk, order: MailOrder) -> AccountLetter:
    """Of the staff's review the business is empty."""
    review = found(await desk.session.get(AccessReview, order.about_id or ""), order)
    business = ""
    if review.business_id is not None:
        named = found(await desk.session.get(Business, review.business_id), order)
        business = one_line(named.name)
    path = f"{_OWNERS_PATH if business else _STAFF_PATH}/{review.id}"
    words = {"business": business, "quarter": review.quarter, "items": str(review.items)}
    return AccountLetter(await user_of(desk, order), path, review.due_at, words)


async def _to_key_holder(desk: Desk, order: MailOrder) -> AccountLetter:
    user = found(await desk.session.get(User, order.user_id or ""), order)
    path = "/sign-in" if order.purpose is Purpose.STAFF_KEY_EXPIRED else "/app/security"
    return AccountLetter(
        await user_of(desk, order), path, password_expires_at(user.password_changed_at, desk.zone)
    )


WRITERS: Mapping[Purpose, Writer] = MappingProxyType(
    {
        Purpose.ACCESS_REVIEW: _to_responsible,
        Purpose.ACCESS_REVIEW_REMINDER: _to_responsible,
        Purpose.ACCESS_REVIEW_OVERDUE: _to_responsible,
        Purpose.STAFF_KEY_CHANGE: _to_key_holder,
        Purpose.STAFF_KEY_EXPIRED: _to_key_holder,
    }
)
