"""How a business's envelopes under way follow the standing of its subscription (contract S16)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.envelopes_under_way import EnvelopesUnderWay, FollowOrder

from workflows.identifiers import ENVELOPE_PREFIX
from workflows.policies import COMMANDS, LATECOMERS
from workflows.subscription_messages import SubscriptionProgress


async def tell_envelopes(subscription_id: str, progress: SubscriptionProgress) -> None:
    """Lets them pause, go on or be voided, and has them looked at once more."""
    progress.look_again_at = workflow.now() + LATECOMERS
    await _follow(subscription_id, progress)


async def tell_latecomers(subscription_id: str, progress: SubscriptionProgress) -> None:
    """Looks at them again, when it is time."""
    if progress.look_again_at is None or workflow.now() < progress.look_again_at:
        return
    progress.look_again_at = None
    await _follow(subscription_id, progress)


async def _follow(subscription_id: str, progress: SubscriptionProgress) -> None:
    order = FollowOrder(progress.business_id, f"{subscription_id}:{progress.sequence}", ENVELOPE_PREFIX)
    await workflow.execute_activity_method(
        EnvelopesUnderWay.follow, order, summary=progress.standing.state.value, **COMMANDS
    )
