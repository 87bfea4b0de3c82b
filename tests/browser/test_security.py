"""How people sign in, on the real service: sessions, passwords, and what to do when something is lost."""

import asyncio

import pytest
from playwright.async_api import expect

from deploy.demo.inbox import Inbox
from tests.browser.driving import Tab
from tests.browser.private_area import Account, assert_fits, customer, heading, sign_in, turn_to

pytestmark = [pytest.mark.stack, pytest.mark.timeout(420)]
ANOTHER = "Jacinto-verde-del-9"


async def test_a_session_elsewhere_is_seen_and_closed(desktop: Tab, phone: Tab, inbox: Inbox) -> None:
    phone.expected_statuses.add(401)
    account = await customer(desktop, inbox)
    await phone.page.set_viewport_size({"width": 360, "height": 780})
    await phone.open("/sign-in")
    await assert_fits(phone)
    await sign_in(phone, account)
    await heading(phone, "Sobres")
    await turn_to(desktop, "Seguridad")
    await heading(desktop, "Seguridad")
    sessions = desktop.page.get_by_role("region", name="Sesiones abiertas")
    await expect(sessions.get_by_text("Esta", exact=True)).to_be_visible()
    await sessions.get_by_role("button", name="Cerrar Chrome").click()
    await expect(sessions.get_by_role("listitem")).to_have_count(1)
    await turn_to(phone, "Tus datos")
    await phone.page.reload()
    await expect(phone.page.locator("h1")).to_have_text("Entrar")
    await desktop.page.set_viewport_size({"width": 360, "height": 780})
    await assert_fits(desktop)


async def test_the_password_is_changed_and_a_forgotten_one_reset(desktop: Tab, inbox: Inbox) -> None:
    desktop.expected_statuses.update({401, 422})
    account = await customer(desktop, inbox)
    await turn_to(desktop, "Seguridad")
    section = desktop.page.get_by_role("region", name="Contraseña")
    await section.get_by_label("La actual", exact=True).fill(account.password)
    await section.get_by_label("La nueva", exact=True).fill("corta")
    await section.get_by_role("button", name="Cambiar la contraseña").click()
    await expect(section.get_by_text("Es demasiado corta")).to_be_visible()
    await section.get_by_label("La nueva", exact=True).fill(ANOTHER)
    await section.get_by_role("button", name="Cambiar la contraseña").click()
    await expect(section.get_by_text("Contraseña cambiada.")).to_be_visible()

    await desktop.open("/reset")
    await heading(desktop, "Poner otra contraseña")
    await desktop.page.get_by_role("textbox", name="Correo electrónico").fill(account.email)
    await desktop.page.get_by_role("button", name="Mandarme el enlace").click()
    await heading(desktop, "Mira tu correo")
    link = await asyncio.to_thread(inbox.wait_for_link, account.email, "/reset#")
    await desktop.open(link.removeprefix(desktop.origin))
    await heading(desktop, "Tu contraseña nueva")
    await desktop.page.get_by_label("Tu contraseña nueva", exact=True).fill("Jazmin-blanco-del-5")
    await desktop.page.get_by_role("button", name="Guardar la contraseña").click()
    await heading(desktop, "Contraseña cambiada")
    await desktop.page.get_by_role("link", name="Entrar").click()
    await sign_in(desktop, account, "Jazmin-blanco-del-5")
    await heading(desktop, "Sobres")


async def test_lost_credentials_end_everything_once_the_mailbox_confirms(phone: Tab, inbox: Inbox) -> None:
    phone.expected_statuses.update({401, 403})
    account: Account = await customer(phone, inbox)
    await phone.page.set_viewport_size({"width": 360, "height": 780})
    await phone.open("/credential-report")
    await phone.page.get_by_role("textbox", name="Correo electrónico").fill(account.email)
    await assert_fits(phone)
    await phone.page.get_by_role("button", name="Avisar").click()
    await heading(phone, "Mira tu correo")
    link = await asyncio.to_thread(inbox.wait_for_link, account.email, "/credential-report#")
    await phone.open(link.removeprefix(phone.origin))
    await heading(phone, "¿Cerramos todo?")
    await phone.page.get_by_role("button", name="Sí, cerrar todo").click()
    await heading(phone, "Todo está cerrado")
    await phone.open("/sign-in")
    await sign_in(phone, account)
    await expect(phone.page.get_by_role("alert").first).to_contain_text("Por seguridad")
