"""A plan by the pages, on the real service and the payment gateway's stand-in."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Locator, expect
from playwright.async_api import TimeoutError as PlaywrightTimeout

from deploy.demo.inbox import Inbox
from deploy.stack.stack import Stack
from tests.browser.driving import Tab
from tests.browser.payments import (
    ASKS_ONCE,
    REFUSED,
    VISA,
    enter_card,
    leave_a_month_unpaid,
    meet_gateway,
    on_offer,
)
from tests.browser.private_area import (
    assert_fits,
    customer,
    customer_by_the_pages,
    heading,
    new_address,
    sign_in,
    sign_out,
    turn_to,
)
from tests.browser.test_members import invite, join_as_newcomer

pytestmark = [pytest.mark.stack, pytest.mark.timeout(420)]
OBLIGATION = re.compile("Contratar con obligación de pago")


async def choose(tab: Tab, plan_id: str) -> None:
    """Sees what a plan comes to and contracts it; the gateway's page is next."""
    await tab.open(f"/app/plans/{plan_id}")
    await tab.page.get_by_role("button", name=OBLIGATION).dblclick()
    await tab.page.get_by_label("Card number").wait_for()


async def contracted(tab: Tab, stack: Stack, name: str, card: str = VISA) -> None:
    """A monthly plan, chosen and paid."""
    await contracted_plan(tab, stack, await on_offer(stack, name), name, card)


async def contracted_plan(tab: Tab, stack: Stack, plan_id: str, name: str, card: str = VISA) -> None:
    """A plan on offer, chosen and paid."""
    meet_gateway(tab, stack)
    await choose(tab, plan_id)
    await enter_card(tab, card)
    await expect(tab.page.get_by_text(f"El plan {name} está activo")).to_be_visible(timeout=60_000)


async def test_a_plan_is_seen_to_the_cent_then_chosen_and_paid(
    desktop: Tab, inbox: Inbox, stack: Stack
) -> None:
    desktop.expected_statuses.update({402, 409})
    meet_gateway(desktop, stack)
    await customer(desktop, inbox)
    plan = await on_offer(stack, "Despacho", includes={"envelopes": 50, "extra_envelope": "0.90"})
    await turn_to(desktop, "Suscripción")
    await heading(desktop, "Suscripción")
    await desktop.page.get_by_role("link", name="Ver los planes").click()
    await heading(desktop, "Planes")
    await expect(desktop.page.get_by_role("heading", name="Despacho")).to_be_visible()
    await assert_fits(desktop)
    await desktop.page.get_by_role("link", name=re.compile("Ver el precio con IVA.*Despacho")).click()
    await heading(desktop, "Contratar Despacho")
    await expect(desktop.page.get_by_text(re.compile(r"^3\.?509,00")).first).to_be_visible()
    total = await desktop.page.locator(".sums__total dd").inner_text()
    await assert_fits(desktop)

    await desktop.page.get_by_role("button", name=OBLIGATION).dblclick()
    await desktop.page.get_by_label("Card number").wait_for()
    amount = (await desktop.page.locator("h1").inner_text()).replace(".", ",")
    assert amount.split()[0] == total.replace(".", "").split()[0], "charged is what was shown"
    await enter_card(desktop, REFUSED)
    await expect(desktop.page.get_by_text("Your card was declined.")).to_be_visible()
    await desktop.page.get_by_role("link", name="Go back").click()
    await heading(desktop, "Suscripción")
    await expect(desktop.page.get_by_text("no consta ningún pago")).to_be_visible()
    await expect(desktop.page.get_by_text("Falta el primer pago")).to_be_visible()

    await desktop.open(f"/app/plans/{plan}")
    await expect(desktop.page.get_by_text("El plan Despacho espera su primer pago.")).to_be_visible()
    await desktop.page.get_by_role("button", name=OBLIGATION).click()
    await expect(
        desktop.page.get_by_text("Hay un plan elegido o un cambio que espera su pago")
    ).to_be_visible()
    await desktop.page.get_by_role("link", name="Ir a mi suscripción").click()
    await desktop.page.get_by_role("button", name="Ir a la página de pago").click()
    await enter_card(desktop, ASKS_ONCE)
    await desktop.page.get_by_role("button", name="Yes, confirm").click()
    await expect(desktop.page.get_by_text("El plan Despacho está activo")).to_be_visible(timeout=60_000)
    await expect(desktop.page.get_by_text("Visa acabada en 3155")).to_be_visible()
    await desktop.page.reload()
    await expect(desktop.page.get_by_role("definition").filter(has_text="0 de 50")).to_be_visible()
    await expect(desktop.page.get_by_text("De vuelta de la página de pago")).to_have_count(0)
    await assert_fits(desktop)


