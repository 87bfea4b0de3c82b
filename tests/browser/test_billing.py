"""Billing on the real service: what failed and falls due, claims, and what two of it decide (S5–S13)."""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import Locator, expect

from deploy.demo.inbox import Inbox
from deploy.stack.stack import Stack
from models import PlanVersion
from models.identifiers import Prefix, new_id
from tests.browser.driving import Tab
from tests.browser.payments import leave_a_month_unpaid
from tests.browser.private_area import assert_fits, customer, customer_by_the_pages, heading, turn_to
from tests.browser.staff import member_of_staff, worker_database
from tests.browser.test_subscription import contracted, downloaded
from tests.waiting import until_given

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
    await until_given(holds, 150, pause=0.5)


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


async def contracted_free(tab: Tab, stack: Stack) -> str:
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
    contract = await contracted_free(desktop, stack)
    await desktop.page.context.clear_cookies()

    await member_of_staff(phone, stack, "Berta Ros", "billing")
    await turn_to(phone, "Facturación")
    await heading(phone, "Facturación")
    await expect(part(phone, "Cobros fallidos o sin respuesta")).to_be_visible()
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


def part(tab: Tab, title: str) -> Locator:
    """A part of the page, by its heading."""
    return tab.page.get_by_role("region", name=title)


def link_to(where: Locator, contract: str) -> Locator:
    """The row of a contract."""
    return where.locator(f'a[href="/app/staff/billing/{contract}"]')


async def indebted(tab: Tab, stack: Stack, inbox: Inbox, plan: str) -> tuple[str, str]:
    """A customer of the tab who has not paid a month, signed out; ids of contract and business.

    A consumer: the late interest of companies is entered by the half-year, and not yet for any day to come.
    """
    tab.expected_statuses.add(401)
    account = await customer_by_the_pages(tab, inbox, consumer=True)
    await contracted(tab, stack, plan)
    contract = await leave_a_month_unpaid(stack, account.email)

    async def limited() -> bool:
        return (await asked(tab, "GET", "/v1/subscription"))["reason"] == "unpaid"

    await until(limited)
    business = (await asked(tab, "GET", "/v1/businesses/current"))["id"]
    await tab.page.context.clear_cookies()
    return contract, str(business)


async def opened(tab: Tab, contract: str) -> None:
    """The page of a contract, as it is now."""
    await tab.open(f"/app/staff/billing/{contract}")
    await heading(tab, f"Contrato {contract}")


async def propose(tab: Tab, contract: str, kind: str, last_day: date | None = None) -> None:
    """Proposes something with a reason; a hold to its last day."""
    await opened(tab, contract)
    await tab.page.get_by_label("Qué se propone").select_option(kind)
    if last_day is not None:
        await tab.page.get_by_label("Último día para pagar").fill(last_day.isoformat())
    await tab.page.get_by_label("Motivo").fill("Lo ha pedido por teléfono.")
    await tab.page.get_by_role("button", name="Proponerlo").click()
    await expect(tab.page.get_by_text("Espera a otra persona", exact=True)).to_be_visible()


async def approved(tab: Tab, contract: str, name: str, times: int = 1) -> None:
    """Somebody else agrees, and what was proposed is done; `times` so much has been done then."""
    await opened(tab, contract)
    async with tab.page.expect_response(lambda answer: answer.url.endswith("/approve")):
        await tab.page.get_by_role("button", name=f"Aprobar {name}").click()

    async def done() -> bool:
        await opened(tab, contract)
        return await tab.page.get_by_text("Hecho", exact=True).count() == times

    await until(done)


async def billed(tab: Tab, contract: str, state: str) -> None:
    """What has become of the bill, once it has."""

    async def shown() -> bool:
        await opened(tab, contract)
        return await part(tab, "Recibos").get_by_text(state, exact=True).count() > 0

    await until(shown)


async def dropped(tab: Tab, contract: str, word: str, name: str, state: str) -> None:
    """A proposal is refused, or taken back, with a reason."""
    await opened(tab, contract)
    await tab.page.get_by_role("button", name=f"{word} {name}").click()
    dialog = tab.page.get_by_role("dialog")
    await dialog.get_by_label("Motivo").fill("Ha cambiado de idea.")
    await dialog.get_by_role("button", name=word).click()
    await expect(part(tab, "Decisiones").get_by_text(state, exact=True)).to_be_visible()


async def test_a_debt_is_seen_claimed_put_off_and_given_up(
    desktop: Tab, phone: Tab, stack: Stack, inbox: Inbox
) -> None:
    desktop.expected_statuses.add(404)
    contract, business = await indebted(desktop, stack, inbox, "Moroso")
    await member_of_staff(phone, stack, "Berta Ros", "billing")
    await member_of_staff(desktop, stack, "Carla Pons", "billing")

    await turn_to(desktop, "Facturación")
    failed = link_to(part(desktop, "Cobros fallidos o sin respuesta"), contract)
    await expect(failed).to_contain_text("1 intento")
    await expect(failed).to_contain_text("Se vuelve a intentar")
    await assert_fits(desktop)
    due = part(desktop, "Lo que vence")
    await due.get_by_label("Mostrar").select_option("unpaid")
    await due.get_by_label("Empresa").fill(business)
    await expect(link_to(due, contract)).to_contain_text("Espera una decisión")
    await expect(due.get_by_role("listitem")).to_have_count(1)
    await due.get_by_label("Empresa").fill("biz_otra")
    await expect(due.get_by_text("Nada vence.")).to_be_visible()

    await opened(desktop, contract)
    claims = part(desktop, "Reclamaciones")
    await claims.get_by_role("button", name="Hacer la reclamación").click()
    await expect(claims.get_by_text(", de ellos ")).to_be_visible()
    paper = await downloaded(desktop, claims.get_by_role("button", name="PDF"), ".pdf")
    assert paper.startswith(b"%PDF")
    await assert_fits(desktop)

    in_a_month = (datetime.now(UTC) + timedelta(days=30)).date()
    await propose(phone, contract, "hold", in_a_month)
    await assert_fits(phone)
    await approved(desktop, contract, "Aplazar el fin por impago")
    await propose(desktop, contract, "waive")
    await dropped(phone, contract, "No admitir", "Renunciar a la deuda", "No admitida")
    await propose(phone, contract, "waive")
    await dropped(phone, contract, "Retirar", "Renunciar a la deuda", "Retirada")
    await propose(phone, contract, "waive")
    await approved(desktop, contract, "Renunciar a la deuda", times=2)
    await billed(desktop, contract, "renunciado")
    await turn_to(desktop, "Facturación")
    await heading(desktop, "Facturación")
    await expect(link_to(part(desktop, "Cobros fallidos o sin respuesta"), contract)).to_have_count(0)


async def test_two_end_a_contract_over_its_debt(desktop: Tab, phone: Tab, stack: Stack, inbox: Inbox) -> None:
    contract, _ = await indebted(desktop, stack, inbox, "Impagado")
    await member_of_staff(phone, stack, "Berta Ros", "billing")
    await member_of_staff(desktop, stack, "Carla Pons", "billing")
    await propose(phone, contract, "enforce")
    await approved(desktop, contract, "Terminar por impago")

    async def blocked() -> bool:
        await opened(desktop, contract)
        return await desktop.page.get_by_text("Bloqueado", exact=True).count() == 1

    await until(blocked)
    await billed(desktop, contract, "reclamado")
    await expect(desktop.page.get_by_text("Ahora no hay nada que decidir.")).to_be_visible()
