"""Letters to controllers about a new data protection officer (contract P10)."""

from collections.abc import Mapping
from types import MappingProxyType

from activities.mail.account_letters import AccountLetter, Desk, Writer, found, user_of
from activities.mail.messages import MailOrder, Purpose
from activities.mail.second_address import second_of
from activities.mail.wording import instant_words, one_line
from models import Business, HolderVersion

_PATH = "/app/data-protection"


async def _to_controller(desk: Desk, order: MailOrder) -> AccountLetter:
    """`about_id` is `version of the holder:business`; with `:second`, to the controller's own contact."""
    version_id, business_id, *second = (order.about_id or "").split(":")
    version = found(await desk.session.get(HolderVersion, version_id), order)
    business = found(await desk.session.get(Business, business_id), order)
    owner = await user_of(desk, order)
    recipient = second_of(business, owner, order) if second else owner
    words = {
        "business": one_line(business.name),
        "officer": one_line(version.facts.get("dpo_name", "")),
        "officer_email": one_line(version.facts["dpo_email"]),
        "since": instant_words(version.since, recipient.zone, recipient.language),
    }
    return AccountLetter(recipient, _PATH, words=words)


WRITERS: Mapping[Purpose, Writer] = MappingProxyType({Purpose.OFFICER_CHANGED: _to_controller})
