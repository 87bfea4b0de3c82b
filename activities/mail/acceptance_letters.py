"""Copies of what somebody accepted, to keep (contract A2): each text attached exactly as it was shown."""

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import select

from activities.mail.account_letters import AccountLetter, Desk, Writer, found, user_of
from activities.mail.facts import Attachment, Word
from activities.mail.messages import MailOrder, Purpose
from activities.mail.wording import instant_words, one_line
from models import Acceptance, Business, OrderedLetter, ShownText
from terms.accounts import Document
from terms.texts import parse

_DECLARED = {
    "es": "Declaraciones: mayoría de edad, capacidad, datos veraces y representación",
    "en": "Declarations: of age, capacity, true data and authority",
}
_DIGEST = {"es": "versión {version}, SHA-256 {sha256}", "en": "version {version}, SHA-256 {sha256}"}


async def _accepted(desk: Desk, order: MailOrder) -> AccountLetter:
    """The ordered letter's words name the acceptances by id, and the business where there is one."""
    letter = found(await desk.session.get(OrderedLetter, order.about_id or ""), order)
    recipient = await user_of(desk, order)
    lines, attachments = [], []
    for acceptance, text in await _kept(desk, order, letter):
        lines.append(_line(acceptance, text, recipient.language))
        if text is not None:
            name = f"{text.kind}-{text.version}-{text.language}.txt"
            attachments.append(Attachment(name, "text/plain", text.markdown.encode()))
    business = await desk.session.get(Business, letter.words.get("business_id", ""))
    words: dict[str, Word] = {
        "at": instant_words(letter.ordered_at, recipient.zone, recipient.language),
        "business": one_line(business.name) if business else "",
        "accepted": lines,
    }
    return AccountLetter(recipient, "/app/business", words=words, attachments=tuple(attachments))


async def _kept(
    desk: Desk, order: MailOrder, letter: OrderedLetter
) -> list[tuple[Acceptance, ShownText | None]]:
    rows = await desk.session.execute(
        select(Acceptance, ShownText)
        .outerjoin(ShownText, ShownText.sha256 == Acceptance.sha256)
        .where(
            Acceptance.id.in_(letter.words["acceptance_ids"].split(",")), Acceptance.user_id == order.user_id
        )
        .order_by(Acceptance.id)
    )
    return [(acceptance, text) for acceptance, text in rows]


def _line(acceptance: Acceptance, text: ShownText | None, language: str) -> str:
    if text is None and acceptance.document in set(Document):
        raise LookupError(f"{acceptance.document} {acceptance.version} is not in the archive yet")
    title = _DECLARED[language]
    if text is not None:
        title = parse(Document(text.kind), text.version, text.language, text.markdown).title
    return f"{title}: {_DIGEST[language].format(version=acceptance.version, sha256=acceptance.sha256)}"


WRITERS: Mapping[Purpose, Writer] = MappingProxyType(
    {Purpose.BUSINESS_REGISTERED: _accepted, Purpose.TEXTS_ACCEPTED: _accepted}
)