async def test_a_choice_is_dropped(desktop: Tab, inbox: Inbox, stack: Stack) -> None:
    meet_gateway(desktop, stack)
    await customer(desktop, inbox)
    await choose(desktop, await on_offer(stack, "Efímero"))
    await desktop.open("/app/subscription")
    await desktop.page.get_by_role("button", name="Descartar esta elección").click()
    await desktop.page.get_by_role("dialog").get_by_role("button", name="Descartar esta elección").click()
    await expect(desktop.page.get_by_text("El plan Efímero se eligió")).to_be_visible()
    await desktop.assert_without_findings()


async def test_invoices_are_downloaded(desktop: Tab, inbox: Inbox, stack: Stack) -> None:
    desktop.expected_statuses.add(404)
    account = await customer(desktop, inbox)
    await contracted(desktop, stack, "Facturado")
    await asyncio.to_thread(inbox.wait_for_link, account.email, "/app/subscription")
    await turn_to(desktop, "Facturas")
    await heading(desktop, "Facturas")
    await expect(desktop.page.get_by_text("Facturado: desde la contratación")).to_be_visible()
    pdf = desktop.page.get_by_role("button", name=re.compile("^PDF"))
    xml = desktop.page.get_by_role("button", name=re.compile("^XML"))
    assert (await downloaded(desktop, pdf, ".pdf"))[:4] == b"%PDF"
    assert b"urn:cen.eu:en16931:2017" in await downloaded(desktop, xml, ".xml")
    await desktop.page.set_viewport_size({"width": 360, "height": 780})
    await assert_fits(desktop)


async def downloaded(tab: Tab, button: Locator, ending: str) -> bytes:
    """What a button gives, once it has been made."""
    for _ in range(12):
        try:
            async with tab.page.expect_download(
                lambda download: download.suggested_filename.endswith(ending), timeout=5_000
            ) as arriving:
                await button.click()
            return await asyncio.to_thread(Path(await (await arriving.value).path()).read_bytes)
        except PlaywrightTimeout:
            await expect(tab.page.get_by_text("El documento se está preparando")).to_be_visible()
    raise AssertionError("the document was not made")


async def test_a_plan_is_cancelled_and_kept_with_its_dates(phone: Tab, inbox: Inbox, stack: Stack) -> None:
    phone.expected_statuses.add(401)
    await phone.page.set_viewport_size({"width": 360, "height": 780})
    account = await customer(phone, inbox)
    await contracted(phone, stack, "Reversible")
    await phone.page.get_by_role("button", name="Si lo cancelo hoy").click()
    foreseen = (
        phone.page.locator(".course").nth(1).get_by_role("listitem").filter(has_text="Último día de servicio")
    )
    last_day = await foreseen.locator("time").inner_text()
    day = last_day.splitlines()[0]
    await assert_fits(phone)
    await phone.page.get_by_role("link", name="Cancelar el plan").click()
    await heading(phone, "Cancelar el plan")
    await expect(phone.page.get_by_text(day).first).to_be_visible()
    await assert_fits(phone)
    await phone.page.get_by_role("button", name="Cancelar el plan").click()
    await expect(
        phone.page.get_by_text(f"el servicio sigue completo hasta el {day} incluido")
    ).to_be_visible()
    await assert_fits(phone)

    link = await asyncio.to_thread(inbox.wait_for_link, account.email, "/app/subscription")
    await sign_out(phone)
    await phone.page.goto(phone.origin + link.removeprefix(phone.origin))
    await heading(phone, "Entrar")
    await sign_in(phone, account)
    await heading(phone, "Suscripción")
    await phone.page.get_by_role("button", name="Seguir con el plan").click()
    await phone.page.get_by_role("dialog").get_by_role("button", name="Seguir con el plan").click()
    await expect(phone.page.get_by_text("el servicio sigue completo hasta")).to_have_count(0)
    await expect(phone.page.get_by_role("link", name="Cancelar el plan")).to_be_visible()


