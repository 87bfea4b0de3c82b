"""Billing claims debts with late interest; the customer reads them beside the invoices (contract S9)."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI

from models import Bill, Business, Subscription
from terms.calendar import local_date
from tests.activities.invoices.billed import paid_bill
from tests.api.calling import Owner, all_seeing, problem
from tests.api.staffing import StaffCaller

pytestmark = pytest.mark.usefixtures("worker")
SUBSCRIPTIONS = "/v1/staff/subscriptions"


async def overdue(app: FastAPI, customer: str, owner: Owner | None = None) -> str:
    """A contract whose last month was not paid, late since twenty days ago; of the owner's business."""
    bill = await paid_bill(all_seeing(app), customer=customer)
    async with all_seeing(app).transaction() as session:
        kept = await session.get_one(Bill, bill.id)
        kept.state, kept.paid_at, kept.key = "open", None, kept.month
        kept.window_end = datetime.now(UTC) - timedelta(days=20)
        if owner is not None:
            row = await session.get_one(Subscription, bill.subscription_id)
            kept.business_id = row.business_id = owner.business_id
            assert await session.get(Business, owner.business_id)
    return bill.subscription_id


async def test_a_debt_is_claimed_once_and_read_by_both_sides(
    app: FastAPI, billing: StaffCaller, customer: Owner
) -> None:
    contract = await overdue(app, "consumer", customer)
    path, key = f"{SUBSCRIPTIONS}/{contract}/claims", {"Idempotency-Key": "claim-1"}
    made = await billing.post(path, json={}, headers=key)
    assert made.status_code == 201, made.text
    claim = made.json()
    assert (claim["principal"], claim["reckoned_through"]) == (
        "35.09",
        local_date(datetime.now(UTC)).isoformat(),
    )
    assert float(claim["interest"]) > 0
    assert (await billing.post(path, json={}, headers=key)).json() == claim
    listed = (await billing.get(path)).json()["items"]
    own = (await customer.get("/v1/claims")).json()["items"]
    assert listed == own == [claim]
    for caller, pdf in (
        (billing, f"/v1/staff/claims/{claim['id']}/pdf"),
        (customer, f"/v1/claims/{claim['id']}/pdf"),
    ):
        answer = await caller.get(pdf)
        assert (answer.status_code, answer.content[:4]) == (200, b"%PDF")


async def test_an_unknown_rate_a_day_to_come_and_a_paid_contract_are_refused(
    app: FastAPI, billing: StaffCaller
) -> None:
    company = f"{SUBSCRIPTIONS}/{await overdue(app, 'company')}/claims"
    assert problem(await billing.post(company, json={})) == "interest-rate-unknown"
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    assert problem(await billing.post(company, json={"reckoned_through": tomorrow})) == "validation"
    early = (datetime.now(UTC) - timedelta(days=60)).date().isoformat()
    assert problem(await billing.post(company, json={"reckoned_through": early})) == "nothing-owed"
    assert problem(await billing.post(f"{SUBSCRIPTIONS}/sbc_none/claims", json={})) == "not-found"
    assert (await billing.get(company)).json()["items"] == []


async def test_nobody_else_reads_a_claim(app: FastAPI, billing: StaffCaller, customer: Owner) -> None:
    contract = await overdue(app, "consumer")
    claim = (await billing.post(f"{SUBSCRIPTIONS}/{contract}/claims", json={})).json()
    assert problem(await customer.get(f"/v1/claims/{claim['id']}/pdf")) == "not-found"
    assert problem(await customer.get(f"/v1/staff/claims/{claim['id']}/pdf")) == "not-found"
