"""The state of one report of misuse and of what was decided about it, in memory."""

from dataclasses import dataclass, field
from datetime import datetime

from activities.records.misuse_messages import AppealRecord, DecisionRecord, MisusePlan, MisuseRecord
from terms.misuse import (
    CLAIM_LIFE,
    AppealState,
    DecisionState,
    MisuseRefusal,
    ReportState,
    Verdict,
    appeal_deadline,
    blocked_from,
    refuse_appeal,
    refuse_claim,
    refuse_decision,
    refuse_judgement,
    refuse_second,
)


@dataclass
class DecisionProgress:
    """A decision and where it stands. `act_id` names the words of the newest step."""

    decision_id: str
    verdict: Verdict
    user_id: str | None
    proposed_by: str
    state: DecisionState
    seconded_by: str | None = None
    in_force_at: datetime | None = None
    appeal_until: datetime | None = None
    blocks_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None
    act_id: str | None = None

    @property
    def deciders(self) -> frozenset[str]:
        """Who had a part in it."""
        return frozenset({self.proposed_by, *([self.seconded_by] if self.seconded_by else [])})

    def enter_force(self, now: datetime, zone: str) -> None:
        """It binds from now on; the times it sets are counted from here."""
        self.state, self.in_force_at = DecisionState.IN_FORCE, now
        self.appeal_until = appeal_deadline(self.verdict, now, zone)
        self.blocks_at = blocked_from(now, zone) if self.verdict is Verdict.EXPEL else None

    def end(self, state: DecisionState, by: str | None, act_id: str | None, now: datetime) -> None:
        """It binds no more, or has run its course."""
        self.state, self.ended_at, self.ended_by, self.act_id = state, now, by, act_id

    def record(self) -> DecisionRecord:
        """As it is written."""
        return DecisionRecord(
            decision_id=self.decision_id,
            state=self.state,
            seconded_by=self.seconded_by,
            in_force_at=self.in_force_at,
            appeal_until=self.appeal_until,
            blocks_at=self.blocks_at,
            ended_at=self.ended_at,
            ended_by=self.ended_by,
            act_id=self.act_id,
        )


@dataclass
class AppealProgress:
    """The appeal, of which there is at most one."""

    appeal_id: str
    state: AppealState = AppealState.FILED
    decided_by: str | None = None
    decided_at: datetime | None = None
    act_id: str | None = None

    def record(self) -> AppealRecord:
        """As it is written."""
        return AppealRecord(self.appeal_id, self.state, self.decided_by, self.decided_at, self.act_id)


@dataclass
class MisuseProgress:
    """One report from the queue to the end of whatever sanction it led to."""

    plan: MisusePlan
    state: ReportState = ReportState.WAITING
    claimed_by: str | None = None
    claimed_at: datetime | None = None
    decision: DecisionProgress | None = None
    appeal: AppealProgress | None = None
    sequence: int = 0
    gone: set[str] = field(default_factory=set)
    """Reviewers who have left or lost the role while the report was theirs."""

    @property
    def claim_ends_at(self) -> datetime | None:
        """When the report goes back to the queue by itself."""
        return self.claimed_at + CLAIM_LIFE if self.claimed_at else None

    @property
    def is_reviewed(self) -> bool:
        """Whether a verdict is in force, or there is none to come."""
        return self.state in (ReportState.SANCTIONED, ReportState.DISMISSED, ReportState.NOT_FOUND)

    @property
    def binds(self) -> bool:
        """Whether a sanction is in force."""
        return self.decision is not None and self.decision.state is DecisionState.IN_FORCE

    @property
    def appeal_pending(self) -> bool:
        """Whether somebody has to decide an appeal: nothing that cannot be undone happens meanwhile."""
        return self.appeal is not None and self.appeal.state is AppealState.FILED

    def claim(self, user_id: str, now: datetime) -> None:
        """A reviewer takes the report."""
        self.gone.discard(user_id)
        self.state, self.claimed_by, self.claimed_at = ReportState.CLAIMED, user_id, now

    def give_back_to(self, user_id: str, now: datetime) -> None:
        """It is a reviewer's again, or the queue's where they review no more."""
        if user_id in self.gone:
            self.release()
        else:
            self.claim(user_id, now)

    def release(self) -> None:
        """It goes back to the queue."""
        self.state, self.claimed_by, self.claimed_at = ReportState.WAITING, None, None

    def refuse_claim(self, user_id: str) -> MisuseRefusal | None:
        """Why it cannot be claimed."""
        return refuse_claim(self.state, self.claimed_by, user_id)

    def refuse_decision(self, user_id: str) -> MisuseRefusal | None:
        """Why it cannot be decided or given back."""
        return refuse_decision(self.state, self.claimed_by, user_id)

    def refuse_second(self, user_id: str) -> MisuseRefusal | None:
        """Why somebody cannot be the second person."""
        if self.decision is None:
            return MisuseRefusal.NOT_AWAITING
        return refuse_second(self.decision.state, self.decision.proposed_by, user_id)

    def refuse_end(self) -> MisuseRefusal | None:
        """Why a sanction cannot be lifted."""
        return None if self.binds else MisuseRefusal.NOT_IN_FORCE

    def refuse_appeal(self, now: datetime) -> MisuseRefusal | None:
        """Why it cannot be appealed."""
        state = self.decision.state if self.decision else None
        until = self.decision.appeal_until if self.decision else None
        return refuse_appeal(state, until, self.appeal.state if self.appeal else None, now)

    def refuse_judgement(self, user_id: str) -> MisuseRefusal | None:
        """Why somebody cannot decide the appeal."""
        deciders = self.decision.deciders if self.decision else frozenset[str]()
        return refuse_judgement(self.appeal.state if self.appeal else None, deciders, user_id)

    def record(self) -> MisuseRecord:
        """The next write: the whole state."""
        self.sequence += 1
        return MisuseRecord(
            report_id=self.plan.report_id,
            sequence=self.sequence,
            state=self.state,
            claimed_by=self.claimed_by,
            claimed_at=self.claimed_at,
            claim_ends_at=self.claim_ends_at,
            decision=self.decision.record() if self.decision else None,
            appeal=self.appeal.record() if self.appeal else None,
        )
