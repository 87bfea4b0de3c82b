"""What is claimed of a debt, and that no rate is ever guessed (contract S8, S9)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terms.claims import OverdueBill, reckon_claim
from terms.interest import COMMERCIAL, LEGAL, late_interest
from terms.plans import CustomerKind
from terms.published_rates import LateRates, late_rates
from terms.rates import RateUnknown

NEXT = """
[[companies]]
since = 2026-07-01
through = 2026-12-31
refinancing = "2.00"
source = "BOE-A-2026-1"
"""
AFTER = NEXT + NEXT.replace("2026-07-01", "2027-01-01").replace("2026-12-31", "2027-06-30")
BILL = OverdueBill("bil_1", Decimal("35.09"), date(2026, 3, 6))


@pytest.mark.rule("S9")
def test_interest_runs_from_day_6_through_the_day_and_not_beyond_the_end_of_the_contract() -> None:
    claim = reckon_claim([BILL], COMMERCIAL, date(2026, 3, 30), None)
    (one,) = claim.bills
    assert [(part.first_day, part.last_day, part.days) for part in one.stretches] == [
        (date(2026, 3, 6), date(2026, 3, 30), 25)
    ]
    assert (claim.principal, claim.interest) == (Decimal("35.09"), Decimal("0.24"))
    ended = reckon_claim([BILL], COMMERCIAL, date(2026, 6, 30), date(2026, 3, 31))
    assert ended == claim


def test_what_is_not_late_yet_is_not_claimed() -> None:
    assert reckon_claim([BILL], COMMERCIAL, date(2026, 3, 5), None).bills == ()


@given(
    st.integers(1, 10**6),
    st.dates(date(2023, 1, 1), date(2026, 6, 1)),
    st.integers(0, 700),
)
def test_the_stretches_are_all_days_once_and_bear_the_interest(cents: int, since: date, days: int) -> None:
    last = min(since + timedelta(days=days), date(2026, 6, 30))
    bill = OverdueBill("bil_1", Decimal(cents) / 100, since)
    (one,) = reckon_claim([bill], COMMERCIAL, last, None).bills
    covered = [part.first_day + timedelta(days=day) for part in one.stretches for day in range(part.days)]
    assert covered == [since + timedelta(days=day) for day in range((last - since).days + 1)]
    weighted = sum(part.days * part.rate.percent for part in one.stretches)
    assert abs(one.interest - bill.gross * weighted / 36500) <= Decimal("0.005")
    assert one.interest == late_interest(bill.gross, COMMERCIAL, since, last + timedelta(days=1))


def test_beyond_the_rates_that_are_known_nothing_is_claimed_until_they_are_entered() -> None:
    for day in (date(2026, 7, 1), date(2026, 12, 31)):
        with pytest.raises(RateUnknown):
            reckon_claim([BILL], COMMERCIAL, day, None)
        continued = late_rates(NEXT).of(CustomerKind.COMPANY)
        (one,) = reckon_claim([BILL], continued, day, None).bills
        assert one.stretches[-1].rate.percent == Decimal("10.00")
        assert one.stretches[-1].rate.source == "BOE-A-2026-1"
    with pytest.raises(RateUnknown):
        reckon_claim([BILL], late_rates(NEXT).of(CustomerKind.COMPANY), date(2027, 1, 1), None)
    assert late_rates(AFTER).companies.known_through == date(2027, 6, 30)


def test_an_empty_file_leaves_the_rates_of_the_release_and_known_ones_are_not_said_again() -> None:
    assert late_rates("") == LateRates(COMMERCIAL, LEGAL)
    known = NEXT.replace("2026-07-01", "2026-01-01").replace("2026-12-31", "2026-06-30")
    assert late_rates(known).companies.rates == COMMERCIAL.rates


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (NEXT.replace("2026-07-01", "2026-07-02"), "end on 2026-06-30"),
        (NEXT.replace('"2.00"', '"two"'), "not a decimal"),
        (NEXT.replace('"2.00"', "2.0"), "not a decimal"),
        (NEXT.replace('"2.00"', '"200"'), "no rate of the law"),
        (NEXT.replace('"BOE-A-2026-1"', '" "'), "where it was published"),
        (NEXT.replace("source", "sauce"), "an entry has"),
        (NEXT.replace("2026-12-31", "2026-06-01"), "first and last day"),
        (NEXT.replace("companies", "people"), "unknown: people"),
        ("[[companies", "not TOML"),
    ],
)
def test_a_wrong_file_is_refused_with_what_is_wrong(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        late_rates(text)
