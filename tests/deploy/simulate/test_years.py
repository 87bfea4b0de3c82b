"""Two years of each kind of customer on the whole service come out as the contract foretells (contract S)."""

import json
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from deploy.simulate.__main__ import DEFAULT
from deploy.simulate.run import Outcome, outcome_of
from deploy.simulate.script import in_the_future, script_from_json
from deploy.simulate.service import Service

CASES: dict[str, Any] = {
    file.stem: json.loads(file.read_text(), parse_float=Decimal)["scenario"]
    for file in sorted((Path(__file__).parents[2] / "terms" / "cases").glob("*.json"))
}
IN_EACH_RUN = ("consumer-withdraws", "notice-meets-unpaid", "unpaid-to-the-end")
"""Cases that each run plays; the others take minutes and are played in the long run."""
BASE = {
    "vat_rate": "21",
    "zone": "Europe/Madrid",
    "selected_at": "2027-01-20T10:00:00+01:00",
    "until": "2029-02-01T00:00:00+01:00",
}
MONTHLY = json.loads(DEFAULT.read_text())
PREPAID = {
    "scenario": BASE
    | {
        "plan": {"kind": "prepaid", "fee": "150.00", "months": 6, "monthly_fee": "29.00"},
        "customer": "company",
        "payments": {"2028-02": "2028-02-04T12:00:00+01:00"},
        "cancelled_at": "2028-07-20T10:00:00+02:00",
    },
    "how": {"declines": {"2028-02": "new_card"}, "ways": {"2028-02": "card"}},
}
USAGE = {
    "scenario": BASE
    | {
        "plan": {"kind": "usage", "fee": "5.00"},
        "customer": "consumer",
        "usage": {"2027-01": "4.20", "2027-08": "12.60", "2028-03": "0.70"},
        "payments": {"2027-09": "2027-09-21T12:00:00+02:00", "2028-04": "2028-04-02T23:30:00+02:00"},
    },
    "how": {"ways": {"2027-09": "card", "2028-04": "bank"}},
}
FREE = {"scenario": BASE | {"plan": {"kind": "free"}, "customer": "consumer"}}
CONFIRMATION_REFUSED = {
    "scenario": BASE
    | {
        "plan": {"kind": "monthly", "fee": "29.00"},
        "customer": "company",
        "payments": {"2027-02": None},
        "until": "2027-03-10T00:00:00+01:00",
    },
    "how": {
        "declines": {"2027-02": "confirm"},
        "refused_at": ["2027-02-03T12:00:00+01:00", "2027-02-20T12:00:00+01:00"],
    },
}


CHANGED = {
    **BASE,
    "plan": {"kind": "monthly", "fee": "29.00"},
    "customer": "company",
    "plan_changes": [
        {"at": "2027-03-10T12:00:00+01:00", "plan": {"kind": "monthly", "fee": "59.00"}},
        {"at": "2027-05-10T12:00:00+02:00", "plan": {"kind": "monthly", "fee": "9.00"}},
    ],
    "until": "2027-08-01T00:00:00+02:00",
}
ENDED_BY_HOLDER = {
    **BASE,
    "plan": {"kind": "prepaid", "fee": "150.00", "months": 6, "monthly_fee": "29.00"},
    "customer": "company",
    "holder_noticed_at": "2027-03-10T12:00:00+01:00",
    "until": "2027-06-01T00:00:00+02:00",
}
HELD = {
    "scenario": BASE
    | {
        "plan": {"kind": "monthly", "fee": "29.00"},
        "customer": "company",
        "payments": {"2027-03": "2027-04-10T12:00:00+02:00"},
        "grace_until": {"2027-03": "2027-04-21T00:00:00+02:00"},
        "until": "2027-06-01T00:00:00+02:00",
    },
    "how": {"held_at": {"2027-03": "2027-03-20T12:00:00+01:00"}},
}
EXPELLED = {
    **BASE,
    "plan": {"kind": "monthly", "fee": "29.00"},
    "customer": "company",
    "expelled_at": "2027-03-10T12:00:00+01:00",
    "until": "2027-06-01T00:00:00+02:00",
}


async def played(service: Service, given: object, name: str = "played") -> Outcome:
    """What became of a script; asserts that it is what the contract foretells."""
    outcome = await outcome_of(service, name, in_the_future(script_from_json(given), datetime.now(UTC)))
    assert outcome.wrong == ()
    return outcome


