"""Billing's view of contracts, and what two of it decide about them (contract S5–S13, M2)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from activities.records.subscription_facts import facts_to_json
from models import Bill, ContractDecision, PaymentAttempt, Subscription
from models.identifiers import Prefix, new_id
from terms.calendar import Month, local_date, start_of_day
from terms.plans import CustomerKind, Plan, PlanKind
from terms.subscription_facts import Facts
from tests.activities.invoices.billed import paid_bill
from tests.api.calling import Owner, all_seeing, problem, until
from tests.api.staffing import StaffCaller, staff_caller

pytestmark = pytest.mark.usefixtures("worker")
SUBSCRIPTIONS = "/v1/staff/subscriptions"
DECISIONS = "/v1/staff/contract-decisions"
WHY = {"reason": "No encaja con el servicio."}


@pytest.fixture
async def second(app: FastAPI) -> AsyncIterator[StaffCaller]:
    caller = await staff_caller(app, "billing")
    yield caller
    await caller.aclose()


async def contracted(owner: Owner, billing: StaffCaller) -> str:
    """A free plan of the business; the contract's id."""
    names = {"es": "Gratis", "en": "Free"}
    draft = {"code": f"free-{uuid4().hex[:8]}", "names": names, "kind": "free", "fee": "0.00"}
    plan = (await billing.post("/v1/staff/plans", json=draft)).json()
    made = await owner.post("/v1/subscriptions", json={"plan_id": plan["id"], "first_charge": "0.00"})
    assert made.status_code == 201, made.text

    async def active() -> str | None:
        body = (await owner.get("/v1/subscription")).json()
        return str(body["id"]) if body["state"] == "active" else None

    return str(await until(active, 20))


async def unpaid(app: FastAPI) -> Bill:
    """The open bill of a month that nobody has paid; its subscription has no workflow."""
    now = datetime.now(UTC)
    month = Month.of(local_date(now))
    plan, selected_at = Plan(PlanKind.MONTHLY, Decimal("29.00")), start_of_day(month.plus(-2).first_day)
    facts = Facts(plan, CustomerKind.COMPANY, Decimal(21), selected_at)
    facts.paid[str(month.plus(-1))] = start_of_day(month.plus(-1).first_day)
    database = all_seeing(app)
    bill = await paid_bill(database, name="Cliente Secreto")
    async with database.transaction() as session:
        kept = await session.get_one(Bill, bill.id)
        kept.state, kept.paid_at, kept.month, kept.key = "open", None, str(month), str(month)
        row = await session.get_one(Subscription, bill.subscription_id)
        row.selected_at, row.facts, row.next_deadline = selected_at, facts_to_json(facts), now
        row.next_deadline_kind, row.state, row.reason = "standing", "active", None
        for outcome, asked_at in (("declined", now - timedelta(days=1)), ("unknown", now)):
            attempt = PaymentAttempt(
                id=new_id(Prefix.PAYMENT_ATTEMPT),
                business_id=bill.business_id,
                bill_id=bill.id,
                key=uuid4().hex,
                asked_at=asked_at,
                outcome=outcome,
                decline="retry" if outcome == "declined" else None,
            )
            session.add(attempt)
    return bill


async def proposed(caller: StaffCaller, subscription_id: str, **draft: Any) -> dict[str, Any]:
    answer = await caller.post(f"{SUBSCRIPTIONS}/{subscription_id}/decisions", json=WHY | draft)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def outcome_of(caller: StaffCaller, decision_id: str) -> str:
    async def read() -> str | None:
        outcome: str | None = (await caller.get(f"{DECISIONS}/{decision_id}")).json()["outcome"]
        return outcome

    return str(await until(read, 20))


async def test_two_of_billing_end_a_contract_and_its_owner_is_shown_it(
    customer: Owner, billing: StaffCaller, second: StaffCaller
) -> None:
    contract = await contracted(customer, billing)
    decision = await proposed(billing, contract, kind="end")
    assert (decision["state"], decision["outcome"]) == ("awaiting_confirmation", None)
    again = await second.post(f"{SUBSCRIPTIONS}/{contract}/decisions", json=WHY | {"kind": "end"})
    assert problem(again) == "contract-decision-awaited"
    own = await billing.post(f"{DECISIONS}/{decision['id']}/approve")
    assert problem(own) == "second-person-required"
    waiting = (await second.get(DECISIONS)).json()["items"]
    assert decision["id"] in {one["id"] for one in waiting}
    assert (await customer.get("/v1/subscription")).json()["ends_at"] is None, "nobody alone ends a contract"
    assert (await customer.get("/v1/subscription/decisions")).json()["items"] == []
    agreed = await second.post(f"{DECISIONS}/{decision['id']}/approve")
    assert (agreed.status_code, agreed.json()["state"]) == (200, "applied"), agreed.text
    assert await outcome_of(billing, decision["id"]) == "taken"
    ended = (await customer.get("/v1/subscription")).json()
    assert ended["ends_at"] is not None
    assert (ended["cancelled_at"], ended["may_take_back"]) == (None, False)
    (shown,) = (await customer.get("/v1/subscription/decisions")).json()["items"]
    assert (shown["id"], shown["kind"], set(shown)) == (
        decision["id"],
        "end",
        {"id", "kind", "until", "decided_at"},
    )
    whole = (await billing.get(f"{SUBSCRIPTIONS}/{contract}")).json()
    assert whole["can_decide"] == []
    (kept,) = whole["decisions"]
    assert (kept["asked_by"]["id"], kept["decided_by"]["id"]) == (billing.user_id, second.user_id)
    lines = (await billing.get(f"{SUBSCRIPTIONS}/{contract}/timeline")).json()["lines"]
    assert "deadline:holder_end_effective" in {line["what"] for line in lines}
    repeated = await second.post(f"{DECISIONS}/{decision['id']}/approve")
    assert repeated.json()["state"] == "applied"
    late = await second.post(f"{DECISIONS}/{decision['id']}/refuse", json=WHY)
    assert problem(late) == "decision-ended"


