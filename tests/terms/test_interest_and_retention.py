"""Late interest at the legal rates of each day (S9), and how long blocked data is kept (S18)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terms.calendar import local_date
from terms.interest import COMMERCIAL, LEGAL, interest_at, late_interest, rate_table
from terms.plans import CustomerKind
from terms.rates import RateUnknown
from terms.retention import DataClass, LegalHold, purge_dates, purge_due

MADRID = ZoneInfo("Europe/Madrid")
BLOCKED_AT = datetime(2027, 5, 31, tzinfo=MADRID)


@pytest.mark.rule("S9")
def test_the_rates_of_companies_and_consumers() -> None:
    assert rate_table(CustomerKind.COMPANY).on(date(2026, 3, 6)).percent == Decimal("10.15")
    assert rate_table(CustomerKind.CONSUMER).on(date(2026, 3, 6)).percent == Decimal("3.25")
    assert COMMERCIAL.on(date(2024, 6, 30)).percent == Decimal("12.50")
    assert COMMERCIAL.on(date(2024, 7, 1)).percent == Decimal("12.25")


def test_a_half_year_not_published_yet_is_not_guessed_unless_asked() -> None:
    day = COMMERCIAL.known_through
    assert day is not None
    with pytest.raises(RateUnknown):
        late_interest(Decimal(100), COMMERCIAL, day, day + timedelta(days=2))
    projected = late_interest(Decimal(100), COMMERCIAL, day, day + timedelta(days=2), projected=True)
    assert projected == interest_at(Decimal(100), Decimal("10.15"), 2)
    with pytest.raises(RateUnknown):
        LEGAL.on(date(2015, 12, 31))


@pytest.mark.rule("S9")
def test_each_day_counts_at_its_own_rate() -> None:
    # 26 days of June at 12.50 and 14 of July at 12.25, of 1,000 euros: 8.904 + 4.699
    assert late_interest(Decimal(1000), COMMERCIAL, date(2024, 6, 5), date(2024, 7, 15)) == Decimal("13.60")
    assert late_interest(Decimal("35.09"), COMMERCIAL, date(2026, 3, 6), date(2026, 3, 31)) == Decimal("0.24")
    assert late_interest(Decimal(1000), COMMERCIAL, date(2024, 6, 5), date(2024, 6, 5)) == 0


@given(
    st.integers(0, 10**6),
    st.dates(date(2023, 1, 1), date(2026, 4, 30)),
    st.integers(0, 29),
    st.integers(0, 29),
)
def test_interest_in_parts_is_that_of_the_whole_but_for_rounding(
    cents: int, day: date, first: int, second: int
) -> None:
    principal = Decimal(cents) / 100
    middle, end = day + timedelta(days=first), day + timedelta(days=first + second)
    whole = late_interest(principal, COMMERCIAL, day, end)
    parts = late_interest(principal, COMMERCIAL, day, middle) + late_interest(
        principal, COMMERCIAL, middle, end
    )
    assert abs(whole - parts) <= Decimal("0.01")
    assert whole >= late_interest(principal, COMMERCIAL, day, middle)


@pytest.mark.rule("S18")
def test_each_class_is_kept_its_years() -> None:
    dates = purge_dates(BLOCKED_AT)
    assert dates[DataClass.CONTRACT_AND_BILLING] == datetime(2033, 5, 31, tzinfo=MADRID)
    assert dates[DataClass.DOCUMENTS_AND_EVIDENCE] == datetime(2032, 5, 31, tzinfo=MADRID)
    assert dates[DataClass.TECHNICAL_LOGS] == datetime(2028, 5, 31, tzinfo=MADRID)
    leap = purge_dates(datetime(2028, 2, 29, tzinfo=MADRID))
    assert leap[DataClass.TECHNICAL_LOGS] == datetime(2029, 2, 28, tzinfo=MADRID)


def due(*holds: LegalHold) -> date | None:
    at = purge_due(DataClass.TECHNICAL_LOGS, BLOCKED_AT, holds)
    return None if at is None else local_date(at)


def test_a_legal_hold_stops_the_clock() -> None:
    placed = datetime(2027, 9, 1, 12, tzinfo=UTC)
    held = LegalHold(placed, placed + timedelta(days=9))
    assert due() == date(2028, 5, 31)
    assert due(LegalHold(placed)) is None
    assert due(held) == date(2028, 6, 10)
    assert due(held, LegalHold(placed + timedelta(days=5), placed + timedelta(days=11))) == date(2028, 6, 12)
    assert due(held, LegalHold(placed + timedelta(days=2), placed + timedelta(days=3))) == date(2028, 6, 10)
    # placed on a day that only the first hold keeps from being the end
    after = datetime(2028, 6, 5, tzinfo=UTC)
    assert due(held, LegalHold(after, after)) == date(2028, 6, 11)
    assert due(LegalHold(after, after)) == date(2028, 5, 31)
    on_the_day = datetime(2028, 5, 31, 12, tzinfo=UTC)
    assert due(LegalHold(on_the_day)) == date(2028, 5, 31)
    before = datetime(2027, 5, 1, tzinfo=UTC)
    assert due(LegalHold(before, BLOCKED_AT)) == date(2028, 6, 1)
