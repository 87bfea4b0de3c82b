"""The life of a mail (contract E1, E4): its states, which never go backwards."""

from datetime import datetime, timedelta
from enum import StrEnum


class MailState(StrEnum):
    """States of a mail in the ledger.

    `SENDING` means handed to the provider, answer not yet known. `BOUNCED` (the recipient's server gave it
    back), `DROPPED` (the provider did not try) and `REFUSED` (the provider did not take it) never arrive.
    """

    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    DROPPED = "dropped"
    REFUSED = "refused"

    @property
    def was_accepted(self) -> bool:
        """Whether the provider took it, whatever became of it afterwards."""
        return self not in (MailState.QUEUED, MailState.SENDING, MailState.REFUSED)


NEVER_ARRIVES = frozenset({MailState.BOUNCED, MailState.DROPPED, MailState.REFUSED})
RETURNED_WITHIN = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3))
"""When it is looked whether a notice came back: what cannot be delivered is given up within three days."""
LOOK_AGAIN = timedelta(hours=1)
"""How often it is looked whom no mail reaches, while some addresses can be neither reached nor given up."""

_PROGRESS = {
    MailState.QUEUED: 0,
    MailState.SENDING: 1,
    MailState.ACCEPTED: 2,
    MailState.DEFERRED: 3,
    MailState.DELIVERED: 4,
    MailState.BOUNCED: 5,
    MailState.DROPPED: 5,
    MailState.REFUSED: 5,
}


def looks_for_returned(since: datetime) -> tuple[datetime, ...]:
    """When it is looked whether notices that were taken then came back."""
    return tuple(since + after for after in RETURNED_WITHIN)


def looks_at_both_addresses(since: datetime) -> tuple[datetime, ...]:
    """The same, and a last time for those that went to a second address when the first ones came back."""
    return (*looks_for_returned(since), since + 2 * RETURNED_WITHIN[-1])


def advance(state: MailState, reported: MailState) -> MailState:
    """The state after the provider reported one; reports come repeated and in any order.

    A bounce wins over a delivery, because servers give mail back after having taken it.
    """
    return reported if _PROGRESS[reported] > _PROGRESS[state] else state
