"""The letter to the owner of blocked data, who cannot sign in, when staff open something of it (S17)."""

from collections.abc import Mapping
from types import MappingProxyType

from activities.mail.account_letters import AccountLetter, Desk, Writer, found, user_of
from activities.mail.facts import Word
from activities.mail.messages import MailOrder, Purpose
from activities.mail.wording import instant_words, many_lines, one_line
from models import Business, DocumentOpening, OrderedLetter


async def _opened(desk: Desk, order: MailOrder) -> AccountLetter:
    """What was opened by its id, when, on what ground and for which case; nothing of what it says."""
    letter = found(await desk.session.get(OrderedLetter, order.about_id or ""), order)
    row = found(await desk.session.get(DocumentOpening, letter.words["opening_id"]), order)
    business = found(await desk.session.get(Business, row.business_id), order)
    recipient = await user_of(desk, order)
    words: dict[str, Word] = {
        "business": one_line(business.name),
        "document_id": row.document_id or "",
        "invoice_id": row.invoice_id or "",
        "envelope_id": row.envelope_id or "",
        "opened": instant_words(row.opened_at or letter.ordered_at, recipient.zone, recipient.language),
        "legal_ground": one_line(row.legal_ground),
        "case_id": one_line(row.case_id),
        "reason_lines": many_lines(row.reason),
        "opening_id": row.id,
        "late": row.silence_reason is not None,
    }
    return AccountLetter(recipient, words=words)


WRITERS: Mapping[Purpose, Writer] = MappingProxyType({Purpose.DOCUMENT_OPENED: _opened})
