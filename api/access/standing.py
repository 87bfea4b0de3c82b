"""What the standing of a business allows: asked here alone, for members, programs and signers (S16, S17)."""

from api.problems.kinds import Kind
from api.problems.problem import Problem
from terms.subscription import SHUT, DownloadReason, Standing, SubscriptionState
from terms.subscription_capabilities import Capability, NotAllowed, capabilities, refuse

_LIMITED = [Standing(SubscriptionState.DOWNLOAD_ONLY, reason) for reason in DownloadReason]


def refuse_by_standing(capability: Capability, standing: Standing) -> None:
    """Raises 403 with the reason and the way out where the standing does not allow it (contract E5)."""
    refused = refuse(capability, standing)
    if refused is None:
        return
    kind = Kind.SERVICE_BLOCKED if standing.state in SHUT else Kind.SERVICE_DOWNLOAD_ONLY
    raise Problem(kind, errors=[_cause(refused)])


def standing_kinds(capability: Capability) -> tuple[Kind, ...]:
    """The problems a route that takes this capability can answer with."""
    limits = any(capability not in capabilities(standing) for standing in _LIMITED)
    return (Kind.SERVICE_BLOCKED, *((Kind.SERVICE_DOWNLOAD_ONLY,) if limits else ()))


def _cause(refused: NotAllowed) -> dict[str, str]:
    reason = refused.standing.reason or refused.standing.state
    return {"code": reason.value, "detail": refused.way_out.value if refused.way_out else "none"}