async def test_a_refused_or_withdrawn_proposal_changes_nothing(
    customer: Owner, billing: StaffCaller, second: StaffCaller
) -> None:
    contract = await contracted(customer, billing)
    first = await proposed(billing, contract, kind="end")
    refused = (await second.post(f"{DECISIONS}/{first['id']}/refuse", json={"reason": "No."})).json()
    assert (refused["state"], refused["decision_reason"]) == ("refused", "No.")
    again = await proposed(billing, contract, kind="end")
    other = await second.post(f"{DECISIONS}/{again['id']}/withdraw", json=WHY)
    assert problem(other) == "not-found"
    back = await billing.post(f"{DECISIONS}/{again['id']}/withdraw", json=WHY)
    assert back.json()["state"] == "withdrawn"
    assert (await customer.get("/v1/subscription")).json()["ends_at"] is None


async def test_what_falls_due_and_what_failed_is_listed_without_names(app_apart: FastAPI) -> None:
    billing = await staff_caller(app_apart, "billing")
    bills = [await unpaid(app_apart) for _ in range(12)]
    seen: list[str] = []
    after: dict[str, str] = {}
    while True:
        answer = await billing.get(SUBSCRIPTIONS, params={"limit": "10"} | after)
        assert "Cliente Secreto" not in answer.text
        page = answer.json()
        seen += [one["id"] for one in page["items"]]
        if page.get("next") is None:
            break
        after = {"after": page["next"]}
    assert [bill.subscription_id for bill in bills] == [one for one in seen if one in _ids(bills)]
    assert len(seen) == len(set(seen))
    (due,) = (await billing.get(SUBSCRIPTIONS, params={"business_id": bills[0].business_id})).json()["items"]
    assert (due["owed"], due["awaits_decision"]) == ("35.09", False)
    none = await billing.get(SUBSCRIPTIONS, params={"before": "2020-01-01"})
    assert none.json()["items"] == []
    failed = (await billing.get("/v1/staff/failed-charges", params={"outcome": "unknown"})).json()["items"]
    mine = next(one for one in failed if one["bill_id"] == bills[0].id)
    assert (mine["attempts"], mine["outcome"], mine["gross"]) == (2, "unknown", "35.09")
    declined = (await billing.get("/v1/staff/failed-charges", params={"outcome": "declined"})).json()
    assert bills[0].id not in {one["bill_id"] for one in declined["items"]}, "the newest attempt counts"
    assert problem(await billing.get(SUBSCRIPTIONS, params={"after": "bm9wZQ"})) == "validation"
    await billing.aclose()


def _ids(bills: list[Bill]) -> set[str]:
    return {bill.subscription_id for bill in bills}


async def test_what_the_contract_would_refuse_is_not_proposed(app_apart: FastAPI) -> None:
    billing = await staff_caller(app_apart, "billing")
    bill = await unpaid(app_apart)
    path = f"{SUBSCRIPTIONS}/{bill.subscription_id}/decisions"
    whole = (await billing.get(f"{SUBSCRIPTIONS}/{bill.subscription_id}")).json()
    assert whole["can_decide"] == ["end", "hold", "waive"]
    assert [one["state"] for one in whole["bills"]] == ["open"]
    enforced = await billing.post(path, json=WHY | {"kind": "enforce"})
    assert problem(enforced) == "nothing-to-decide"
    for until_ in (None, "2020-01-01", str(datetime.now(UTC).date() + timedelta(days=200))):
        held = await billing.post(path, json=WHY | {"kind": "hold", "until": until_})
        assert problem(held) == "hold-date-out-of-range"
    dated = await billing.post(path, json=WHY | {"kind": "end", "until": "2030-01-01"})
    assert problem(dated) == "hold-date-out-of-range"
    unknown = await billing.post(f"{SUBSCRIPTIONS}/sbc_unknown/decisions", json=WHY | {"kind": "end"})
    assert problem(unknown) == "not-found"
    async with all_seeing(app_apart).transaction() as session:
        await session.execute(
            update(Subscription).where(Subscription.id == bill.subscription_id).values(state="blocked")
        )
    over = await billing.post(path, json=WHY | {"kind": "waive"})
    assert problem(over) == "subscription-ended"
    await billing.aclose()


async def test_only_billing_sees_and_decides(app: FastAPI, customer: Owner, billing: StaffCaller) -> None:
    contract = await contracted(customer, billing)
    support = await staff_caller(app, "support")
    for path in (SUBSCRIPTIONS, f"{SUBSCRIPTIONS}/{contract}", DECISIONS, "/v1/staff/failed-charges"):
        assert problem(await support.get(path)) == "role-required"
    asked = await support.post(f"{SUBSCRIPTIONS}/{contract}/decisions", json=WHY | {"kind": "end"})
    assert problem(asked) == "role-required"
    await support.aclose()


async def test_what_was_proposed_is_fixed_and_nobody_agrees_with_themselves_in_the_database_either(
    app: FastAPI, customer: Owner, billing: StaffCaller
) -> None:
    decision = await proposed(billing, await contracted(customer, billing), kind="end")
    database = all_seeing(app)
    for values in ({"reason": "Otra."}, {"state": "applied", "decided_by": billing.user_id}):
        with pytest.raises(DBAPIError):
            async with database.transaction() as session:
                await session.execute(
                    update(ContractDecision).where(ContractDecision.id == decision["id"]).values(**values)
                )
