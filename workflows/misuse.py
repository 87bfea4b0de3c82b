"""A reported document, from the queue to the end of whatever sanction it led to (contract A8)."""

import asyncio
import contextlib
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.commands import Command, WorkflowCommands
    from activities.envelopes_under_way import MISUSE, EnvelopesUnderWay, FollowOrder
    from activities.mail.messages import MailOrder, Purpose
    from activities.records.misuse_effects import MisuseEffects
    from activities.records.misuse_messages import AffectedEnvelope, Effects, EnvelopeUpdate, MisusePlan
    from activities.records.misuse_records import MisuseRecords
    from terms.misuse import (
        AppealState,
        DecisionState,
        MisuseRefusal,
        ReportState,
        Verdict,
        needs_second_person,
    )

from workflows.identifiers import ENVELOPE_PREFIX, envelope_workflow_id
from workflows.mailing import Mailing
from workflows.misuse_contract import ExpelledContract
from workflows.misuse_messages import (
    AppealAct,
    DecideAct,
    JudgeAct,
    LiftAct,
    MisuseStart,
    MisuseStatus,
    ReviewerAct,
    SecondAct,
)
from workflows.misuse_state import AppealProgress, DecisionProgress, MisuseProgress
from workflows.policies import COMMANDS, DATABASE, LATECOMERS

AT_ONCE = 50
"""Envelopes asked within one activity."""
FOLLOW_STANDING = "misuse-follow-standing-v1"
END_AT_ONCE = "misuse-end-at-once-v1"
STILL_BINDS = "misuse-still-binds-v1"
STORED_APPEALS = "misuse-stored-appeals-v1"


