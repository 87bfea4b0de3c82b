"""Letters about the transfer of a business from its owner to a guest (contract A4)."""

from collections.abc import Mapping
from types import MappingProxyType

from activities.mail.account_letters import AccountLetter, Desk, Writer, found
from activities.mail.facts import Recipient
from activities.mail.member_letters import MEMBERS_PATH, named, to_user
from activities.mail.messages import MailOrder, Purpose
from activities.mail.wording import instant_words, one_line
from models import Business, OwnershipTransfer, User

OFFER_PATH = "/ownership"


async def _write(desk: Desk, order: MailOrder) -> AccountLetter:
    transfer = found(await desk.session.get(OwnershipTransfer, order.about_id or ""), order)
    business = found(await desk.session.get(Business, transfer.business_id), order)
    giver = found(await desk.session.get(User, transfer.from_user_id), order)
    taker = found(await desk.session.get(User, transfer.to_user_id), order)
    is_taker = order.user_id == taker.id
    recipient = to_user(taker if is_taker else giver)
    return AccountLetter(
        recipient,
        OFFER_PATH if order.purpose in _OFFERS else MEMBERS_PATH,
        transfer.expires_at,
        {
            "business": one_line(business.name),
            "giver": named(giver),
            "taker": named(taker),
            "is_taker": is_taker,
            "ending": transfer.state,
            "deletion_asked": _deletion_asked(business, recipient) if is_taker else "",
        },
    )


def _deletion_asked(business: Business, recipient: Recipient) -> str:
    """Since when the business is to be deleted: who takes it over can still take that back (S17)."""
    at = business.deletion_requested_at
    return instant_words(at, recipient.zone, recipient.language) if at else ""


_OFFERS = frozenset({Purpose.OWNERSHIP_OFFERED, Purpose.OWNERSHIP_REMINDER})
WRITERS: Mapping[Purpose, Writer] = MappingProxyType(
    {
        Purpose.OWNERSHIP_OFFERED: _write,
        Purpose.OWNERSHIP_REMINDER: _write,
        Purpose.OWNERSHIP_TRANSFERRED: _write,
        Purpose.OWNERSHIP_OFFER_ENDED: _write,
    }
)
