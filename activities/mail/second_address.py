"""A controller's second address, for notices that its owner's address does not take (contract P6, P8)."""

from dataclasses import replace

from activities.mail.account_letters import found
from activities.mail.facts import Recipient
from activities.mail.messages import MailOrder
from activities.mail.wording import one_line
from models import Business

SECOND = "second"
"""How the keys of mails to it end."""


def to_second_address(order: MailOrder) -> MailOrder:
    """The same notice for the controller's own data protection contact."""
    return replace(order, key=f"{order.key}:{SECOND}", about_id=f"{order.about_id}:{SECOND}")


def second_of(business: Business, owner: Recipient, order: MailOrder) -> Recipient:
    """The controller's data protection officer, else its representative, at another address than the owner's.

    Raises `UnknownOrderError` where it named none.
    """
    named = (business.privacy_contacts.get(name) for name in ("dpo", "representative"))
    other = [one for one in named if one and one["email"].lower() != owner.address.lower()]
    contact = found(other[0] if other else None, order)
    return replace(owner, address=contact["email"], name=one_line(contact["name"]))
