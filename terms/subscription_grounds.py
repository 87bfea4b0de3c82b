"""Whether a notice about a subscription still holds when its mail is about to leave (contract S21).

Between the order of a mail and its sending a debt can be paid, a cancellation taken back, a date go by. What
has lost its ground is not sent, so that no two mails contradict each other.
"""

from dataclasses import dataclass
from datetime import datetime

from terms.subscription import ACTIVE, DownloadReason, Standing, SubscriptionState
from terms.subscription_notices import NoticeKind

_UNPAID = Standing(SubscriptionState.DOWNLOAD_ONLY, DownloadReason.UNPAID)
_RUNNING = (ACTIVE, _UNPAID)
_ENDED = (DownloadReason.CANCELLED, DownloadReason.HOLDER_ENDED)


@dataclass(frozen=True)
class Situation:
    """How things are when the mail leaves.

    `business` is how the business stands, sanctions included; `owed` whether the bill that the notice is
    about is still open, `is_news` whether the change of plan that it is about has gone no further since.
    """

    now: datetime
    contract: Standing
    business: Standing
    ends_at: datetime | None
    downloads_end: datetime | None
    owed: bool
    is_news: bool = True


def holds(kind: NoticeKind, about: datetime, found: Situation) -> bool:
    """Whether what a notice says of the instant `about` is so."""
    if kind in _AHEAD:
        return found.now < about and _AHEAD_OF[kind](about, found)
    ground = _GROUNDS.get(kind)
    return ground is None or ground(about, found)


def _renews(about: datetime, found: Situation) -> bool:
    return found.contract == ACTIVE and (found.ends_at is None or found.ends_at > about)


def _ends(about: datetime, found: Situation) -> bool:
    return found.contract in _RUNNING and found.ends_at == about


def _limited(_about: datetime, found: Situation) -> bool:
    return found.contract == _UNPAID


def _downloads_end(about: datetime, found: Situation) -> bool:
    return found.contract.state is SubscriptionState.DOWNLOAD_ONLY and found.downloads_end == about


def _purges(_about: datetime, found: Situation) -> bool:
    return found.contract.state is SubscriptionState.BLOCKED


def _runs(_about: datetime, found: Situation) -> bool:
    return found.contract == ACTIVE


def _runs_again(_about: datetime, found: Situation) -> bool:
    """Paying does not lift a sanction: who is suspended is not told that all is as before."""
    return found.contract == found.business == ACTIVE


def _goes_on(_about: datetime, found: Situation) -> bool:
    return found.contract in _RUNNING and found.ends_at is None


def _owed(_about: datetime, found: Situation) -> bool:
    """The last use is charged after the service has ended, and can be refused like any other (S6). Whoever
    has withdrawn owes nothing, even while the bill is still being closed (S14).
    """
    withdrawn = found.contract.reason is DownloadReason.WITHDRAWN
    return found.owed and not withdrawn and found.contract.state is not SubscriptionState.BLOCKED


def _ended(_about: datetime, found: Situation) -> bool:
    return found.contract.reason in _ENDED


def _blocked(_about: datetime, found: Situation) -> bool:
    return found.contract.state is SubscriptionState.BLOCKED


def _is_news(_about: datetime, found: Situation) -> bool:
    return found.contract in _RUNNING and found.is_news


def _put_off(about: datetime, found: Situation) -> bool:
    return found.now < about and found.contract in _RUNNING


def _settled(_about: datetime, found: Situation) -> bool:
    return found.contract in _RUNNING and not found.owed


def _told_elsewhere(_about: datetime, _found: Situation) -> bool:
    return False


_AHEAD_OF = {
    NoticeKind.RENEWAL_AHEAD: _renews,
    NoticeKind.GRACE_ENDING: _limited,
    NoticeKind.SERVICE_ENDING: _ends,
    NoticeKind.DOWNLOADS_ENDING: _downloads_end,
    NoticeKind.PURGE_AHEAD: _purges,
}
_AHEAD = frozenset(_AHEAD_OF)
_GROUNDS = {
    NoticeKind.CONTRACTED: _runs,
    NoticeKind.CHARGE_FAILED: _owed,
    NoticeKind.LIMITED_UNPAID: _limited,
    NoticeKind.RESTORED: _runs_again,
    NoticeKind.END_AGREED: _ends,
    NoticeKind.END_PUT_OFF: _put_off,
    NoticeKind.DEBT_WAIVED: _settled,
    NoticeKind.CONTINUED: _goes_on,
    NoticeKind.PLAN_CHANGED: _is_news,
    NoticeKind.SERVICE_ENDED: _ended,
    NoticeKind.ENDED_UNPAID: _blocked,
    NoticeKind.BLOCKED: _blocked,
    NoticeKind.EXPELLED: _told_elsewhere,
}
"""What is not here has happened for good: a charge, a refund, a withdrawal, a purge."""
