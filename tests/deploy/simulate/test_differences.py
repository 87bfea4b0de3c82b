"""A difference between the service and the contract does not go unseen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from deploy.simulate.differences import differences
from deploy.simulate.found import Found, FoundCharge, FoundInvoice
from deploy.simulate.player import Played
from deploy.simulate.purging import FoundPurge
from deploy.simulate.run import Outcome, outcome_of
from deploy.simulate.script import in_the_future, script_from_json
from deploy.simulate.service import Service
from deploy.simulate.story import accounts, story

SCENARIO = {
    "plan": {"kind": "monthly", "fee": "29.00"},
    "customer": "consumer",
    "vat_rate": "21",
    "zone": "Europe/Madrid",
    "selected_at": "2027-03-28T18:00:00+02:00",
    "withdrawn_at": "2027-04-06T12:00:00+02:00",
    "until": "2027-06-01T00:00:00+02:00",
}
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
async def outcome(simulated: Service) -> Outcome:
    """A withdrawal after two charges, which came out right."""
    return await outcome_of(
        simulated, "withdrawal", in_the_future(script_from_json(SCENARIO), datetime.now(UTC))
    )


def without_mail(found: Found) -> Found:
    return replace(found, mails=found.mails[1:])


def mailed_twice(found: Found) -> Found:
    return replace(found, mails=(*found.mails, found.mails[0]))


def mailed_late(found: Found) -> Found:
    return replace(found, mails=(replace(found.mails[0], at=found.mails[0].at + HOUR), *found.mails[1:]))


def charged_twice(found: Found) -> Found:
    return replace(found, charges=(*found.charges, found.charges[0]))


def charged_for_nothing(found: Found) -> Found:
    stray = FoundCharge(found.charges[0].at, Decimal("1.00"), "?", passed=True)
    return replace(found, charges=(*found.charges, stray))


def refunded_less(found: Found) -> Found:
    return replace(found, charges=found.charges[:-1])


def another_amount(found: Found) -> Found:
    bill = found.bills[1]
    item = replace(bill.items[0], gross=bill.items[0].gross + 1)
    return replace(found, bills=(found.bills[0], replace(bill, items=(item,))))


def billed_twice(found: Found) -> Found:
    return replace(found, bills=(*found.bills, found.bills[1]))


def not_billed(found: Found) -> Found:
    return replace(found, bills=found.bills[:1])


def paid_late(found: Found) -> Found:
    bill = found.bills[1]
    assert bill.paid_at is not None
    return replace(found, bills=(found.bills[0], replace(bill, paid_at=bill.paid_at + HOUR)))


def without_invoice(found: Found) -> Found:
    return replace(found, invoices=found.invoices[1:])


def invoiced_for_nothing(found: Found) -> Found:
    stray = FoundInvoice("F1", found.invoices[0].issued_on, Decimal("1.00"))
    return replace(found, invoices=(*found.invoices, stray))


def limited_late(found: Found) -> Found:
    last = found.states[-1]
    return replace(found, states=(*found.states[:-1], replace(last, since=last.since + HOUR)))


def never_ended(found: Found) -> Found:
    return replace(found, states=found.states[:-1])


def dated(**changes: object) -> Callable[[Found], Found]:
    """The same with other dates in the contract's row."""
    return lambda found: replace(found, dates=replace(found.dates, **changes))


def purging(**changes: object) -> Callable[[Found], Found]:
    """The same with another retention."""
    return lambda found: dated(purge=replace(found.dates.purge, **changes))(found)


def purged_late(found: Found) -> Found:
    return purging(due={stage: at and at + HOUR for stage, at in found.dates.purge.due.items()})(found)


def purged_one_class_early(found: Found) -> Found:
    due = found.dates.purge.due
    return purging(due={**due, "contract_and_billing": due["documents_and_evidence"]})(found)


def warned_late(found: Found) -> Found:
    warned_at = found.dates.purge.warned_at
    assert warned_at is not None
    return purging(warned_at=warned_at + HOUR)(found)


@pytest.mark.parametrize(
    "changed",
    [
        without_mail,
        mailed_twice,
        mailed_late,
        charged_twice,
        charged_for_nothing,
        refunded_less,
        another_amount,
        billed_twice,
        not_billed,
        paid_late,
        without_invoice,
        invoiced_for_nothing,
        limited_late,
        never_ended,
        dated(ends_at=None),
        dated(downloads_end=None),
        dated(downloads_end=datetime(2040, 1, 1, tzinfo=UTC)),
        dated(blocked_at=None),
        dated(blocked_at=datetime(2040, 1, 1, tzinfo=UTC)),
        dated(purge=FoundPurge()),
        purging(warned_at=None),
        purging(warned_about=datetime(2040, 1, 1, tzinfo=UTC)),
        warned_late,
        purged_late,
        purged_one_class_early,
    ],
)
async def test_each_difference_is_told(outcome: Outcome, changed: Callable[[Found], Found]) -> None:
    played, found = whole(outcome)
    assert differences(played, found) == []
    assert differences(played, changed(found))


async def test_the_story_tells_everything_in_order(outcome: Outcome) -> None:
    played, found = whole(outcome)
    lines = list(story(played, found))
    what = [line[19:27].strip() for line in lines]
    assert what.count("mail") == len(found.mails)
    assert what.count("gateway") == len(found.charges) == 4
    assert [line[29:] for line in lines if "state" in line[19:27]][:2] == [
        "active",
        "download_only (withdrawn)",
    ]
    assert "withdraws" in " ".join(lines)
    assert lines[0].startswith(f"{played.course.scenario.selected_at:%Y}-03-28  18:00  customer  chooses")
    assert len(list(accounts(found))) == 4


def whole(outcome: Outcome) -> tuple[Played, Found]:
    assert outcome.played is not None
    assert outcome.found is not None
    return outcome.played, outcome.found
