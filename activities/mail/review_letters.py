"""Letters about the regular review of access (contract M2)."""

from collections.abc import Mapping
from types import MappingProxyType

from activities.mail.account_letters import AccountLetter, Desk, Writer, found, user_of
from activities.mail.messages import MailOrder, Purpose
from activities.mail.wording import one_line
from models import AccessReview, Business

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


WRITERS: Mapping[Purpose, Writer] = MappingProxyType(
    {
        Purpose.ACCESS_REVIEW: _to_responsible,
        Purpose.ACCESS_REVIEW_REMINDER: _to_responsible,
        Purpose.ACCESS_REVIEW_OVERDUE: _to_responsible,
    }
)
