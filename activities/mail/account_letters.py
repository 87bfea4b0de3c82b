"""Letters about accounts, businesses and staff: who gets each, where its button leads, and its words.

One writer per purpose, found in `WRITERS`. A mailed one-time link is the token of the row it is about
(`LinkTokens.token`), after `#`, so that it reaches no server's log.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from activities.mail.facts import Attachment, Recipient, Word
from activities.mail.links import LinkTokens
from activities.mail.messages import MailOrder, Purpose
from activities.mail.wording import instant_words, one_line
from activities.records.second_phase import missing_of
from activities.vault.vault import Vault
from models import Registration, User
from terms.accounts import UNVERIFIED_KEPT, Missing

Row = TypeVar("Row")


class UnknownOrderError(Exception):
    """The order names a row that is not there, or nobody to send it to."""


class GroundGoneError(Exception):
    """What the letter would say is no longer so: it is not sent, and that is no failure."""


@dataclass(frozen=True)
class AccountLetter:
    """What a writer gives: recipient, path of the button, when its link ends, and what it says besides."""

    recipient: Recipient
    path: str = "/"
    link_until: datetime | None = None
    words: Mapping[str, Word] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Desk:
    """What writers work with. `zone` is the holder's, for people who have set none; `vault` keeps what is
    attached.
    """

    session: AsyncSession
    tokens: LinkTokens
    zone: str
    vault: Vault | None = None


Writer = Callable[[Desk, MailOrder], Awaitable[AccountLetter]]


def found(row: Row | None, order: MailOrder) -> Row:
    """The row; raises `UnknownOrderError` when it is not there."""
    if row is None:
        raise UnknownOrderError(f"{order.key}: names a row that does not exist")
    return row


async def user_of(desk: Desk, order: MailOrder) -> Recipient:
    """The user whom the order names."""
    user = found(await desk.session.get(User, order.user_id or ""), order)
    name = one_line(user.name) if user.name else None
    return Recipient("applicant", user.email, user.language, name, user.time_zone)


async def _already_registered(desk: Desk, order: MailOrder) -> AccountLetter:
    return AccountLetter(await user_of(desk, order))


async def _verify_email(desk: Desk, order: MailOrder) -> AccountLetter:
    """With the newest link. The lock makes whoever removes the registration see the mail in the ledger."""
    registration = found(
        await desk.session.get(Registration, order.registration_id or "", with_for_update={"read": True}),
        order,
    )
    recipient = Recipient("applicant", registration.email, registration.language, None, desk.zone)
    path = f"/verify#{desk.tokens.verification_token(registration.id, registration.link_number)}"
    kept_until = instant_words(
        registration.requested_at + UNVERIFIED_KEPT, recipient.zone, recipient.language
    )
    return AccountLetter(recipient, path, registration.expires_at, {"kept_until": kept_until})


async def _second_phase(desk: Desk, order: MailOrder) -> AccountLetter:
    """What is still missing when the letter is written."""
    missing = await missing_of(desk.session, order.user_id or "")
    words = {f"needs_{what.value}": what in missing for what in Missing}
    path = "/app/profile" if Missing.NAME in missing else "/app/business"
    return AccountLetter(await user_of(desk, order), path, words=words)


WRITERS: Mapping[Purpose, Writer] = MappingProxyType(
    {
        Purpose.ALREADY_REGISTERED: _already_registered,
        Purpose.VERIFY_EMAIL: _verify_email,
        Purpose.VERIFY_REMINDER: _verify_email,
        Purpose.VERIFY_NEW_LINK: _verify_email,
        Purpose.WELCOME: _second_phase,
        Purpose.FINISH_SIGN_UP: _second_phase,
    }
)
