"""Inputs, updates and answers of `MisuseWorkflow`. Words are stored before; here are only their ids."""

from dataclasses import dataclass
from datetime import datetime

from terms.misuse import DecisionState, ReportState, Verdict


@dataclass(frozen=True)
class MisuseStart:
    """Starts the workflow of one report."""

    report_id: str


@dataclass(frozen=True)
class ReviewerAct:
    """A reviewer takes a report, or gives it back."""

    user_id: str


@dataclass(frozen=True)
class DecideAct:
    """The reviewer who claimed the report decides; `user_id` is whose access is revoked."""

    decision_id: str
    verdict: Verdict
    by: str
    user_id: str | None = None


@dataclass(frozen=True)
class SecondAct:
    """A second person agrees to a decision or refuses it."""

    by: str
    agreed: bool
    act_id: str


@dataclass(frozen=True)
class AppealAct:
    """The owner appeals: in time if it was stored in time, however late the workflow hears of it."""

    appeal_id: str
    filed_at: datetime | None = None


@dataclass(frozen=True)
class JudgeAct:
    """Another reviewer decides the appeal."""

    by: str
    upheld: bool
    act_id: str


@dataclass(frozen=True)
class LiftAct:
    """A reviewer ends a sanction without an appeal."""

    by: str
    act_id: str


@dataclass(frozen=True)
class MisuseStatus:
    """What an update answers: the state after it."""

    state: ReportState
    decision: DecisionState | None
