"""What notices say besides their date: amounts are those that are really charged (contract S21)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from terms.payments import is_waived
from terms.plans import CustomerKind, Plan, PlanKind
from terms.subscription_facts import Facts
from terms.subscription_notices import NoticeKind
from terms.subscription_particulars import particulars

ON_THE_LAST_DAY = datetime(2027, 1, 31, 10, tzinfo=UTC)


def facts(fee: str) -> Facts:
    return Facts(
        Plan(PlanKind.MONTHLY, Decimal(fee)), CustomerKind.CONSUMER, Decimal(21), ON_THE_LAST_DAY, paid={}
    )


@pytest.mark.parametrize(("fee", "charged"), [("9.00", None), ("29.00", Decimal("1.14"))])
def test_a_first_charge_too_small_to_take_is_neither_told_nor_given_back(
    fee: str, charged: Decimal | None
) -> None:
    now = ON_THE_LAST_DAY + timedelta(hours=1)
    begun = particulars(NoticeKind.CONTRACTED, ON_THE_LAST_DAY, facts(fee).scenario(now), now)
    withdrawn = facts(fee)
    withdrawn.withdrawn_at = now
    ended = particulars(NoticeKind.WITHDRAWN, now, withdrawn.scenario(now), now)
    assert (begun.amount, ended.amount) == (charged, charged)
    assert begun.then_amount is not None


@pytest.mark.parametrize(("gross", "waived"), [("0.00", True), ("0.49", True), ("0.50", False)])
def test_the_gateway_takes_half_a_euro_or_more(gross: str, waived: bool) -> None:
    assert is_waived(Decimal(gross)) is waived
