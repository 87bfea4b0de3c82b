"""What is shown before contracting is what is charged later (contract S2–S4)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terms.calendar import Month, local_date, start_of_day
from terms.catalogue import ContractedPlan
from terms.plans import Allowance, CustomerKind, Plan, PlanKind
from terms.subscription_choice import FirstStep, Quote, is_price, quote
from terms.subscription_course import course_of
from terms.subscription_declarations import declared_at
from terms.timeline_values import ChargeKind
from terms.vat import Buyer

SPANISH = Buyer("ES", "03001", CustomerKind.COMPANY)
MONTHLY = Plan(PlanKind.MONTHLY, Decimal("29.00"))
BEGIN = datetime(2026, 11, 25, tzinfo=UTC)
INSTANTS = st.integers(0, 1800 * 86_400).map(lambda late: BEGIN + timedelta(seconds=late))
FEES = st.integers(0, 50_000).map(lambda cents: Decimal(cents) / 100)


def quoted(plan: Plan, at: datetime, buyer: Buyer = SPANISH, extra_envelope: Decimal | None = None) -> Quote:
    """Without a promotion."""
    return quote(ContractedPlan(plan, Allowance(10, extra_envelope), Decimal(0)), buyer, at)


def test_the_worked_example() -> None:
    shown = quoted(MONTHLY, datetime(2027, 1, 20, 9, tzinfo=UTC))
    first = shown.first_charge
    assert (str(first.net), str(first.vat), str(first.gross)) == ("11.23", "2.36", "13.59")
    assert shown.first_step is FirstStep.PAY
    following = shown.charges[1]
    assert (following.window.start, following.amount.gross) == (
        start_of_day(Month(2027, 2).first_day),
        Decimal("35.09"),
    )
    assert shown.withdrawal_until is None
    assert is_price(Decimal("13.59"), shown)
    assert not is_price(Decimal("13.60"), shown)


def test_prepaid_shows_its_next_period_and_a_consumer_the_right_to_withdraw() -> None:
    year = Plan(PlanKind.PREPAID, Decimal("290.00"), 12, Decimal("29.00"))
    consumer = Buyer("ES", "03001", CustomerKind.CONSUMER)
    shown = quoted(year, datetime(2027, 3, 10, 9, tzinfo=UTC), consumer)
    assert [str(one.period) for one in shown.charges] == ["2027-03", "2028-04", "2029-04"]
    assert shown.withdrawal_until == start_of_day(date(2027, 3, 25))


@pytest.mark.parametrize(
    ("plan", "extra", "step"),
    [
        (Plan(PlanKind.FREE), None, FirstStep.NOTHING),
        (Plan(PlanKind.FREE), Decimal("0.90"), FirstStep.SAVE_CARD),
        (Plan(PlanKind.USAGE), Decimal("0.90"), FirstStep.SAVE_CARD),
        (Plan(PlanKind.MONTHLY, Decimal("9.90")), None, FirstStep.SAVE_CARD),
        (MONTHLY, None, FirstStep.PAY),
    ],
)
def test_the_card_is_asked_for_wherever_it_will_be_charged(
    plan: Plan, extra: Decimal | None, step: FirstStep
) -> None:
    """On the last day of a month 9.90 are 0.39 with VAT: less than the gateway takes."""
    assert quoted(plan, datetime(2027, 1, 31, 9, tzinfo=UTC), extra_envelope=extra).first_step is step


@pytest.mark.rule("S2")
@given(FEES, INSTANTS, st.sampled_from([CustomerKind.COMPANY, CustomerKind.CONSUMER]))
def test_what_is_shown_is_what_the_contract_then_charges(
    fee: Decimal, at: datetime, customer: CustomerKind
) -> None:
    """The course of the contract owes, when each window opens, the amount that was shown."""
    shown = quoted(Plan(PlanKind.MONTHLY, fee), at, Buyer("ES", "03001", customer))
    facts = shown.facts
    renewals = [one for one in shown.charges if one.kind is ChargeKind.RENEWAL]
    assert len(renewals) >= len(shown.charges) - 1
    for charge in renewals:
        before = start_of_day(charge.period.first_day, facts.zone)
        due = course_of(facts.scenario(before)).due(before)
        assert sum(one.amount.gross for one in due) == charge.amount.gross
        facts.paid[str(charge.period)] = before
    assert shown.first_charge.gross <= Decimal("1.27") * fee + Decimal("0.02")


@given(
    INSTANTS,
    st.timedeltas(timedelta(days=-10), timedelta(days=10)),
    st.timedeltas(timedelta(0), timedelta(9)),
)
def test_a_declaration_counts_from_when_it_was_made(at: datetime, late: timedelta, age: timedelta) -> None:
    contracted = at - age
    counted = declared_at(at - late, at, contracted)
    assert contracted <= counted <= at
    if timedelta(0) <= late <= timedelta(days=3) and late <= age:
        assert counted == at - late
    assert declared_at(None, at, contracted) == at
    assert local_date(counted) <= local_date(at)