@workflow.defn(name="Misuse")
class MisuseWorkflow:
    """One report. The only writer of its state, of the decision's, and of what the decision does.

    A sanction stays in force until it is lifted or an appeal is upheld, so a suspension's workflow sleeps as
    long as that takes. An expulsion closes the business when its 30 days of downloads are over, never while
    an appeal waits for its answer.
    """

    @workflow.init
    def __init__(self, start: MisuseStart) -> None:
        self._start = start
        self._opened: MisuseProgress | None = None
        self._mailing = Mailing()
        self._writing = asyncio.Lock()
        self._applied: DecisionState | None = None
        self._contract = ExpelledContract()

    @workflow.run
    async def run(self, start: MisuseStart) -> MisuseStatus:
        """Says how it ended."""
        plan = await workflow.execute_local_activity_method(
            MisuseRecords.find_reported, start.report_id, **DATABASE
        )
        await self._open(plan)
        while not self._state.is_reviewed:
            await self._await_review()
        if self._state.state is ReportState.SANCTIONED:
            await self._enforce(Purpose.MISUSE_STATEMENT)
            while self._state.binds:
                await self._stand()
            await self._enforce(self._news_of_end())
        await workflow.wait_condition(lambda: workflow.all_handlers_finished() and self._mailing.idle)
        await self._mailing.finished()
        return self._status()

    async def _open(self, plan: MisusePlan) -> None:
        found = plan.business_id is not None
        self._opened = MisuseProgress(plan, ReportState.WAITING if found else ReportState.NOT_FOUND)
        await self._record()
        if plan.replies:
            self._mail(Purpose.MISUSE_RECEIVED if found else Purpose.MISUSE_OUTCOME)

    async def _await_review(self) -> None:
        """Waits for a verdict; a claim that nobody followed up goes back to the queue."""
        seen = (self._state.state, self._state.claimed_at)
        ends_at = self._state.claim_ends_at if self._state.state is ReportState.CLAIMED else None
        try:
            await workflow.wait_condition(
                lambda: (self._state.state, self._state.claimed_at) != seen,
                timeout=max(ends_at - workflow.now(), timedelta()) if ends_at else None,
                timeout_summary="claim" if ends_at else None,
            )
        except TimeoutError:
            if (self._state.state, self._state.claimed_at) == seen:
                self._state.release()
                await self._record()

    async def _stand(self) -> None:
        """Waits while a sanction is in force; closes an expelled business when its time has come."""
        pending = self._state.appeal_pending
        await self._contract.follow_appeal(self._business_id, self._state, self._decision)
        if not self._state.binds and workflow.patched(STILL_BINDS):
            return  # it ended while the contract was being told
        blocks_at = self._decision.blocks_at
        if blocks_at is not None and not self._state.appeal_pending and workflow.now() >= blocks_at:
            if await self._hears_late():
                return
            self._decision.end(DecisionState.ENDED, None, None, workflow.now())
            await self._record()
            return
        if not workflow.patched(END_AT_ONCE):
            pending = self._state.appeal_pending
        try:
            await workflow.wait_condition(
                lambda: not self._state.binds or self._state.appeal_pending != pending,
                timeout=self._left(blocks_at),
                timeout_summary="end of downloads" if blocks_at and not pending else None,
            )
        except TimeoutError:
            return

    async def _hears_late(self) -> bool:
        """Whether an appeal was stored in time that a crash kept from here, or the sanction has ended."""
        if self._state.appeal is not None or not workflow.patched(STORED_APPEALS):
            return False
        appeal_id = await workflow.execute_local_activity_method(
            MisuseRecords.find_stored_appeal, self._decision.decision_id, **DATABASE
        )
        if appeal_id is not None and self._state.appeal is None and self._state.binds:
            self._state.appeal = AppealProgress(appeal_id)
            await self._record()
        return self._state.appeal is not None or not self._state.binds

    def _left(self, blocks_at: datetime | None) -> timedelta | None:
        if blocks_at is None or self._state.appeal_pending:
            return None
        return max(blocks_at - workflow.now(), timedelta())

    async def _enforce(self, news: Purpose | None) -> None:
        """Makes tables and envelopes follow the decisions in force, then tells those concerned.

        Nothing is enforced before the decision stands in PostgreSQL (`_follow` waits for the writing). A
        decision that ended meanwhile is followed at once: somebody waits for the service to come back.
        """
        state = self._decision.state
        await self._follow()
        self._tell(news)
        if not workflow.patched(END_AT_ONCE):
            state = self._decision.state
        with contextlib.suppress(TimeoutError):
            await workflow.wait_condition(
                lambda: self._decision.state is not state,
                timeout=LATECOMERS,
                timeout_summary="envelopes sent meanwhile",
            )
        await self._follow()

    async def _follow(self) -> None:
        if not workflow.patched(FOLLOW_STANDING):
            await self._ask_envelopes(await self._apply())
            return
        decision_id = self._decision.decision_id
        async with self._writing:
            state = self._decision.state
        await workflow.execute_local_activity_method(MisuseEffects.enforce, decision_id, **DATABASE)
        self._applied = state
        order = FollowOrder(self._business_id, f"{decision_id}:{state.value}", ENVELOPE_PREFIX, MISUSE)
        await workflow.execute_activity_method(
            EnvelopesUnderWay.follow, order, summary=state.value, **COMMANDS
        )
        await self._contract.follow(self._business_id, self._decision)

    async def _apply(self) -> Effects:
        async with self._writing:
            state = self._decision.state
        effects: Effects = await workflow.execute_local_activity_method(
            MisuseEffects.apply, self._decision.decision_id, **DATABASE
        )
        self._applied = state
        return effects

    async def _ask_envelopes(self, effects: Effects) -> None:
        commands = [self._command(effects.update, envelope) for envelope in effects.envelopes]
        for begin in range(0, len(commands), AT_ONCE):
            await workflow.execute_activity_method(
                WorkflowCommands.ask, commands[begin : begin + AT_ONCE], summary=effects.update, **COMMANDS
            )

    def _command(self, update: EnvelopeUpdate, envelope: AffectedEnvelope) -> Command:
        act: dict[str, str | None] = {"ground": MISUSE, "act_id": None}
        if update is EnvelopeUpdate.VOID:
            act = {"user_id": None, "act_id": envelope.act_id}
        update_id = f"{self._decision.decision_id}:{self._decision.state.value}:{update.value}"
        return Command(envelope_workflow_id(envelope.envelope_id), update.value, update_id, act)

    def _news_of_end(self) -> Purpose | None:
        """A closed business was told its date with the statement, and cannot enter to read more."""
        return None if self._decision.state is DecisionState.ENDED else Purpose.MISUSE_ENDED

    def _tell(self, news: Purpose | None) -> None:
        if news is None:
            return
        self._mail(news)
        if self._decision.user_id is not None:
            revoked = Purpose.MISUSE_REVOKED if news is Purpose.MISUSE_STATEMENT else news
            self._mail(revoked, self._decision.user_id)
        if news is Purpose.MISUSE_STATEMENT and self._state.plan.replies:
            self._mail(Purpose.MISUSE_OUTCOME)

    def _mail(self, purpose: Purpose, user_id: str | None = None) -> None:
        """A letter about the decision, to the owner or to `user_id`; before there is one, to the reporter."""
        to_reporter = purpose in (Purpose.MISUSE_RECEIVED, Purpose.MISUSE_OUTCOME)
        about_id = self._start.report_id if to_reporter else self._decision.decision_id
        recipient = "reporter" if to_reporter else user_id or "owner"
        key = f"{workflow.info().workflow_id}:{purpose.value}:{about_id}:{recipient}"
        self._mailing.start(MailOrder(key, purpose, user_id=user_id, about_id=about_id))

    async def _record(self) -> None:
        record = self._state.record()
        async with self._writing:
            await workflow.execute_local_activity_method(
                MisuseRecords.record_misuse, record, summary=record.state.value, **DATABASE
            )

    @property
    def _state(self) -> MisuseProgress:
        if self._opened is None:
            raise RuntimeError("the report has not been read")
        return self._opened

    @property
    def _decision(self) -> DecisionProgress:
        if self._state.decision is None:
            raise RuntimeError("nothing has been decided")
        return self._state.decision

    @property
    def _business_id(self) -> str:
        if self._state.plan.business_id is None:
            raise RuntimeError("what was not found has no business")
        return self._state.plan.business_id

    def _status(self) -> MisuseStatus:
        decision = self._state.decision
        return MisuseStatus(self._state.state, decision.state if decision else None)

    async def _take_effect(self) -> None:
        """A verdict is final for the report: a sanction is in force, or the report is dismissed."""
        now, decision = workflow.now(), self._decision
        if decision.verdict is Verdict.DISMISS:
            decision.state, self._state.state = DecisionState.DISMISSED, ReportState.DISMISSED
            await self._record()
            if self._state.plan.replies:
                self._mail(Purpose.MISUSE_OUTCOME)
            return
        decision.enter_force(now, self._state.plan.zone)
        self._state.state = ReportState.SANCTIONED
        await self._record()
        await workflow.wait_condition(lambda: self._applied is not None)

    @workflow.update
    async def claim(self, act: ReviewerAct) -> MisuseStatus:
        """A reviewer takes the report, so that nobody else works on it."""
        self._state.claim(act.user_id, workflow.now())
        await self._record()
        return self._status()

    @claim.validator
    def _may_claim(self, act: ReviewerAct) -> None:
        self._refuse(self._ready().refuse_claim(act.user_id))

    @workflow.update
    async def release(self, act: ReviewerAct) -> MisuseStatus:
        """The reviewer gives it back to the queue."""
        self._state.release()
        await self._record()
        return self._status()

    @release.validator
    def _may_release(self, act: ReviewerAct) -> None:
        self._refuse(self._ready().refuse_decision(act.user_id))

    @workflow.signal
    async def released(self, user_id: str) -> None:
        """The reviewer reviews no more: what they had claimed goes back to the queue.

        A proposal of theirs still awaits its second person; refused, it is the queue's, not theirs.
        """
        await workflow.wait_condition(lambda: self._opened is not None)
        self._state.gone.add(user_id)
        if self._state.state is ReportState.CLAIMED and self._state.claimed_by == user_id:
            self._state.release()
            await self._record()

    @workflow.update
    async def decide(self, act: DecideAct) -> MisuseStatus:
        """The reviewer decides. It takes effect at once, or waits for a second person."""
        waits = needs_second_person(act.verdict)
        state = DecisionState.AWAITING_SECOND if waits else DecisionState.DRAFTED
        self._state.decision = DecisionProgress(act.decision_id, act.verdict, act.user_id, act.by, state)
        if waits:
            self._state.state = ReportState.AWAITING_SECOND
            await self._record()
        else:
            await self._take_effect()
        return self._status()

    @decide.validator
    def _may_decide(self, act: DecideAct) -> None:
        self._refuse(self._ready().refuse_decision(act.by))

    @workflow.update
    async def second(self, act: SecondAct) -> MisuseStatus:
        """A second person agrees, and it takes effect; or refuses, and the report is the reviewer's again."""
        decision = self._decision
        decision.seconded_by, decision.act_id = act.by, act.act_id
        if act.agreed:
            await self._take_effect()
        else:
            decision.state = DecisionState.REFUSED
            self._state.give_back_to(decision.proposed_by, workflow.now())
            await self._record()
        return self._status()

    @second.validator
    def _may_second(self, act: SecondAct) -> None:
        self._refuse(self._ready().refuse_second(act.by))

    @workflow.update
    async def appeal(self, act: AppealAct) -> MisuseStatus:
        """The owner appeals; the sanction goes on, but nothing that cannot be undone happens meanwhile."""
        if self._state.appeal is None:
            self._state.appeal = AppealProgress(act.appeal_id)
            await self._record()
        return self._status()

    @appeal.validator
    def _may_appeal(self, act: AppealAct) -> None:
        appeal = self._ready().appeal
        if appeal is not None and appeal.appeal_id == act.appeal_id:
            return  # it was found where it was stored, before this came
        self._refuse(self._ready().refuse_appeal(act.filed_at or workflow.now()))

    @workflow.update
    async def judge(self, act: JudgeAct) -> MisuseStatus:
        """Another reviewer decides the appeal: upheld, the sanction is undone."""
        appeal, now = self._state.appeal, workflow.now()
        if appeal is None:
            raise RuntimeError("the validator admits no judgement without an appeal")
        appeal.state = AppealState.UPHELD if act.upheld else AppealState.REJECTED
        appeal.decided_by, appeal.decided_at, appeal.act_id = act.by, now, act.act_id
        if act.upheld:
            await self._end(DecisionState.REVERSED, act.by, act.act_id)
        else:
            await self._record()
            self._mail(Purpose.MISUSE_UPHELD)
        return self._status()

    @judge.validator
    def _may_judge(self, act: JudgeAct) -> None:
        self._refuse(self._ready().refuse_judgement(act.by))

    @workflow.update
    async def lift(self, act: LiftAct) -> MisuseStatus:
        """A reviewer ends the sanction."""
        await self._end(DecisionState.LIFTED, act.by, act.act_id)
        return self._status()

    @lift.validator
    def _may_lift(self, act: LiftAct) -> None:
        self._refuse(self._ready().refuse_end())

    async def _end(self, state: DecisionState, by: str, act_id: str) -> None:
        """Ends the sanction; answers once the service is back."""
        self._decision.end(state, by, act_id, workflow.now())
        await self._record()
        await workflow.wait_condition(lambda: self._applied is state)

    def _ready(self) -> MisuseProgress:
        if self._opened is None:
            raise ApplicationError("the report is being read", type=MisuseRefusal.NOT_CLAIMED.value)
        return self._opened

    def _refuse(self, refusal: MisuseRefusal | None) -> None:
        if refusal is not None:
            raise ApplicationError(refusal.value, type=refusal.value)
