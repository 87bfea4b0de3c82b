"""The price of a contract made on a day (contract S1, S15)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terms.catalogue import Offer, contracted_plan
from terms.plans import Allowance, Plan, PlanKind, Promotion

DAY = date(2027, 3, 1)
OFFER = Offer(Plan(PlanKind.PREPAID, Decimal("290.00"), 12, Decimal("29.00")), Allowance(10))
PROMOTIONS = st.builds(
    lambda percent, begins, days: Promotion(
        Decimal(percent), DAY + timedelta(begins), DAY + timedelta(begins + days)
    ),
    st.integers(1, 100),
    st.integers(-40, 40),
    st.integers(0, 40),
)


@pytest.mark.rule("S1")
@given(st.lists(PROMOTIONS, max_size=6))
def test_the_best_promotion_of_the_day_counts_and_only_that(promotions: list[Promotion]) -> None:
    contracted = contracted_plan(OFFER, promotions, DAY)
    current = [one.percent for one in promotions if one.first_day <= DAY <= one.last_day]
    assert contracted.discount == max(current, default=0)
    left = 100 - contracted.discount
    assert contracted.plan.fee == Decimal("2.90") * left
    assert contracted.plan.monthly_fee == (Decimal("0.29") * left)
    assert contracted.allowance == OFFER.allowance
