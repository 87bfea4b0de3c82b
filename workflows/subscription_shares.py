"""How an owner's other businesses share the plan, and follow the contract that pays for it (contract A4)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.envelopes_under_way import EnvelopesUnderWay, FollowOrder
    from activities.records.plan_shares import PlanShares, ShareOrder
    from terms.subscription import ACTIVE
    from terms.subscription_refusals import SubscriptionRefusal

from workflows.identifiers import ENVELOPE_PREFIX
from workflows.policies import COMMANDS, DATABASE
from workflows.subscription_base import SubscriptionBase
from workflows.subscription_messages import ShareAct


class SharedPlan(SubscriptionBase):
    """Adding a business to the plan and taking it out; its envelopes follow how it stands from then on."""

    @workflow.update
    async def share_plan(self, act: ShareAct) -> None:
        """Another business of the owner shares the plan."""
        refusal = await workflow.execute_local_activity_method(
            PlanShares.share, self._order(act), summary=act.business_id, **DATABASE
        )
        self._refuse(SubscriptionRefusal(refusal) if refusal else None)
        await self._follow(act)

    @share_plan.validator
    def _may_share_plan(self, act: ShareAct) -> None:
        running = self._contracted().standing == ACTIVE
        self._refuse(None if running else SubscriptionRefusal.MONTH_OWED)

    @workflow.update
    async def unshare_plan(self, act: ShareAct) -> None:
        """A business shares the plan no more."""
        self._contracted()
        await workflow.execute_local_activity_method(
            PlanShares.unshare, self._order(act), summary=act.business_id, **DATABASE
        )
        await self._follow(act)

    def _order(self, act: ShareAct) -> ShareOrder:
        return ShareOrder(self._id, act.business_id, act.user_id, workflow.now())

    async def _follow(self, act: ShareAct) -> None:
        order = FollowOrder(act.business_id, f"{self._id}:{act.act_id}", ENVELOPE_PREFIX)
        await workflow.execute_activity_method(
            EnvelopesUnderWay.follow, order, summary=act.business_id, **COMMANDS
        )
