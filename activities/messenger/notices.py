"""Over which channels a mail's recipient is told besides (contract W1)."""

from collections.abc import Collection

from activities.mail.messages import MailOrder, Purpose
from activities.messenger.permission import consents_of
from models.database import Database
from terms.messaging import Channel

_PUNCTUAL = frozenset({Purpose.SIGN_REQUEST, Purpose.SIGN_REMINDER})
"""The mails that a message goes with."""


class Notices:
    """Knows which channels are on."""

    def __init__(self, database: Database, channels: Collection[Channel]) -> None:
        self._database = database
        self._channels = channels

    async def channels(self, order: MailOrder) -> tuple[Channel, ...]:
        """The channels that are on, authorised and consented to; none for other mails."""
        if not self._channels or order.signer_id is None or order.purpose not in _PUNCTUAL:
            return ()
        async with self._database.transaction() as session:
            consents = await consents_of(session, order.signer_id)
        return tuple(
            channel for consent in consents if (channel := Channel(consent.channel)) in self._channels
        )
