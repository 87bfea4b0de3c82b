"""Letters to controllers about a new sub-processor (contract P4)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from activities.mail.account_letters import AccountLetter, Desk, Writer, found, user_of
from activities.mail.messages import MailOrder, Purpose
from activities.mail.second_address import second_of
from activities.mail.wording import one_line
from models import Business, Subprocessor
from terms.deadlines import CLOCKS, DeadlineKind, due_at

_PATH = "/app/data-protection"


async def _to_controller(desk: Desk, order: MailOrder) -> AccountLetter:
    """`about_id` is `sub-processor:business`. The period begins when the mail is taken, which is now.

    With `:second` it goes to the controller's own data protection contact instead of its owner.
    """
    subprocessor_id, business_id, *second = (order.about_id or "").split(":")
    row = found(await desk.session.get(Subprocessor, subprocessor_id), order)
    business = found(await desk.session.get(Business, business_id), order)
    owner = await user_of(desk, order)
    recipient = second_of(business, owner, order) if second else owner
    clock = CLOCKS[DeadlineKind.SUBPROCESSOR_OBJECTION]
    words = {
        "business": one_line(business.name),
        "subprocessor": one_line(row.name),
        "purpose": one_line(row.purpose[recipient.language]),
        "data": one_line(row.data[recipient.language]),
        "country": row.country,
        "safeguards": one_line(row.safeguards[recipient.language]),
        "contact": one_line(row.contact),
        "clause": clock.clause,
        "days": str(clock.length),
    }
    until = due_at(DeadlineKind.SUBPROCESSOR_OBJECTION, datetime.now(UTC), zone=desk.zone)
    return AccountLetter(recipient, _PATH, until, words)


WRITERS: Mapping[Purpose, Writer] = MappingProxyType(
    {Purpose.SUBPROCESSOR_ANNOUNCED: _to_controller, Purpose.SUBPROCESSOR_DROPPED: _to_controller}
)
