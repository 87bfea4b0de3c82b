"""A timeline as dated lines, each with its rule and clause: what people and operators read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from terms.calendar import Month
from terms.clauses import CURRENT_TERMS, clause_of
from terms.subscription import DownloadReason, Standing, SubscriptionState
from terms.timeline_values import Charge, ChargeKind, Deadline, Timeline

CHARGE_RULES: Mapping[ChargeKind, str] = {
    ChargeKind.FIRST: "S4",
    ChargeKind.RENEWAL: "S5",
    ChargeKind.USAGE: "S6",
    ChargeKind.EXTRA_MONTH: "S11",
    ChargeKind.CHANGE: "S15",
}
REASON_RULES: Mapping[DownloadReason, str] = {
    DownloadReason.UNPAID: "S7",
    DownloadReason.CANCELLED: "S10",
    DownloadReason.WITHDRAWN: "S14",
    DownloadReason.HOLDER_ENDED: "S13",
    DownloadReason.MISUSE: "A8",
}
STATE_RULES: Mapping[SubscriptionState, str] = {
    SubscriptionState.PENDING_PAYMENT: "S3",
    SubscriptionState.ACTIVE: "S3",
    SubscriptionState.BLOCKED: "S17",
    SubscriptionState.PURGED: "S18",
}
DEADLINE_RULES: Mapping[Deadline, str] = {
    Deadline.WITHDRAWAL_ENDS: "S14",
    Deadline.CANCELLATION_EFFECTIVE: "S10",
    Deadline.HOLDER_END_EFFECTIVE: "S13",
    Deadline.GRACE_ENDS: "S8",
    Deadline.DOWNLOADS_END: "S10",
}


@dataclass(frozen=True)
class Line:
    """Something that happens or ends at an instant (UTC).

    `what` is a code such as `charge:renewal`, `payment:renewal`, `waived:renewal`,
    `state:download_only:unpaid`, `refund`, `claim`, `plan:upgrade`, `deadline:grace_ends` or
    `purge:technical_logs`; `amount` is in euros, VAT included.
    """

    at: datetime
    what: str
    rule: str
    clause: str
    period: Month | None = None
    amount: Decimal | None = None


def timeline_lines(timeline: Timeline, terms_version: str = CURRENT_TERMS) -> tuple[Line, ...]:
    """All of a timeline in order of time, under the version of the terms that governs the contract (A3)."""
    lines = [
        Line(at, what, rule, clause_of(rule, terms_version), period, amount)
        for at, what, rule, period, amount in _entries(timeline)
    ]
    return tuple(sorted(lines, key=lambda line: line.at))


_Entry = tuple[datetime, str, str, Month | None, Decimal | None]


def _entries(timeline: Timeline) -> Iterator[_Entry]:
    for charge in timeline.charges:
        yield from _charge(charge)
    before: Standing | None = None
    for begun in timeline.states:
        parts = ("state", begun.standing.state, begun.standing.reason)
        yield (
            begun.at,
            ":".join(part for part in parts if part),
            standing_rule(begun.standing, before),
            None,
            None,
        )
        before = begun.standing
    for plan in timeline.plans:
        yield plan.at, f"plan:{plan.kind}", "S15", None, None
    for refund in timeline.refunds:
        yield refund.at, "refund", refund_rule(timeline), None, refund.gross
    if timeline.claim is not None:
        owed = timeline.claim.principal + timeline.claim.interest
        yield timeline.deadlines[Deadline.GRACE_ENDS], "claim", "S9", None, owed
    for name, at in timeline.deadlines.items():
        yield at, f"deadline:{name}", DEADLINE_RULES[name], None, None
    for kind, at in (timeline.purge or {}).items():
        yield at, f"purge:{kind}", "S18", None, None


def refund_rule(timeline: Timeline) -> str:
    """The rule by which money is given back at the end of the service (contract S13–S15)."""
    if Deadline.HOLDER_END_EFFECTIVE in timeline.deadlines:
        return "S13"
    return "S15" if Deadline.CANCELLATION_EFFECTIVE in timeline.deadlines else "S14"


def _charge(charge: Charge) -> Iterator[_Entry]:
    rule = CHARGE_RULES[charge.kind]
    yield charge.window.start, f"charge:{charge.kind}", rule, charge.period, charge.amount.gross
    if charge.paid_at is not None:
        what = "waived" if charge.waived else "payment"
        yield charge.paid_at, f"{what}:{charge.kind}", rule, charge.period, charge.amount.gross
    if charge.forgiven_at is not None:
        yield charge.forgiven_at, f"forgiven:{charge.kind}", "S8", charge.period, charge.amount.gross


def standing_rule(standing: Standing, before: Standing | None) -> str:
    """The rule by which a standing begins: a service that comes back does so by payment (contract S7)."""
    if standing.reason is not None:
        return REASON_RULES[standing.reason]
    if standing.state is SubscriptionState.ACTIVE and before is not None:
        return "S7"
    unpaid = before is not None and before.reason is DownloadReason.UNPAID
    return "S8" if standing.state is SubscriptionState.BLOCKED and unpaid else STATE_RULES[standing.state]
