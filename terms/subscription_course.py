"""Where a subscription stands at any instant, by what has happened to it (contract S3–S14).

The workflow that runs a subscription and the timeline that foretells one both ask this course.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from terms.subscription import ACTIVE, BLOCKED, DownloadReason, Standing, SubscriptionState
from terms.subscription_billing import grace_end
from terms.subscription_ending import End
from terms.timeline_bills import agreed_end
from terms.timeline_settlement import NEVER, Settlement, settle
from terms.timeline_values import Charge, Scenario, StandingFrom

UNPAID = Standing(SubscriptionState.DOWNLOAD_ONLY, DownloadReason.UNPAID)


@dataclass(frozen=True)
class Course:
    """A scenario with what decides its standing at any instant."""

    scenario: Scenario
    end: End | None
    settlement: Settlement

    @property
    def blocked_at(self) -> datetime | None:
        """When the contract is over: non-payment governs where it meets another end (contract S12)."""
        if self.settlement.default is not None:
            return self.settlement.default.at
        return None if self.end is None else self.end.downloads_end

    @property
    def came_to_end(self) -> End | None:
        """The agreed end as it came, once the contract is over: a debt can have been there first (S12).

        The service then ended with the contract; and downloads lasted until the contract was over, whatever
        had been agreed.
        """
        if self.end is None or self.blocked_at is None:
            return self.end
        return replace(self.end, at=min(self.end.at, self.blocked_at), downloads_end=self.blocked_at)

    def standing_at(self, now: datetime) -> Standing:
        """The one standing at an instant from the selection on (contract S7, S10, S12, S14)."""
        if self.blocked_at is not None and now >= self.blocked_at:
            return BLOCKED
        ended = self.end is not None and now >= self.end.at
        overdue = any(spell.start <= now < spell.end for spell in self.settlement.overdue)
        if self.end is not None and ended and (self.end.is_immediate or not overdue):
            return Standing(SubscriptionState.DOWNLOAD_ONLY, self.end.reason)
        return UNPAID if overdue else ACTIVE

    def standings(self) -> Iterator[StandingFrom]:
        """Each change of standing, in order, without gap or overlap."""
        instants = {self.scenario.selected_at, self.blocked_at}
        if self.end is not None:
            instants.add(self.end.at)
        for spell in self.settlement.overdue:
            instants |= {spell.start, spell.end}
        before: Standing | None = None
        for at in sorted(at for at in instants if at is not None and at != NEVER):
            standing = self.standing_at(at)
            if standing != before:
                yield StandingFrom(at, standing)
            before = standing

    def standing_since(self, now: datetime) -> datetime:
        """When the standing of an instant began."""
        return max(begun.at for begun in self.standings() if begun.at <= now)

    def next_change(self, now: datetime) -> datetime | None:
        """When the standing changes next, if nothing else happens."""
        return min((begun.at for begun in self.standings() if begun.at > now), default=None)

    def due(self, now: datetime) -> tuple[Charge, ...]:
        """What is owed at an instant: the charges of the first month that opened and is not paid (S5, S7).

        After an end that voids debts, or once the contract is over, nothing is charged any more.
        """
        if self.standing_at(now) == BLOCKED or (self.end and self.end.voids_debts and now >= self.end.at):
            return ()
        open_ = [one for one in self.settlement.charges if one.is_owed and one.window.start <= now]
        return tuple(one for one in open_ if one.period == open_[0].period)

    def is_undecided(self, now: datetime) -> bool:
        """Whether somebody will have to decide when the debt of now ends the contract (contract S8)."""
        spells = self.settlement.overdue
        return any(one.grace_end == NEVER and one.start <= now < one.end for one in spells)

    def decision_due(self, now: datetime) -> datetime | None:
        """When the grace of the debt of now is over, and it is for somebody to say what follows (S8)."""
        if self.standing_at(now) != UNPAID or not self.is_undecided(now):
            return None
        return grace_end(self.due(now)[0].period, self.scenario.zone)

    def awaits_decision(self, now: datetime) -> bool:
        """Whether the grace of S8 is over, and it is for somebody to say whether the contract ends (S8)."""
        due = self.decision_due(now)
        return due is not None and now >= due


def course_of(scenario: Scenario) -> Course:
    """The course of a scenario."""
    end = agreed_end(scenario)
    return Course(scenario, end, settle(scenario, end))
