"""Billing on the real service: one of it proposes to end a contract, another agrees, and it ends (S13)."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import expect

from deploy.demo.inbox import Inbox
from deploy.stack.stack import Stack
from models import PlanVersion
from models.identifiers import Prefix, new_id
from tests.browser.driving import Tab
from tests.browser.private_area import assert_fits, customer, heading, turn_to
from tests.browser.staff import member_of_staff, worker_database

pytestmark = [pytest.mark.stack, pytest.mark.timeout(420)]
_FETCH = """async ([method, path, body]) => {
  const headers = {"Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID()};
  const answer = await fetch(path, {method, headers, body: body ?? undefined});
  return await answer.json();
}"""


async def asked(tab: Tab, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """What the API answers to whoever is signed in in the tab."""
    given = json.dumps(body) if body is not None else None
    answer: dict[str, Any] = await tab.page.evaluate(_FETCH, [method, path, given])
    return answer


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Asks again until it is so."""
    async with asyncio.timeout(150):
        while not await holds():  # noqa: ASYNC110 - pages and workflows set no event of ours
            await asyncio.sleep(0.5)


async def free_plan(stack: Stack) -> str:
    """A free plan on offer."""
    row = PlanVersion(
        id=new_id(Prefix.PLAN),
        code=f"gratis-{uuid4().hex[:8]}",
        version=1,
        names={"es": "Plan de prueba", "en": "Trial plan"},
        kind="free",
        fee=Decimal(0),
        months=1,
        businesses=1,
        offered_from=datetime.now(UTC),
        published_by="usr_test",
    )
    async with worker_database(stack) as database, database.transaction() as session:
        session.add(row)
        await session.flush()
        return str(row.id)


async def contracted(tab: Tab, stack: Stack) -> str:
    """The customer of the tab contracts it; the contract's id."""
    draft = {"plan_id": await free_plan(stack), "first_charge": "0.00"}
    made = await asked(tab, "POST", "/v1/subscriptions", draft)

    async def active() -> bool:
        return (await asked(tab, "GET", "/v1/subscription"))["state"] == "active"

    await until(active)
    return str(made["id"])


async def test_one_of_billing_proposes_to_end_a_contract_and_another_agrees(
    desktop: Tab, phone: Tab, stack: Stack, inbox: Inbox
) -> None:
    await customer(desktop, inbox)
    contract = await contracted(desktop, stack)
    await desktop.page.context.clear_cookies()

    await member_of_staff(phone, stack, "Berta Ros", "billing")
    await turn_to(phone, "Facturación")
    await heading(phone, "Facturación")
    await expect(phone.page.get_by_text("Ningún cobro ha fallado.")).to_be_visible()
    await assert_fits(phone)
    await phone.open(f"/app/staff/billing/{contract}")
    await heading(phone, f"Contrato {contract}")
    await phone.page.get_by_label("Motivo").fill("El servicio se retira de este país.")
    await assert_fits(phone)
    await phone.page.get_by_role("button", name="Proponerlo").click()
    await expect(phone.page.get_by_text("Espera a otra persona", exact=True)).to_be_visible()
    await expect(phone.page.get_by_role("button", name="Aprobar")).to_have_count(0)
    await assert_fits(phone)

    await member_of_staff(desktop, stack, "Carla Pons", "billing")
    await turn_to(desktop, "Facturación")
    await heading(desktop, "Facturación")
    await desktop.page.get_by_role("link", name=f"Contrato {contract}").click()
    await heading(desktop, f"Contrato {contract}")
    async with desktop.page.expect_response(lambda answer: answer.url.endswith("/approve")):
        await desktop.page.get_by_role("button", name="Aprobar").click()

    async def done() -> bool:
        await desktop.page.reload()
        await heading(desktop, f"Contrato {contract}")
        return await desktop.page.get_by_text("Hecho", exact=True).count() == 1

    await until(done)
    await expect(desktop.page.get_by_text("Fin del servicio")).to_be_visible()
    await expect(desktop.page.get_by_text("Ahora no hay nada que decidir.")).to_be_visible()
    await assert_fits(desktop)
