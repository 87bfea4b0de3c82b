"""What a mail says, as plain values that are already tame: templates need no database and no care."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from activities.mail.messages import Purpose

Role = Literal["signer", "sender", "applicant"]
"""Whom the mail is for: `applicant` is a person with or about to have an account, outside any envelope."""

Word = str | list[str] | bool
"""A fact as a template takes it: tame text, several lines of it, or a yes or no."""


@dataclass(frozen=True)
class Recipient:
    """Who gets the mail. `zone` is the one in which dates are written for them."""

    role: Role
    address: str
    language: str
    name: str | None
    zone: str


@dataclass(frozen=True)
class DataController:
    """Who answers for the signers' data (contract E3), with the address where rights are exercised."""

    name: str
    tax_id: str | None
    address: str
    contact_email: str


@dataclass(frozen=True)
class EnvelopeFacts:
    """The envelope as its mails tell it; instants are written in the recipient's zone and language."""

    envelope_id: str
    business: str
    title: str
    message_lines: list[str]
    documents: str
    signers: str
    missing: str
    deadline: str
    finished: str
    reason_lines: list[str]
    about_name: str
    about_address: str
    about_is_recipient: bool
    test: bool
    """Made in test mode: the mail says so."""


@dataclass(frozen=True)
class Attachment:
    """A file that comes with a mail."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """Everything that one mail says. `action_url` is where its only button leads."""

    purpose: Purpose
    recipient: Recipient
    action_url: str
    link_until: str
    envelope: EnvelopeFacts | None = None
    controller: DataController | None = None
    reply_to: str | None = None
    words: Mapping[str, Word] = field(default_factory=dict)
    """What a letter outside envelopes says besides."""
    attachments: tuple[Attachment, ...] = ()
