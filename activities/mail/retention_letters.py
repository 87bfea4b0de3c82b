"""Letters about the destruction of blocked data, to the owner's last address (contract S18, S21)."""

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import select

from activities.mail.account_letters import AccountLetter, Desk, GroundGoneError, Writer, found
from activities.mail.facts import Attachment, Recipient
from activities.mail.messages import MailOrder, NoticeFacts, Purpose
from activities.mail.wording import beginning_words, one_line
from activities.records.contract_terms import governing_terms
from activities.retention.pdf import words
from models import Business, PurgeCertificate, Retention, User
from terms.clauses import clause_of


async def _ahead(desk: Desk, order: MailOrder) -> AccountLetter:
    """Raises `GroundGoneError` when the date has been moved, as by a legal hold, or is over."""
    notice = found(order.notice, order)
    row = await desk.session.get(Retention, (order.about_id or "", notice.detail or ""))
    if row is None or row.due_at != notice.about or row.purged_at is not None:
        raise GroundGoneError(f"{order.key}: that date no longer holds")
    return await _letter(desk, order, notice)


async def _done(desk: Desk, order: MailOrder) -> AccountLetter:
    """With the certificate, which nobody of the customer can fetch any more."""
    notice = found(order.notice, order)
    certificate = await desk.session.scalar(
        select(PurgeCertificate).where(
            PurgeCertificate.business_id == order.about_id, PurgeCertificate.stage == notice.detail
        )
    )
    pdf = found(certificate, order)
    return await _letter(desk, order, notice, Attachment(f"{pdf.id}.pdf", "application/pdf", pdf.pdf))


async def _letter(
    desk: Desk, order: MailOrder, notice: NoticeFacts, *attachments: Attachment
) -> AccountLetter:
    business = found(await desk.session.get(Business, order.about_id or ""), order)
    owner = found(await desk.session.get(User, business.owner_id), order)
    name = one_line(owner.name) if owner.name else None
    version = await governing_terms(desk.session, business.id)
    recipient = Recipient("applicant", owner.email, owner.language, name, owner.time_zone)
    said = {
        "business": one_line(business.name),
        "business_id": business.id,
        "since": beginning_words(notice.about, desk.zone, owner.language),
        "what": words(owner.language)["stages"][notice.detail or ""],
        "clause": clause_of(notice.rule, version),
        "terms_version": version,
    }
    return AccountLetter(recipient, words=said, attachments=attachments)


WRITERS: Mapping[Purpose, Writer] = MappingProxyType({Purpose.PURGE_AHEAD: _ahead, Purpose.PURGED: _done})
