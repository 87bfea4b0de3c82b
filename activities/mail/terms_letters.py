"""Letters about substantial changes of texts (contract A3)."""

from collections.abc import Mapping
from types import MappingProxyType

from activities.mail.account_letters import AccountLetter, Desk, UnknownOrderError, Writer, user_of
from activities.mail.messages import MailOrder, Purpose
from terms import texts
from terms.accounts import Document


async def _changed(desk: Desk, order: MailOrder) -> AccountLetter:
    """`about_id` is `kind:version`."""
    recipient = await user_of(desk, order)
    kind, _, version = (order.about_id or "").partition(":")
    text = texts.find(Document(kind), version, recipient.language)
    if text is None:
        raise UnknownOrderError(f"{order.key}: no such text")
    change = next(change for change in texts.changes(text.kind) if change.version == version)
    words = {
        "text_title": text.title,
        "text_version": version,
        "summary": change.summaries[recipient.language],
    }
    return AccountLetter(recipient, "/app/accept", words=words)


WRITERS: Mapping[Purpose, Writer] = MappingProxyType(
    {Purpose.TERMS_CHANGED: _changed, Purpose.TERMS_REMINDER: _changed}
)
