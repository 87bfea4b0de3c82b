"""What a business can do in each state of its subscription (contract S16, S17, E5), in one matrix."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from terms.subscription import DownloadReason, Standing, SubscriptionState


class Capability(StrEnum):
    """What members of a business, its keys and its signers may do as far as its subscription goes."""

    SIGN_IN = "sign_in"
    LIST = "list"
    DOWNLOAD = "download"
    EXPORT = "export"
    ASK_RIGHTS = "ask_rights"
    PAY = "pay"
    CHOOSE_PLAN = "choose_plan"
    CHANGE_PLAN = "change_plan"
    CANCEL = "cancel"
    TAKE_BACK = "take_back"
    WITHDRAW = "withdraw"
    UPLOAD = "upload"
    SEND = "send"
    SIGN = "sign"
    REMIND = "remind"
    VOID = "void"
    INVITE = "invite"


class WayOut(StrEnum):
    """What makes a refused act possible again (contract E5)."""

    FINISH_PAYMENT = "finish_payment"
    PAY_DEBT = "pay_debt"
    CHOOSE_PLAN = "choose_plan"
    CONTACT_HOLDER = "contact_holder"
    CHANGE_PLAN = "change_plan"


@dataclass(frozen=True)
class NotAllowed:
    """Why an act is refused: the standing that does not allow it, and the way out if there is one."""

    capability: Capability
    standing: Standing
    way_out: WayOut | None


_READING = frozenset(
    {Capability.SIGN_IN, Capability.LIST, Capability.DOWNLOAD, Capability.EXPORT, Capability.ASK_RIGHTS}
)
_LIMITED = _READING | {Capability.PAY}
_LEAVING = frozenset({Capability.CANCEL, Capability.TAKE_BACK, Capability.WITHDRAW})
"""Whoever is limited can still leave: no sanction or debt takes that away."""
_ENDED = _LIMITED | {Capability.CHOOSE_PLAN}

_DOWNLOAD_ONLY: Mapping[DownloadReason, frozenset[Capability]] = MappingProxyType(
    {
        DownloadReason.UNPAID: _LIMITED | _LEAVING,
        DownloadReason.CANCELLED: _ENDED,
        DownloadReason.WITHDRAWN: _ENDED,
        DownloadReason.HOLDER_ENDED: _LIMITED,
        DownloadReason.MISUSE: _LIMITED | _LEAVING,
    }
)
_STATES: Mapping[SubscriptionState, frozenset[Capability]] = MappingProxyType(
    {
        SubscriptionState.PENDING_PAYMENT: _ENDED,
        SubscriptionState.ACTIVE: frozenset(Capability) - {Capability.CHOOSE_PLAN},
        SubscriptionState.BLOCKED: frozenset(),
        SubscriptionState.PURGED: frozenset(),
    }
)
_WAYS_OUT: Mapping[Standing, WayOut] = MappingProxyType(
    {
        Standing(SubscriptionState.PENDING_PAYMENT): WayOut.FINISH_PAYMENT,
        Standing(SubscriptionState.DOWNLOAD_ONLY, DownloadReason.UNPAID): WayOut.PAY_DEBT,
        Standing(SubscriptionState.DOWNLOAD_ONLY, DownloadReason.CANCELLED): WayOut.CHOOSE_PLAN,
        Standing(SubscriptionState.DOWNLOAD_ONLY, DownloadReason.WITHDRAWN): WayOut.CHOOSE_PLAN,
        Standing(SubscriptionState.DOWNLOAD_ONLY, DownloadReason.HOLDER_ENDED): WayOut.CONTACT_HOLDER,
        Standing(SubscriptionState.DOWNLOAD_ONLY, DownloadReason.MISUSE): WayOut.CONTACT_HOLDER,
    }
)


def capabilities(standing: Standing) -> frozenset[Capability]:
    """Everything allowed in a standing.

    Whoever may not sign in may do nothing: a blocked business is closed to its own people (contract S17).
    """
    if standing.reason is not None:
        return _DOWNLOAD_ONLY[standing.reason]
    return _STATES[standing.state]


def refuse(capability: Capability, standing: Standing) -> NotAllowed | None:
    """Why an act is refused in a standing; `None` when it is allowed (contract S16, S17, E5)."""
    if capability in capabilities(standing):
        return None
    return NotAllowed(capability, standing, _WAYS_OUT.get(standing))
