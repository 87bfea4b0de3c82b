"""Where what the service did is not what the contract foretells."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from deploy.simulate.expected import bill_name, bills_of, expected_dates, expected_mails, foretold
from deploy.simulate.found import Found, FoundBill, Item
from deploy.simulate.player import Played
from terms.calendar import local_date, start_of_day
from terms.money import total
from terms.subscription_notices import NoticeKind
from terms.timeline_values import Charge, Timeline

LATE = timedelta(minutes=9)
"""How long after the instant of a cause its effect may stand: what is done goes on in real time."""


def differences(played: Played, found: Found) -> list[str]:
    """One line each; none where all is as foretold."""
    became = foretold(played)
    return [
        *_states(played, became, found),
        *_bills(played, became, found),
        *_gateway(found),
        *_refunds(became, found),
        *_invoices(played, found),
        *_mails(played, found),
        *_claim(became, found),
        *_dates(played, found),
        *_purge(played, found),
    ]


def _is_near(wanted: datetime, got: datetime, zone: str) -> bool:
    """The beginning of a day is met exactly; what somebody did, within what it takes."""
    if wanted == start_of_day(local_date(wanted, zone), zone):
        return wanted == got
    return timedelta() <= got - wanted <= LATE


def _states(played: Played, became: Timeline, found: Found) -> Iterator[str]:
    zone = played.course.scenario.zone
    wanted = [(one.at, one.standing.state.value, one.standing.reason) for one in became.states]
    got = [
        (one.since, one.state, one.reason) for one in found.states if one.since < played.course.scenario.until
    ]
    if [one[1:] for one in wanted] != [one[1:] for one in got]:
        yield f"states: {_named(got, zone)}, foretold {_named(wanted, zone)}"
        return
    for (at, state, reason), (since, _, _) in zip(wanted, got, strict=True):
        if not _is_near(at, since, zone):
            yield f"{state} {reason or ''}: since {_local(since, zone)}, foretold {_local(at, zone)}"


def _named(states: Sequence[tuple[datetime, str, str | None]], zone: str) -> str:
    return ", ".join(f"{reason or state} {_local(at, zone)}" for at, state, reason in states)


def _bills(played: Played, became: Timeline, found: Found) -> Iterator[str]:
    """Each month once, with its charges to the cent and the day on which it was paid."""
    zone, until = played.course.scenario.zone, played.course.scenario.until
    wanted = bills_of(became)
    made = {bill_name(bill.month, bill.items[0].kind): bill for bill in found.bills if bill.items}
    if len(made) != sum(1 for bill in found.bills if bill.items):
        yield "a month was billed twice"
    for month in sorted({*wanted, *made}):
        charges, bill = wanted.get(month), made.get(month)
        if charges is None or bill is None:
            waived = charges is not None and charges[0].waived
            if not waived:
                yield f"{month}: {'not billed' if bill is None else 'billed, which was not foretold'}"
            continue
        items = [Item(one.kind.value, one.amount.net, one.amount.vat, one.amount.gross) for one in charges]
        if items != list(bill.items):
            yield f"{month}: charged {_amounts(bill.items)}, foretold {_amounts(items)}"
        yield from _payment(month, charges[0], bill, zone, until)


def _payment(month: str, charge: Charge, bill: FoundBill, zone: str, until: datetime) -> Iterator[str]:
    if charge.waived:
        if bill.state != "voided":
            yield f"{month}: {bill.state}, foretold waived"
        return
    paid_at = charge.paid_at if charge.paid_at is not None and charge.paid_at < until else None
    if (paid_at is None) != (bill.paid_at is None):
        told = "not paid" if paid_at is None else f"paid {_local(paid_at, zone)}"
        got = "not paid" if bill.paid_at is None else f"paid {_local(bill.paid_at, zone)}"
        yield f"{month}: {got}, foretold {told}"
    elif paid_at and bill.paid_at and not -LATE <= bill.paid_at - paid_at <= LATE:
        yield f"{month}: paid {_local(bill.paid_at, zone)}, foretold {_local(paid_at, zone)}"


def _amounts(items: Iterable[Item]) -> str:
    return ", ".join(f"{item.kind} {item.gross}" for item in items)


def _gateway(found: Found) -> Iterator[str]:
    """The gateway charged each paid bill once, at its day, and nothing else."""
    paid = Counter((bill.month, bill.gross) for bill in found.bills if bill.state == "paid" and bill.items)
    charged = Counter(
        (charge.month, charge.amount) for charge in found.charges if charge.passed and charge.amount > 0
    )
    for month, amount in (charged - paid).elements():
        yield f"{month}: the gateway charged {amount} €, for which no bill is paid"
    for month, amount in (paid - charged).elements():
        yield f"{month}: {amount} € are paid, but the gateway did not charge them"
    at = {
        (charge.month, charge.amount): charge.at
        for charge in found.charges
        if charge.passed and charge.amount > 0
    }
    for bill in found.bills:
        charged_at = at.get((bill.month, bill.gross))
        if bill.paid_at and charged_at and not -LATE <= bill.paid_at - charged_at <= LATE:
            yield f"{bill.month}: the gateway charged it at {charged_at}, it says {bill.paid_at}"


def _refunds(became: Timeline, found: Found) -> Iterator[str]:
    wanted = total(refund.gross for refund in became.refunds)
    given = -sum((charge.amount for charge in found.charges if charge.amount < 0), Decimal(0))
    if wanted != given:
        yield f"{given} € were given back, foretold {wanted} €"


def _invoices(played: Played, found: Found) -> Iterator[str]:
    """One for each charge paid, of its day; rectifying ones for what was given back."""
    zone = played.course.scenario.zone
    wanted = Counter(
        (item.gross, local_date(bill.paid_at, zone))
        for bill in found.bills
        for item in bill.items
        if bill.state == "paid" and bill.paid_at
    )
    made = Counter((one.gross, one.issued_on) for one in found.invoices if one.gross > 0)
    for gross, day in (wanted - made).elements():
        yield f"no invoice of {gross} € of {day}"
    for gross, day in (made - wanted).elements():
        yield f"an invoice of {gross} € of {day} for no charge"
    rectified = sum((one.gross for one in found.invoices if one.gross < 0), Decimal(0))
    given = sum((charge.amount for charge in found.charges if charge.amount < 0), Decimal(0))
    if rectified != given:
        yield f"rectifying invoices of {rectified} € for {given} € given back"


def _mails(played: Played, found: Found) -> Iterator[str]:
    """Each mail once and in time. A refusal is told again when something else would help."""
    zone = played.course.scenario.zone
    until = played.course.scenario.until
    wanted = [(one.at, one.kind) for one in expected_mails(played)]
    got = [(one.at, one.kind) for one in found.mails if one.at < until]
    for at, kind in wanted:
        match = min((one for one in got if one[1] == kind and -LATE <= one[0] - at <= LATE), default=None)
        if match is None:
            yield f"no mail {kind} at {_local(at, zone)}"
        else:
            got.remove(match)
    for at, kind in got:
        if kind != NoticeKind.CHARGE_FAILED.value:
            yield f"mail {kind} at {_local(at, zone)}, which was not foretold"


def _claim(became: Timeline, found: Found) -> Iterator[str]:
    """What is claimed after the grace, as the customer was told it, with interest."""
    told = [mail.amount for mail in found.mails if mail.kind == NoticeKind.ENDED_UNPAID.value]
    wanted = [became.claim.principal + became.claim.interest] if became.claim and told else []
    if told != wanted:
        yield f"claimed {told}, foretold {wanted}"
    claimed = sum((bill.gross for bill in found.bills if bill.state == "claimed"), Decimal(0))
    if told and became.claim and claimed != became.claim.principal:
        yield f"bills of {claimed} € are claimed, foretold {became.claim.principal} €"


def _dates(played: Played, found: Found) -> Iterator[str]:
    """The deadlines that hold at the horizon, as the customer is shown them."""
    zone, wanted, got = played.course.scenario.zone, expected_dates(played), found.dates
    named = [("blocked", wanted.blocked_at, got.blocked_at)]
    if wanted.agreed:
        named += [
            ("end of service", wanted.ends_at, got.ends_at),
            ("end of downloads", wanted.downloads_end, got.downloads_end),
        ]
    for name, at, told in named:
        if (at is None) != (told is None) or (at and told and not _is_near(at, told, zone)):
            yield f"{name}: {_perhaps(told, zone)}, foretold {_perhaps(at, zone)}"


def _purge(played: Played, found: Found) -> Iterator[str]:
    """When each class of what is blocked is destroyed, to the instant, and told of; nothing before that."""
    zone, wanted, got = played.course.scenario.zone, expected_dates(played), found.dates.purge
    for stage in sorted({*wanted.purge, *got.due}):
        at, told = wanted.purge.get(stage), got.due.get(stage)
        if at != told:
            yield f"purge of {stage}: {_perhaps(told, zone)}, foretold {_perhaps(at, zone)}"
    about = min(wanted.purge.values(), default=None)
    if about != got.warned_about:
        yield f"told of a purge at {_perhaps(got.warned_about, zone)}, foretold {_perhaps(about, zone)}"
    at, told = wanted.warned_at, got.warned_at
    if (at is None) != (told is None) or (at and told and not timedelta() <= told - at <= LATE):
        yield f"told of the purge at {_perhaps(told, zone)}, foretold {_perhaps(at, zone)}"


def _perhaps(at: datetime | None, zone: str) -> str:
    return "none" if at is None else _local(at, zone)


def _local(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S")
