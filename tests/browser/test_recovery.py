"""The way back into an account on the real service: two people of the staff, and a mailbox that stops it."""

import asyncio

import pytest
from playwright.async_api import expect

from deploy.demo.inbox import Inbox
from deploy.stack.stack import Stack
from tests.browser.driving import Tab
from tests.browser.private_area import assert_fits, customer, heading, sign_in, sign_out, turn_to
from tests.browser.staff import member_of_staff
from tests.browser.test_second_factor import enrol

pytestmark = [pytest.mark.stack, pytest.mark.timeout(420)]


async def ask(tab: Tab, inbox: Inbox, email: str) -> str:
    """Asks for the way back where a factor is wanted; the path of the mailed link."""
    await tab.page.get_by_role("link", name="Volver a mi cuenta").click()
    await heading(tab, "Volver a mi cuenta")
    await tab.page.get_by_role("textbox", name="Correo electrónico").fill(email)
    await tab.page.get_by_role("textbox", name="Qué ha pasado").fill("Perdí el móvil y los códigos.")
    await assert_fits(tab)
    await tab.page.get_by_role("button", name="Empezar").click()
    await heading(tab, "Mira tu correo")
    link = await asyncio.to_thread(inbox.wait_for_link, email, "/recovery#")
    return link.removeprefix(tab.origin)


async def test_support_identifies_somebody_else_approves_and_the_mailbox_stops_it(
    desktop: Tab, phone: Tab, stack: Stack, inbox: Inbox
) -> None:
    await desktop.page.set_viewport_size({"width": 360, "height": 780})
    account = await customer(desktop, inbox)
    await enrol(desktop)
    await sign_out(desktop)
    await sign_in(desktop, account)
    await expect(desktop.page.get_by_role("heading", name="Ahora, tu segundo factor")).to_be_visible()
    await desktop.open(await ask(desktop, inbox, account.email))
    await heading(desktop, "¿Pediste volver a tu cuenta?")
    await assert_fits(desktop)
    await desktop.page.get_by_role("button", name="Sí, soy yo").click()
    await heading(desktop, "Ahora, enséñanos quién eres")
    link = desktop.page.url

    await member_of_staff(phone, stack, "Pau Ribes", "support")
    await turn_to(phone, "Cuentas")
    await heading(phone, "Recuperar cuentas")
    await phone.page.get_by_role("button", name=f"Identificar {account.email}").click()
    dialog = phone.page.get_by_role("dialog")
    await dialog.get_by_label("Qué has comprobado").fill("Documento a la vista; cara y nombre coinciden.")
    await phone.assert_without_findings()
    await dialog.get_by_role("button", name="Identificar").click()
    row = phone.page.get_by_role("listitem").filter(has_text=account.email)
    await expect(row.get_by_text("Espera a otra persona")).to_be_visible()
    await expect(row.get_by_role("button", name="Aprobar")).to_have_count(0)
    await assert_fits(phone)
    await sign_out(phone)

    await member_of_staff(phone, stack, "Nora Gil", "security")
    await turn_to(phone, "Cuentas")
    await phone.page.get_by_role("button", name=f"Aprobar {account.email}").click()
    await expect(row.get_by_text("En espera de tres días")).to_be_visible()
    await assert_fits(phone)

    await desktop.open(link.removeprefix(desktop.origin))
    await desktop.page.reload()
    await heading(desktop, "Se están esperando tres días")
    await desktop.page.get_by_role("button", name="Parar").click()
    await desktop.assert_without_findings()
    await desktop.page.get_by_role("dialog").get_by_role("button", name="Parar").click()
    await heading(desktop, "Se ha parado")
    await turn_to(phone, "Incidentes")
    await expect(phone.page.get_by_text("Account recovery stopped").first).to_be_visible()
