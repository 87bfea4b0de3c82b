"""What the holder does of its own accord: ends, puts off or gives up (S8, S13), and expels (A8)."""

from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.records.misuse_records import MisuseRecords
    from terms.subscription_course import course_of
    from terms.subscription_holder import HolderAct, SanctionStep, owed_month, refuse_holder_act
    from terms.subscription_notices import NoticeKind
    from terms.subscription_refusals import SubscriptionRefusal

from workflows.policies import DATABASE
from workflows.subscription_base import SubscriptionBase
from workflows.subscription_messages import HolderDecision, SanctionAct, SubscriptionStatus

HOLD_TELLS = "hold-tells-v1"
STORED_APPEALS = "expulsion-stored-appeals-v1"


class HolderActs(SubscriptionBase):
    """Decisions of two people of billing, and what becomes of an expulsion, which reviewers decide."""

    @workflow.update
    async def decide(self, act: HolderDecision) -> SubscriptionStatus:
        """What billing decided takes effect now: a notice counts from when the customer is told it."""
        kind, now = HolderAct(act.kind), workflow.now()
        if kind is HolderAct.END:
            return await self._give_notice(act, now)
        facts = self._now().facts
        month = str(owed_month(course_of(facts.scenario(now)), now))
        if kind is HolderAct.WAIVE:
            facts.forgiven[month], self._now().waiving = now, month
        else:
            facts.grace_until[month] = now if kind is HolderAct.ENFORCE else act.until
            if kind is HolderAct.HOLD and workflow.patched(HOLD_TELLS):
                self._now().told_until = now  # its mail tells the date: no warning repeats it
        status = await self._changed()
        if kind is HolderAct.HOLD and act.until is not None:
            self._tell_holder(NoticeKind.END_PUT_OFF, act.decision_id, act.until, "S8")
        return status

    @decide.validator
    def _may_decide(self, act: HolderDecision) -> None:
        facts = self._contracted().facts
        self._refuse(refuse_holder_act(HolderAct(act.kind), facts, workflow.now(), act.until))

    @workflow.update
    async def sanction(self, act: SanctionAct) -> SubscriptionStatus:
        """The contract follows an expulsion: it ends at once and nothing is given back (contract A8).

        A choice that is not paid yet is given up; one that turns out to be paid ends as a contract does.
        """
        self._choice.abandoned = True
        await workflow.wait_condition(lambda: self._ready or self._choice.is_settled)
        facts, now = self._contracted().facts, workflow.now()
        match SanctionStep(act.step):
            case SanctionStep.EXPELLED:
                facts.expelled_at = facts.expelled_at or max(act.at, facts.selected_at)
            case SanctionStep.APPEALED:
                facts.expulsion_appealed = True
            case SanctionStep.UPHELD:
                facts.expulsion_appealed, facts.expelled_until = False, now
            case SanctionStep.LIFTED:
                facts.readmit(now)
        return await self._changed()

    @sanction.validator
    def _may_sanction(self, act: SanctionAct) -> None:
        begun = self._ready or self._choice.bill_id is not None
        self._refuse(None if begun else SubscriptionRefusal.NOT_BEGUN)

    async def _hears_appeal(self) -> bool:
        """Whether an expulsion was appealed in time of which nobody told: its downloads go on (contract A8).

        Also whether something else was told meanwhile, so that the standing is to be asked for again.
        """
        facts = self._now().facts
        heard = facts.expulsion_appealed or facts.expelled_until is not None
        if facts.expelled_at is None or heard or not workflow.patched(STORED_APPEALS):
            return False
        appealed = await workflow.execute_local_activity_method(
            MisuseRecords.is_expulsion_appealed, self._now().business_id, **DATABASE
        )
        if appealed and facts.expelled_at is not None:
            facts.expulsion_appealed = True
        return appealed or self._awake

    async def _give_notice(self, act: HolderDecision, now: datetime) -> SubscriptionStatus:
        self._now().facts.holder_noticed_at = now
        status = await self._changed()
        if status.ends_at is not None:
            self._tell_holder(NoticeKind.END_AGREED, act.decision_id, status.ends_at, "S13")
        return status

    def _tell_holder(self, kind: NoticeKind, decision_id: str, about: datetime, rule: str) -> None:
        self._notices.tell(self._now(), kind, rule=rule, about=about, key=decision_id)
