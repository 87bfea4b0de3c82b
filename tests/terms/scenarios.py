"""Scenarios: two to start from, and random ones in which the dates where rules meet come more often."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from terms.calendar import Month, start_of_day
from terms.plans import CustomerKind, Plan, PlanKind
from terms.subscription_ending import CancelAt
from terms.timeline_values import Scenario

ZONES = (
    "Europe/Madrid",
    "Atlantic/Canary",
    "UTC",
    "America/New_York",
    "America/Santiago",  # clocks change at midnight
    "America/Havana",
    "Africa/Cairo",
    "Asia/Kolkata",
    "Australia/Lord_Howe",  # half an hour of daylight saving
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
)
MONTHS = 20
MADRID = ZoneInfo("Europe/Madrid")


def madrid(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    """An instant by the wall clock of Madrid."""
    return datetime(year, month, day, hour, minute, second, tzinfo=MADRID)


MONTHLY = Scenario(
    Plan(PlanKind.MONTHLY, Decimal("29.00")),
    CustomerKind.COMPANY,
    Decimal(21),
    madrid(2027, 1, 20, 10),
    madrid(2028, 7, 1),
    Decimal("10.15"),
)
PREPAID = replace(MONTHLY, plan=Plan(PlanKind.PREPAID, Decimal("290.00"), 12, Decimal("29.00")))

money = st.integers(100, 100_000).map(lambda cents: Decimal(cents) / 100)
plans = st.one_of(
    st.just(Plan(PlanKind.FREE)),
    money.map(lambda fee: Plan(PlanKind.MONTHLY, fee)),
    st.builds(
        lambda fee, months, monthly: Plan(PlanKind.PREPAID, fee, months, monthly),
        money,
        st.sampled_from((1, 2, 3, 6, 12)),
        money,
    ),
    st.one_of(st.just(Decimal(0)), money).map(lambda fee: Plan(PlanKind.USAGE, fee)),
)
days = st.dates(date(2026, 1, 1), date(2029, 12, 31))
ends_of_months = st.builds(
    lambda month, back: month - timedelta(days=back),
    st.sampled_from([Month(2027, 1).plus(n).first_day for n in range(30)]),
    st.integers(0, 3),
)


@st.composite
def instants(draw: st.DrawFn, day: date, zone: str) -> datetime:
    """Somewhen in a local day: often its very first or last moment."""
    begin, end = start_of_day(day, zone), start_of_day(day + timedelta(days=1), zone)
    last = end - timedelta(seconds=1)
    return draw(
        st.one_of(
            st.just(begin),
            st.just(last),
            st.integers(0, 3600 * 20).map(lambda seconds: begin + timedelta(seconds=seconds)),
        )
    )


@st.composite
def scenarios(draw: st.DrawFn, *, with_ends: bool = True) -> Scenario:
    """A scenario whose months are mostly paid, some late and some never."""
    zone = draw(st.sampled_from(ZONES))
    selected_on = draw(st.one_of(days, ends_of_months))
    selected_at = draw(instants(selected_on, zone))
    first = Month.of(selected_on)
    months = [first.plus(n) for n in range(1, MONTHS)]

    def act(within: int) -> datetime | None:
        if not with_ends or draw(st.booleans()):
            return None
        on = selected_on + timedelta(days=draw(st.integers(0, within)))
        return max(selected_at, draw(instants(on, zone)))

    payments: dict[Month, datetime | None] = {}
    for month in draw(st.lists(st.sampled_from(months), unique=True, max_size=4)):
        late = draw(st.one_of(st.none(), st.integers(0, 6), st.integers(0, 33)))
        on = month.first_day + timedelta(days=late or 0)
        payments[month] = None if late is None else draw(instants(on, zone))
    return Scenario(
        plan=draw(plans),
        customer=draw(st.sampled_from(CustomerKind)),
        vat_rate=draw(st.sampled_from((Decimal(0), Decimal(21), Decimal("25.5")))),
        interest_rate=draw(st.sampled_from((None, Decimal("10.15")))),
        selected_at=selected_at,
        until=start_of_day(first.plus(MONTHS).first_day, zone),
        zone=zone,
        payments=payments,
        usage=draw(st.dictionaries(st.sampled_from([first, *months]), money, max_size=6)),
        cancelled_at=act(400),
        cancel_at=draw(st.sampled_from(CancelAt)),
        withdrawn_at=act(20),
    )
