"""What would follow if something happened today (contract S2): as the acts themselves would have it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from terms.calendar import Month, start_of_day
from terms.plans import CustomerKind, Plan, PlanKind
from terms.subscription import DownloadReason
from terms.subscription_facts import Facts
from terms.subscription_outlook import WhatIf, outlook, refuse_outlook
from terms.subscription_refusals import SubscriptionRefusal
from terms.timeline import timeline
from terms.timeline_values import Deadline

SELECTED = datetime(2027, 1, 20, 9, tzinfo=UTC)
NOW = datetime(2027, 2, 10, 9, tzinfo=UTC)
PAID = {"2027-02": datetime(2027, 2, 1, 9, tzinfo=UTC)}


def facts(customer: CustomerKind = CustomerKind.COMPANY, **happened: object) -> Facts:
    """A monthly contract of 29.00."""
    made = Facts(Plan(PlanKind.MONTHLY, Decimal("29.00")), customer, Decimal(21), SELECTED)
    for name, value in ({"paid": dict(PAID)} | happened).items():
        setattr(made, name, value)
    return made


def test_as_it_goes_everything_is_paid() -> None:
    foreseen = timeline(outlook(facts(), NOW))
    assert all(charge.paid_at for charge in foreseen.charges)
    assert len(foreseen.states) == 1


def test_a_notice_ends_it_and_a_failing_card_limits_it() -> None:
    cancelled = timeline(outlook(facts(), NOW, WhatIf.CANCEL_TODAY))
    assert cancelled.deadlines[Deadline.CANCELLATION_EFFECTIVE] == start_of_day(Month(2027, 3).first_day)
    failing = timeline(outlook(facts(), NOW, WhatIf.CARD_FAILS))
    assert failing.states[1].at == start_of_day(Month(2027, 3).first_day + timedelta(days=5))
    assert failing.states[1].standing.reason is DownloadReason.UNPAID


def test_a_debt_stays_one_unless_it_is_paid() -> None:
    owing = facts(paid={})
    assert timeline(outlook(owing, NOW)).claim is not None
    paid = timeline(outlook(owing, NOW, WhatIf.PAY_TODAY))
    assert paid.claim is None
    assert [one.paid_at for one in paid.charges if str(one.period) == "2027-02"] == [NOW]
    in_window = datetime(2027, 2, 2, 9, tzinfo=UTC)
    assert timeline(outlook(owing, in_window)).claim is None, "the charge is being tried"


@pytest.mark.parametrize(
    ("given", "now", "what_if", "refusal"),
    [
        (facts(cancelled_at=NOW), NOW, WhatIf.CANCEL_TODAY, SubscriptionRefusal.ALREADY_ENDING),
        (facts(), NOW, WhatIf.WITHDRAW_TODAY, SubscriptionRefusal.NO_WITHDRAWAL),
        (facts(), NOW, WhatIf.PAY_TODAY, SubscriptionRefusal.NOTHING_OWED),
        (facts(paid={}), NOW, WhatIf.PAY_TODAY, None),
        (facts(CustomerKind.CONSUMER), SELECTED + timedelta(days=2), WhatIf.WITHDRAW_TODAY, None),
        (
            facts(CustomerKind.CONSUMER, expelled_at=SELECTED + timedelta(days=1)),
            SELECTED + timedelta(days=2),
            WhatIf.WITHDRAW_TODAY,
            SubscriptionRefusal.NO_WITHDRAWAL,
        ),
        (facts(), NOW, WhatIf.CARD_FAILS, None),
    ],
)
def test_what_could_not_happen_is_refused_as_the_act_is(
    given: Facts, now: datetime, what_if: WhatIf, refusal: SubscriptionRefusal | None
) -> None:
    assert refuse_outlook(given, now, what_if) is refusal
