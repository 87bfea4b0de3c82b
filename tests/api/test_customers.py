"""Support helps with little: numbers, dates and the state, each look-up recorded with its reason (M2, M7)."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from sqlalchemy import select, text

from models import CustomerLookup
from models.database import Database
from models.scope import Scope
from tests.api.calling import Owner, drafted, parts_of, problem, registered_owner, uploaded
from tests.api.staffing import StaffCaller, staff_caller

LOOKUPS = "/v1/staff/customer-lookups"


@pytest.fixture(scope="module")
async def owner(app: FastAPI) -> AsyncIterator[Owner]:
    """A business of these tests, to which nobody else adds anything."""
    owner = await registered_owner(app)
    yield owner
    await owner.aclose()


async def test_a_look_up_tells_numbers_and_is_recorded(
    owner: Owner, support: StaffCaller, database: Database
) -> None:
    await uploaded(owner)
    await drafted(owner)
    asked = {"query": owner.email.upper(), "reason": "Incidencia 42"}
    answer = await support.post(LOOKUPS, json=asked)
    assert answer.status_code == 201, answer.text
    (found,) = answer.json()["items"]
    assert set(found) == {
        "id", "name", "country", "state", "created_at", "members", "documents",
        "envelopes_sent", "envelopes_open", "last_sent_at",
    }  # fmt: skip
    assert (found["id"], found["state"], found["members"]) == (owner.business_id, "active", 1)
    assert found["documents"] >= 2
    async with database.transaction() as session:
        row = await session.get_one(CustomerLookup, answer.json()["id"])
    assert (row.user_id, row.reason, row.found) == (support.user_id, "Incidencia 42", [owner.business_id])


async def test_without_reason_nothing_is_looked_up(owner: Owner, support: StaffCaller) -> None:
    for body in (
        {"query": owner.email},
        {"query": owner.email, "reason": " "},
        {"query": "ab", "reason": "x"},
    ):
        assert problem(await support.post(LOOKUPS, json=body)) == "validation"


async def test_a_wildcard_is_a_letter_like_others(support: StaffCaller, database: Database) -> None:
    for query in ("%%%", "___", "So%er"):
        answer = await support.post(LOOKUPS, json={"query": query, "reason": "x"})
        assert answer.json()["items"] == []
    async with database.transaction() as session:
        rows = await session.scalars(select(CustomerLookup).where(CustomerLookup.user_id == support.user_id))
        assert len(rows.all()) == 3, "what found nothing is recorded too"


@pytest.mark.parametrize("role", ["reviewer", "dpo", "security", "operations"])
async def test_other_roles_look_nobody_up(app: FastAPI, owner: Owner, role: str) -> None:
    """Neither by the route nor by the function itself, whatever the code around it says."""
    caller = await staff_caller(app, role)
    body = {"query": owner.email, "reason": "x"}
    assert problem(await caller.post(LOOKUPS, json=body)) == "role-required"
    scope = Scope.of_staff(caller.user_id, frozenset({role}))
    async with parts_of(app).database.transaction(scope) as session:
        found = await session.execute(
            text("SELECT * FROM customer_summaries(:words)"), {"words": owner.email}
        )
        assert found.all() == []
    await caller.aclose()
