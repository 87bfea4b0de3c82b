"""Letters to the owner about a business's deletion: asked for, near, taken back, done (S17, S18, S21)."""

from collections.abc import Mapping
from types import MappingProxyType

from activities.mail.account_letters import AccountLetter, Desk, GroundGoneError, Writer, found
from activities.mail.facts import Recipient, Word
from activities.mail.member_letters import owner_of, to_user
from activities.mail.messages import MailOrder, Purpose
from activities.mail.wording import beginning_words, instant_words, one_line
from activities.records.deletion_records import contract_end
from models import BusinessDeletion
from terms.deletion import DeletionState, blocked_from
from terms.retention import DataClass, purge_dates

SETTINGS_PATH = "/app/business/settings"
_CLOSED = Purpose.BUSINESS_DELETED
"""Nobody of the customer can enter any more (contract S17): its button leads home."""
_WHILE = {
    Purpose.BUSINESS_DELETION_ASKED: DeletionState.WAITING,
    Purpose.BUSINESS_DELETION_AHEAD: DeletionState.WAITING,
}


async def _write(desk: Desk, order: MailOrder) -> AccountLetter:
    """Raises `GroundGoneError` when the request has ended meanwhile."""
    deletion = found(await desk.session.get(BusinessDeletion, order.about_id or ""), order)
    if _WHILE.get(order.purpose, deletion.state) != deletion.state:
        raise GroundGoneError(f"{order.key}: what it says is no longer so")
    business, owner = await owner_of(desk, order, deletion.business_id)
    recipient = to_user(owner)
    words: dict[str, Word] = {"business": one_line(business.name), "waived": deletion.waived}
    words |= await _dates(desk, deletion, recipient)
    return AccountLetter(recipient, "/" if order.purpose is _CLOSED else SETTINGS_PATH, words=words)


async def _dates(desk: Desk, deletion: BusinessDeletion, recipient: Recipient) -> dict[str, Word]:
    """When the service ends, when the data is blocked, and when each class of it is destroyed."""
    zone, language = recipient.zone, recipient.language
    words: dict[str, Word] = {"requested": instant_words(deletion.requested_at, zone, language)}
    end = await contract_end(desk.session, deletion, desk.zone)
    if end is None:
        return words | {"service_ends": "", "blocked": ""}
    blocked_at = blocked_from(deletion.requested_at, end, waived=deletion.waived)
    if deletion.state == DeletionState.DONE.value and deletion.ended_at is not None:
        blocked_at = min(blocked_at, deletion.ended_at)
    purged = purge_dates(blocked_at, desk.zone)
    return words | {
        "service_ends": instant_words(end.service, zone, language),
        "blocked": beginning_words(blocked_at, zone, language),
        **{f"purge_{kind.value}": beginning_words(purged[kind], zone, language) for kind in DataClass},
    }


WRITERS: Mapping[Purpose, Writer] = MappingProxyType(
    {
        Purpose.BUSINESS_DELETION_ASKED: _write,
        Purpose.BUSINESS_DELETION_AHEAD: _write,
        Purpose.BUSINESS_DELETION_TAKEN_BACK: _write,
        Purpose.BUSINESS_DELETED: _write,
    }
)
