"""Misuse (contract A8): what can be reported, what a reviewer can decide, and how long it can be appealed."""

from datetime import datetime, timedelta
from enum import StrEnum

from terms.calendar import HOLDER_ZONE, local_date, months_later, start_of_day
from terms.subscription import ACTIVE, BLOCKED, DownloadReason, Standing, SubscriptionState
from terms.subscription_ending import ends_at_once

CLAIM_LIFE = timedelta(days=3)
"""How long a reviewer keeps a report to themselves; then it goes back to the queue."""
APPEAL_MONTHS = 6
"""How long a sanction can be appealed, as the Digital Services Act asks of platforms (art. 20.1)."""


class Ground(StrEnum):
    """What is wrong with a document: the prohibited content of contract A8, and nothing else."""

    INAPPROPRIATE_LANGUAGE = "inappropriate_language"
    HARASSMENT = "harassment"
    FRAUD = "fraud"
    ADULT_MATERIAL = "adult_material"
    MALWARE = "malware"
    RIGHTS_INFRINGEMENT = "rights_infringement"


class Verdict(StrEnum):
    """What a reviewer decides; all but the first are sanctions (contract A8)."""

    DISMISS = "dismiss"
    SUSPEND = "suspend"
    REVOKE = "revoke"
    EXPEL = "expel"


class Reach(StrEnum):
    """From what a revoked user is shut out."""

    BUSINESS = "business"
    SERVICE = "service"


class ReportState(StrEnum):
    """States of a report; the last three are final for it."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    AWAITING_SECOND = "awaiting_second"
    SANCTIONED = "sanctioned"
    DISMISSED = "dismissed"
    NOT_FOUND = "not_found"


class DecisionState(StrEnum):
    """States of a decision. `drafted` is one that its workflow has not accepted; nobody is shown it."""

    DRAFTED = "drafted"
    AWAITING_SECOND = "awaiting_second"
    REFUSED = "refused"
    DISMISSED = "dismissed"
    IN_FORCE = "in_force"
    LIFTED = "lifted"
    REVERSED = "reversed"
    ENDED = "ended"
    """Expelled, and the time of downloads is over: nothing is left to reverse."""


TOLD_TO_CUSTOMER = (
    DecisionState.IN_FORCE,
    DecisionState.LIFTED,
    DecisionState.REVERSED,
    DecisionState.ENDED,
)
"""Decisions that are sanctions: the business is told of them, and of no others."""


class AppealState(StrEnum):
    """States of an appeal; `drafted` as of a decision."""

    DRAFTED = "drafted"
    FILED = "filed"
    UPHELD = "upheld"
    REJECTED = "rejected"


class MisuseRefusal(StrEnum):
    """Why an act on a report or decision is refused; each is a problem type of the API."""

    CLAIMED = "report-claimed"
    NOT_CLAIMED = "report-not-claimed"
    DECIDED = "report-decided"
    NOT_AWAITING = "decision-not-awaiting"
    NOT_IN_FORCE = "decision-not-in-force"
    SECOND_PERSON = "second-person-required"
    ALREADY_APPEALED = "already-appealed"
    APPEAL_TOO_LATE = "appeal-too-late"
    APPEAL_DECIDED = "appeal-decided"


def needs_second_person(verdict: Verdict) -> bool:
    """Whether somebody else has to agree: nobody alone ends a contract without notice or refund (S13)."""
    return verdict is Verdict.EXPEL


def blocked_from(in_force_at: datetime, zone: str = HOLDER_ZONE) -> datetime:
    """The instant (UTC) from which an expelled business is closed: after 30 days of downloads (Annex 1)."""
    return ends_at_once(in_force_at, DownloadReason.MISUSE, zone).downloads_end


def appeal_deadline(verdict: Verdict, in_force_at: datetime, zone: str = HOLDER_ZONE) -> datetime:
    """Exclusive instant (UTC) until which a sanction can be appealed.

    An expulsion only while its owner can still enter: what has ended for good cannot come back.
    """
    if verdict is Verdict.EXPEL:
        return blocked_from(in_force_at, zone)
    last_day = months_later(local_date(in_force_at, zone), APPEAL_MONTHS)
    return start_of_day(last_day + timedelta(days=1), zone)


def standing_under(verdicts: frozenset[Verdict], *, blocked: bool) -> Standing:
    """The standing of a business under the sanctions in force; `blocked` once an expelled one is closed."""
    if blocked:
        return BLOCKED
    if verdicts & {Verdict.SUSPEND, Verdict.EXPEL}:
        return Standing(SubscriptionState.DOWNLOAD_ONLY, DownloadReason.MISUSE)
    return ACTIVE


def refuse_claim(state: ReportState, claimed_by: str | None, user_id: str) -> MisuseRefusal | None:
    """Why a reviewer cannot take a report; taking one's own again changes nothing."""
    if state is ReportState.CLAIMED and claimed_by != user_id:
        return MisuseRefusal.CLAIMED
    return None if state in (ReportState.WAITING, ReportState.CLAIMED) else MisuseRefusal.DECIDED


def refuse_decision(state: ReportState, claimed_by: str | None, user_id: str) -> MisuseRefusal | None:
    """Why a reviewer cannot decide or give back a report: it takes whoever claimed it."""
    if state not in (ReportState.WAITING, ReportState.CLAIMED):
        return MisuseRefusal.DECIDED
    return None if claimed_by == user_id else MisuseRefusal.NOT_CLAIMED


def refuse_second(state: DecisionState | None, proposed_by: str, user_id: str) -> MisuseRefusal | None:
    """Why somebody cannot be the second person of a decision."""
    if state is not DecisionState.AWAITING_SECOND:
        return MisuseRefusal.NOT_AWAITING
    return MisuseRefusal.SECOND_PERSON if user_id == proposed_by else None


def refuse_appeal(
    state: DecisionState | None, until: datetime | None, appeal: AppealState | None, now: datetime
) -> MisuseRefusal | None:
    """Why a sanction cannot be appealed now; once is enough."""
    if state is not DecisionState.IN_FORCE:
        return MisuseRefusal.NOT_IN_FORCE
    if appeal is not None:
        return MisuseRefusal.ALREADY_APPEALED
    return MisuseRefusal.APPEAL_TOO_LATE if until is None or now >= until else None


def refuse_judgement(
    appeal: AppealState | None, deciders: frozenset[str], user_id: str
) -> MisuseRefusal | None:
    """Why a reviewer cannot decide an appeal: it takes one who had no part in the decision."""
    if appeal is not AppealState.FILED:
        return MisuseRefusal.APPEAL_DECIDED
    return MisuseRefusal.SECOND_PERSON if user_id in deciders else None
