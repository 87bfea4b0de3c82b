"""Letters about a user's credentials: what has happened to them, when and from where (contract M3, M7)."""

from collections.abc import Mapping
from types import MappingProxyType

from activities.mail.account_letters import AccountLetter, Desk, Writer, found, user_of
from activities.mail.messages import MailOrder, Purpose
from activities.mail.wording import instant_words, one_line
from models import OrderedLetter, PasswordReset

SECURITY_PATH = "/app/security"
RESET_PATH = "/reset"
SHOWN = 160
"""Signs of what a browser says of itself; the rest tells nobody anything."""


async def _happened(desk: Desk, order: MailOrder) -> AccountLetter:
    """Something was changed or done: where to look at it."""
    return await _letter(desk, order, SECURITY_PATH)


async def _changed(desk: Desk, order: MailOrder) -> AccountLetter:
    """Whoever was not it takes the account back by the mailbox."""
    return await _letter(desk, order, RESET_PATH)


async def _letter(desk: Desk, order: MailOrder, path: str) -> AccountLetter:
    letter = found(await desk.session.get(OrderedLetter, order.about_id or ""), order)
    recipient = await user_of(desk, order)
    words = {name: one_line(str(word))[:SHOWN] for name, word in letter.words.items()}
    words["at"] = instant_words(letter.ordered_at, recipient.zone, recipient.language)
    return AccountLetter(recipient, path, words={"ip": "", "user_agent": ""} | words)


async def _password_reset(desk: Desk, order: MailOrder) -> AccountLetter:
    letter = found(await desk.session.get(OrderedLetter, order.about_id or ""), order)
    reset = found(await desk.session.get(PasswordReset, letter.words["reset_id"]), order)
    path = f"{RESET_PATH}#{desk.tokens.token(reset.id)}"
    return AccountLetter(await user_of(desk, order), path, reset.expires_at)


WRITERS: Mapping[Purpose, Writer] = MappingProxyType(
    {
        Purpose.PASSWORD_RESET: _password_reset,
        Purpose.PASSWORD_CHANGED: _changed,
        Purpose.NEW_DEVICE: _happened,
        Purpose.SECOND_FACTOR_ADDED: _happened,
        Purpose.SECOND_FACTOR_REMOVED: _happened,
        Purpose.RECOVERY_CODES_MADE: _happened,
        Purpose.RECOVERY_CODE_USED: _happened,
        Purpose.PROOFS_REFUSED: _changed,
    }
)