async def test_a_consumer_withdraws_in_two_steps_and_keeps_the_receipt(
    desktop: Tab, inbox: Inbox, stack: Stack
) -> None:
    account = await customer_by_the_pages(desktop, inbox, consumer=True)
    await contracted(desktop, stack, "Privado")
    await desktop.page.get_by_role("link", name="Desistir del contrato aquí").click()
    await heading(desktop, "Desistir del contrato")
    await expect(desktop.page.get_by_label("Nombre de quien desiste")).to_have_value("Marta Soler Vidal")
    await desktop.page.get_by_role("button", name="Seguir").click()
    await expect(desktop.page.get_by_text(account.email)).to_be_visible()
    await assert_fits(desktop)
    await desktop.page.get_by_role("button", name="Confirmar desistimiento").click()
    await expect(desktop.page.get_by_role("heading", name="Desistimiento confirmado")).to_be_visible()
    async with desktop.page.expect_download() as arriving:
        await desktop.page.get_by_role("button", name="Descargar el justificante").click()
    receipt = await asyncio.to_thread(Path(await (await arriving.value).path()).read_text)
    assert "Marta Soler Vidal" in receipt
    assert "Confirmado el" in receipt
    await desktop.open("/app")
    await expect(desktop.page.get_by_text("La empresa desistió del contrato")).to_be_visible(timeout=30_000)
    await desktop.page.get_by_role("link", name="Ver la suscripción").click()
    await expect(desktop.page.get_by_role("link", name="Ver el desistimiento")).to_be_visible()
    await desktop.page.get_by_role("button", name="English").click()
    await expect(desktop.page.locator("h1")).to_have_text("Subscription")
    await assert_fits(desktop)


async def test_an_unpaid_month_is_said_on_every_page_and_paid_at_once(
    desktop: Tab, phone: Tab, inbox: Inbox, stack: Stack
) -> None:
    phone.expected_statuses.add(401)
    account = await customer(desktop, inbox)
    await contracted(desktop, stack, "Puntual")
    await turn_to(desktop, "Miembros")
    email = new_address("luis")
    await join_as_newcomer(phone, await invite(desktop, inbox, email), email)
    await leave_a_month_unpaid(stack, account.email, until=datetime.now(UTC) + timedelta(days=10))

    pay = desktop.page.get_by_role("button", name=re.compile("^Pagar "))
    for place in ("/app", "/app/profile"):
        await until_shown(desktop, place, "Hay un pago pendiente")
        await expect(pay).to_have_count(1)
        await assert_fits(desktop)
    await phone.open("/app/subscription")
    await expect(phone.page.get_by_text("se ocupa la persona propietaria")).to_be_visible()
    await until_shown(phone, "/app", "Habla con la persona propietaria")
    await assert_fits(phone)
    await pay.click()
    await enter_card(desktop, VISA)
    await expect(
        desktop.page.get_by_text("El plan Puntual está activo y no hay nada pendiente")
    ).to_be_visible(timeout=60_000)
    await desktop.open("/app")
    await expect(desktop.page.get_by_text("Hay un pago pendiente")).to_have_count(0)


async def until_shown(tab: Tab, path: str, text: str) -> None:
    """Opens a page again until it says so."""
    for _ in range(30):
        await tab.open(path)
        try:
            await expect(tab.page.get_by_text(text).first).to_be_visible(timeout=2_000)
        except AssertionError:
            continue
        return
    raise AssertionError(f"{path} does not say {text}")
