"""A mail as SendGrid's `mail/send` takes it."""

import base64
from dataclasses import dataclass
from typing import Any

from activities.mail.content import Content
from activities.mail.facts import Attachment, Letter
from activities.mail.provider import MAIL_ID_ARGUMENT
from activities.mail.wording import one_line

NAME_MAX = 120


@dataclass(frozen=True)
class MailSender:
    """Who mails come from."""

    address: str
    name: str

    @property
    def domain(self) -> str:
        """The domain of the address, which our Message-IDs are made in."""
        return self.address.rpartition("@")[2]


def send_request(sender: MailSender, mail_id: str, letter: Letter, content: Content) -> dict[str, Any]:
    """The request's body.

    The Message-ID is the ledger's id: should a message be handed over twice after all, mail clients show one.
    Clicks are not tracked, because that would show the provider where signing links lead.
    """
    request: dict[str, Any] = {
        "personalizations": [{"to": [_party(letter.recipient.address, letter.recipient.name)]}],
        "from": _party(sender.address, _sender_name(sender, letter)),
        "subject": content.subject,
        "content": [
            {"type": "text/plain", "value": content.text},
            {"type": "text/html", "value": content.html},
        ],
        "headers": {
            "Message-ID": f"<{mail_id}@{sender.domain}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": letter.recipient.language,
        },
        "custom_args": {MAIL_ID_ARGUMENT: mail_id},
        "categories": [letter.purpose.value],
        "tracking_settings": {
            "click_tracking": {"enable": False, "enable_text": False},
            "open_tracking": {"enable": True},
            "subscription_tracking": {"enable": False},
            "ganalytics": {"enable": False},
        },
    }
    if letter.attachments:
        request["attachments"] = [_attachment(one) for one in letter.attachments]
    if letter.reply_to and letter.envelope:
        request["reply_to"] = _party(letter.reply_to, letter.envelope.business)
    return request


def _attachment(one: Attachment) -> dict[str, str]:
    return {
        "content": base64.b64encode(one.content).decode(),
        "filename": one.name,
        "type": one.media_type,
        "disposition": "attachment",
    }


def _sender_name(sender: MailSender, letter: Letter) -> str:
    """Signers see who asks; the service's name stays in it, so that nobody can pose as somebody else."""
    if letter.recipient.role == "signer" and letter.envelope:
        return f"{letter.envelope.business[:NAME_MAX]} · {sender.name}"
    return sender.name


def _party(address: str, name: str | None) -> dict[str, str]:
    tame = one_line(name or "")[: NAME_MAX + len(" · ") + NAME_MAX].replace('"', "'")
    return {"email": address, "name": tame} if tame else {"email": address}
