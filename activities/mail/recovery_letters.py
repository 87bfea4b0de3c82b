"""Letters about the way back into an account (contract M3, A7), each to the account's own address."""

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import select

from activities.mail.account_letters import AccountLetter, Desk, GroundGoneError, Writer, found
from activities.mail.facts import Recipient, Word
from activities.mail.messages import MailOrder, Purpose
from activities.mail.wording import instant_words, one_line
from models import AccountRecovery, User
from terms.account_recovery import RecoveryState

RESET_PATH = "/reset"
_GROUNDS = {
    Purpose.RECOVERY_CONFIRM: RecoveryState.AWAITING_CONFIRMATION,
    Purpose.RECOVERY_IDENTITY: RecoveryState.AWAITING_IDENTITY,
    Purpose.RECOVERY_AHEAD: RecoveryState.WAITING,
}
"""The state in which what a letter says still holds."""


async def _under_way(desk: Desk, order: MailOrder) -> AccountLetter:
    """With the link by which it is confirmed or stopped."""
    row = await _recovery(desk, order)
    if row.state != _GROUNDS[order.purpose].value:
        raise GroundGoneError(f"{order.key}: the recovery has gone on")
    recipient = await _account(desk, order, row)
    path = f"/recovery#{desk.tokens.token(row.id)}"
    return AccountLetter(recipient, path, row.expires_at, _words(row, recipient))


async def _done(desk: Desk, order: MailOrder) -> AccountLetter:
    row = await _recovery(desk, order)
    recipient = await _account(desk, order, row)
    return AccountLetter(recipient, RESET_PATH, words=_words(row, recipient))


async def _ended(desk: Desk, order: MailOrder) -> AccountLetter:
    row = await _recovery(desk, order)
    recipient = await _account(desk, order, row)
    words = _words(row, recipient) | {
        "stopped": row.state == RecoveryState.STOPPED.value,
        "refused": row.state == RecoveryState.REFUSED.value,
    }
    return AccountLetter(recipient, "/recovery", words=words)


async def _recovery(desk: Desk, order: MailOrder) -> AccountRecovery:
    return found(await desk.session.get(AccountRecovery, order.about_id or ""), order)


async def _account(desk: Desk, order: MailOrder, row: AccountRecovery) -> Recipient:
    user = found(await desk.session.scalar(select(User).where(User.email == row.email)), order)
    name = one_line(user.name) if user.name else None
    return Recipient("applicant", user.email, user.language, name, user.time_zone)


def _words(row: AccountRecovery, recipient: Recipient) -> dict[str, Word]:
    return {
        "asked": instant_words(row.asked_at, recipient.zone, recipient.language),
        "reference": row.id,
    }


WRITERS: Mapping[Purpose, Writer] = MappingProxyType(
    {
        Purpose.RECOVERY_CONFIRM: _under_way,
        Purpose.RECOVERY_IDENTITY: _under_way,
        Purpose.RECOVERY_AHEAD: _under_way,
        Purpose.RECOVERY_DONE: _done,
        Purpose.RECOVERY_ENDED: _ended,
    }
)
