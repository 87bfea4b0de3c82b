"""What became of a simulated customer, dated in the holder's zone, for an operations engineer to read."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from deploy.simulate.course import Cancel, ChangePlan, Doing, Pay, TakeBack, TryToPay, Withdraw
from deploy.simulate.found import Found
from deploy.simulate.holder import Decide, Expel
from deploy.simulate.player import Played
from deploy.simulate.script import Move, Way

_WAYS = {
    Way.PAGE: "pays on the gateway's page",
    Way.CARD: "saves another card",
    Way.BANK: "has a card that works again",
}
Line = tuple[datetime, str, str]


def story(played: Played, found: Found) -> Iterator[str]:
    """A line for everything that was done, charged, written and mailed."""
    zone = ZoneInfo(played.course.scenario.zone)
    day = ""
    for at, what, words in sorted(_lines(played, found), key=lambda line: line[0]):
        local = at.astimezone(zone)
        begins = local.strftime("%Y-%m-%d")
        yield f"{begins if begins != day else '':10}  {local:%H:%M}  {what:8}  {words}"
        day = begins


def _lines(played: Played, found: Found) -> Iterator[Line]:
    scenario = played.course.scenario
    plan = scenario.plan
    terms = f"{plan.kind.value}, {plan.fee} € net" + (f" for {plan.months} months" if plan.months > 1 else "")
    yield scenario.selected_at, "customer", f"chooses a plan: {terms}; {scenario.customer.value}"
    for doing in played.course.doings:
        refused = played.refused.get(doing.at)
        yield doing.at, "customer", _done(doing) + (f", which is refused: {refused}" if refused else "")
    for charge in found.charges:
        if charge.amount < 0:
            yield charge.at, "gateway", f"gives {-charge.amount} € of {charge.month} back"
        elif charge.passed:
            yield charge.at, "gateway", f"charges {charge.amount} € of {charge.month}"
        else:
            yield charge.at, "gateway", f"cannot charge {charge.amount} € of {charge.month}: {charge.words}"
    for state in found.states:
        yield state.since, "state", f"{state.state}{f' ({state.reason})' if state.reason else ''}"
    for mail in found.mails:
        yield mail.at, "mail", f"{mail.subject} [{mail.kind}]"


def _done(doing: Doing) -> str:
    match doing:
        case Pay():
            return f"{_WAYS[doing.way]}, for {doing.month}"
        case TryToPay():
            return "tries to pay on the gateway's page, and the bank does not let it pass"
        case Cancel():
            return "gives notice" + (" to the end of the month" if doing.cancel_at == "month_end" else "")
        case TakeBack():
            return "takes the notice back"
        case Withdraw():
            return "withdraws"
        case ChangePlan():
            return "changes the plan"
        case Decide():
            return f"is told of a decision of the holder: {doing.act.value}"
        case Expel():
            return "is expelled"
        case Move():
            return f"moves to {doing.country} {doing.postal_code}"


def accounts(found: Found) -> Iterator[str]:
    """The invoices, in order."""
    for invoice in found.invoices:
        yield f"{invoice.number:12}  {invoice.issued_on}  {invoice.gross:>10} €"