def charged(outcome: Outcome) -> Counter[bool]:
    """How many charges passed and did not."""
    assert outcome.found is not None
    return Counter(charge.passed for charge in outcome.found.charges)


def mailed(outcome: Outcome) -> Counter[str]:
    """How many mails of each kind came."""
    assert outcome.found is not None
    return Counter(mail.kind for mail in outcome.found.mails)


def states(outcome: Outcome) -> list[str]:
    """The states in order, a limited one by its reason."""
    assert outcome.found is not None
    return [state.reason or state.state for state in outcome.found.states]


async def test_a_monthly_customer_whose_card_fails_who_moves_and_leaves(simulated: Service) -> None:
    outcome = await played(simulated, MONTHLY)
    assert states(outcome) == ["active", "unpaid", "active", "cancelled", "blocked"]
    assert charged(outcome) == {True: 21, False: 3}
    told = mailed(outcome)
    assert (told["charge_failed"], told["end_agreed"], told["continued"], told["restored"]) == (2, 2, 1, 1)
    assert outcome.found is not None
    amounts = Counter(invoice.gross for invoice in outcome.found.invoices)
    assert set(amounts) == {Decimal("13.59"), Decimal("35.09"), Decimal("29.00")}, "21 % and, later, none"


async def test_a_prepaid_customer_who_renews_with_another_card_and_leaves_late(simulated: Service) -> None:
    outcome = await played(simulated, PREPAID)
    assert states(outcome) == ["active", "cancelled", "blocked"]
    assert charged(outcome) == {True: 4, False: 1}, "three periods, and August, for a late notice"
    assert mailed(outcome)["end_agreed"] == 1


async def test_a_customer_who_pays_by_use(simulated: Service) -> None:
    outcome = await played(simulated, USAGE)
    assert states(outcome) == ["active", "unpaid", "active"]
    assert charged(outcome)[True] == 25
    assert charged(outcome)[False] == 5 + 2
    assert outcome.found is not None
    assert len(outcome.found.invoices) == 25 + 3, "use has invoices of its own"


async def test_a_free_customer_is_told_and_charged_nothing(simulated: Service) -> None:
    outcome = await played(simulated, FREE)
    assert (states(outcome), charged(outcome), mailed(outcome)) == (["active"], {}, {"contracted": 1})


async def test_a_confirmation_that_the_customers_bank_refuses_leaves_the_debt(simulated: Service) -> None:
    outcome = await played(simulated, CONFIRMATION_REFUSED)
    assert states(outcome) == ["active", "unpaid", "blocked"]
    assert charged(outcome) == {True: 1, False: 1}, "the card is not tried again: only its owner can help"
    assert mailed(outcome)["charge_failed"] == 1
    assert mailed(outcome)["ended_unpaid"] == 1


async def test_a_plan_becomes_a_dearer_one_and_later_a_cheaper_one(simulated: Service) -> None:
    outcome = await played(simulated, CHANGED)
    assert states(outcome) == ["active"]
    assert mailed(outcome)["plan_changed"] == 3


async def test_the_holder_ends_a_prepaid_contract_and_gives_the_unused_days_back(simulated: Service) -> None:
    outcome = await played(simulated, ENDED_BY_HOLDER)
    assert states(outcome) == ["active", "holder_ended", "blocked"]
    assert mailed(outcome)["refund_ordered"] == 1


async def test_a_debt_that_is_held_is_paid_after_the_grace_of_the_contract(simulated: Service) -> None:
    outcome = await played(simulated, HELD)
    assert states(outcome) == ["active", "unpaid", "active"]
    assert mailed(outcome)["end_put_off"] == 1


async def test_an_expelled_customer_is_given_nothing_back(simulated: Service) -> None:
    outcome = await played(simulated, EXPELLED)
    assert states(outcome) == ["active", "misuse", "blocked"]
    assert mailed(outcome)["refund_ordered"] == 0


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, marks=() if case in IN_EACH_RUN else pytest.mark.long) for case in CASES],
)
async def test_the_worked_cases(simulated: Service, case: str) -> None:
    outcome = await played(simulated, CASES[case], case)
    assert states(outcome)[0] == "active"
