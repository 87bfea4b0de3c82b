"""Scripts are read, moved into the future, and come about as a service with hours of its own makes them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest

from deploy.simulate.buyers import buyer_with
from deploy.simulate.chance import ZONES, random_script
from deploy.simulate.course import Pay, course_of
from deploy.simulate.script import Way, in_the_future, script_from_json
from deploy.simulate.use import price_of_use
from terms.calendar import Month
from terms.payments import Decline
from terms.plans import CustomerKind
from terms.subscription_billing import charge_attempts
from terms.timeline_json import ScenarioInvalid
from terms.vat import Buyer

SCENARIO = {
    "plan": {"kind": "monthly", "fee": "29.00"},
    "customer": "company",
    "vat_rate": "21",
    "selected_at": "2024-02-29T10:00:00+01:00",
    "payments": {"2024-04": "2024-04-04T23:59:00+02:00", "2024-06": "2024-06-20T12:00:00+02:00"},
    "until": "2024-09-01T00:00:00+02:00",
}
ID = "sbc_1"


@pytest.mark.parametrize(
    "given",
    [
        [],
        {"scenario": {}},
        {"scenario": SCENARIO, "how": {"unknown": 1}},
        {"scenario": SCENARIO, "how": {"declines": {"2024-04": "sometimes"}}},
        {"scenario": SCENARIO, "how": {"refused_at": ["2024-04-04T10:00:00"]}},
        {"scenario": SCENARIO, "how": {"moves": [{"at": "2024-04-04T10:00:00+02:00"}]}},
    ],
)
def test_what_is_no_script_is_refused(given: object) -> None:
    with pytest.raises(ScenarioInvalid):
        script_from_json(given)


def test_a_script_of_the_past_is_played_the_same_days_years_later() -> None:
    script = script_from_json({"scenario": SCENARIO, "how": {"ways": {"2024-06": "card"}}})
    moved = in_the_future(script, datetime(2026, 11, 29, tzinfo=UTC))
    assert moved.scenario.selected_at.isoformat() == "2028-02-29T10:00:00+01:00"
    assert moved.scenario.payments[Month(2028, 6)] == datetime(2028, 6, 20, 10, tzinfo=UTC)
    assert moved.ways == {Month(2028, 6): Way.CARD}
    assert in_the_future(moved, datetime(2026, 11, 29, tzinfo=UTC)) == moved


def test_months_without_trouble_are_paid_at_the_customers_own_hour() -> None:
    course = course_of(script_from_json(SCENARIO), ID)
    paid = course.scenario.payments
    assert paid[Month(2024, 3)] == charge_attempts(ID, Month(2024, 3))[0]
    assert paid[Month(2024, 6)] == datetime(2024, 6, 20, 10, tzinfo=UTC)
    assert [pay.month for pay in course.doings if isinstance(pay, Pay)] == [Month(2024, 4), Month(2024, 6)]
    assert [spell.begins.month for spell in course.spells] == [3, 5], "of the first day there, in UTC"


def test_a_card_that_works_again_is_charged_at_the_next_attempt() -> None:
    how = {"ways": {"2024-04": "bank", "2024-06": "bank"}}
    course = course_of(script_from_json({"scenario": SCENARIO, "how": how}), ID)
    again = charge_attempts(ID, Month(2024, 4))[4]
    assert course.scenario.payments[Month(2024, 4)] == again
    pays = [pay for pay in course.doings if isinstance(pay, Pay)]
    assert [(pay.month, pay.way) for pay in pays] == [(Month(2024, 6), Way.PAGE)], "too late to wait for it"
    lost = {"scenario": SCENARIO, "how": how | {"declines": {"2024-04": "new_card"}}}
    assert course_of(script_from_json(lost), ID).doings[0].at == datetime(2024, 4, 4, 21, 59, tzinfo=UTC)


def test_random_scripts_are_the_same_for_the_same_seed_and_never_impossible() -> None:
    for seed in range(200):
        script = random_script(Random(seed), ZONES[seed % len(ZONES)])
        assert script == random_script(Random(seed), ZONES[seed % len(ZONES)])
        course = course_of(script, ID)
        assert all(spell.begins < spell.ends for spell in course.spells)
        assert list(course.doings) == sorted(course.doings, key=lambda one: one.at)
    kinds = {kind for seed in range(50) for kind in random_script(Random(seed), ZONES[0]).declines.values()}
    assert kinds == set(Decline)


def test_use_is_counted_in_envelopes_of_one_price() -> None:
    assert price_of_use({Month(2027, 1): Decimal("4.20"), Month(2027, 3): Decimal("12.40")}) == Decimal(
        "0.20"
    )
    assert price_of_use({Month(2027, 1): Decimal(0)}) is None


def test_a_buyer_is_found_for_a_rate_of_vat() -> None:
    on = (datetime(2027, 1, 20, tzinfo=UTC) + timedelta(days=1)).date()
    assert buyer_with(Decimal(21), CustomerKind.COMPANY, on) == Buyer("ES", "03001", CustomerKind.COMPANY)
    assert buyer_with(Decimal(19), CustomerKind.CONSUMER, on).country == "DE"
    with pytest.raises(ValueError, match="no company"):
        buyer_with(Decimal(19), CustomerKind.COMPANY, on)
