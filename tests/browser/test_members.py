"""Guests on the real service: invited, joined by new and known users, withdrawn; and what the log shows."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import expect

from deploy.demo.inbox import Inbox
from tests.browser.driving import Tab
from tests.browser.private_area import (
    PASSWORD,
    Account,
    accept,
    assert_fits,
    customer,
    heading,
    new_address,
    turn_to,
)

pytestmark = [pytest.mark.stack, pytest.mark.timeout(420)]
BUSINESS = "Estudio Palmeral, S. L."


async def invite(owner: Tab, inbox: Inbox, email: str) -> str:
    """Invites by the members' page; the path of the mailed link."""
    await owner.page.get_by_role("textbox", name="Correo de la persona").fill(email)
    await owner.page.get_by_role("button", name="Mandar la invitación").click()
    await expect(owner.page.get_by_text(f"Invitación enviada a {email}.")).to_be_visible()
    link = await asyncio.to_thread(inbox.wait_for_link, email, "/invitation#")
    return link.removeprefix(owner.origin)


async def join_as_newcomer(guest: Tab, path: str, email: str) -> Account:
    """Accepts an invitation with a new account."""
    await guest.open(path)
    await heading(guest, BUSINESS)
    await expect(guest.page.get_by_text(f"con el correo {email}")).to_be_visible()
    await guest.page.get_by_role("textbox", name="Nombre y apellidos").fill("Luis Ferrer Mira")
    await guest.page.get_by_label("Contraseña", exact=True).fill(PASSWORD)
    await accept(guest, "Política de privacidad")
    await assert_fits(guest)
    await guest.page.get_by_role("button", name="Crear mi cuenta y aceptar").click()
    await heading(guest, "Sobres")
    return Account(email)


async def test_a_guest_is_invited_joins_and_loses_the_access_at_once(
    desktop: Tab, phone: Tab, inbox: Inbox
) -> None:
    phone.expected_statuses.update({401, 403})
    await phone.page.set_viewport_size({"width": 360, "height": 780})
    await customer(desktop, inbox)
    await turn_to(desktop, "Miembros")
    await heading(desktop, "Miembros")
    email = new_address("luis")
    await join_as_newcomer(phone, await invite(desktop, inbox, email), email)
    await phone.page.get_by_role("button", name="Menú").click()
    menu = phone.page.get_by_role("navigation")
    await expect(menu.get_by_role("link", name="Sobres")).to_be_visible()
    await expect(menu.get_by_role("link", name="Miembros")).to_have_count(0)
    await assert_fits(phone)

    await desktop.page.reload()
    await expect(desktop.page.get_by_text("Aceptada")).to_be_visible()
    await desktop.page.get_by_role("button", name="Retirar el acceso Luis Ferrer Mira").click()
    await desktop.assert_without_findings()
    await desktop.page.get_by_role("dialog").get_by_role("button", name="Retirar el acceso").click()
    await expect(desktop.page.get_by_role("dialog")).to_have_count(0)
    await expect(desktop.page.get_by_text("Luis Ferrer Mira")).to_have_count(0)
    await phone.page.reload()
    await expect(phone.page.locator("h1")).to_have_text("Tu empresa")


async def test_the_owner_ends_the_access_of_a_guest_whose_device_was_stolen(
    desktop: Tab, phone: Tab, inbox: Inbox
) -> None:
    phone.expected_statuses.add(403)
    await customer(desktop, inbox)
    await turn_to(desktop, "Miembros")
    email = new_address("luis")
    await join_as_newcomer(phone, await invite(desktop, inbox, email), email)
    await desktop.page.reload()
    await desktop.page.get_by_role("button", name="Dispositivo robado Luis Ferrer Mira").click()
    dialog = desktop.page.get_by_role("dialog")
    await dialog.get_by_label("Qué se sabe").fill("En el tren")
    await desktop.assert_without_findings()
    await dialog.get_by_role("button", name="Cerrar su acceso ahora").click()
    await expect(desktop.page.get_by_text("Se ha cerrado el acceso de Luis Ferrer Mira")).to_be_visible()
    await asyncio.to_thread(inbox.wait_for_link, email, "/reset")
    await phone.page.reload()
    await expect(phone.page.get_by_text("hay que restablecer la contraseña").first).to_be_visible()


async def test_a_known_user_joins_with_their_account_and_switches(
    desktop: Tab, phone: Tab, inbox: Inbox
) -> None:
    account = await customer(phone, inbox)
    await customer(desktop, inbox)
    await turn_to(desktop, "Miembros")
    path = await invite(desktop, inbox, account.email)
    await phone.open(path)
    await expect(phone.page.get_by_text("Ya tienes cuenta")).to_be_visible()
    await phone.page.get_by_label("Contraseña", exact=True).fill(account.password)
    await phone.page.get_by_role("button", name="Entrar y aceptar").click()
    await heading(phone, "Sobres")
    choice = phone.page.get_by_role("combobox", name="Empresa para la que actúas")
    await expect(choice.locator("option")).to_have_count(2)
    await choice.select_option(index=0)
    await turn_to(phone, "Miembros")
    await heading(phone, "Miembros")
    await choice.select_option(index=1)
    await heading(phone, "Sobres")
    await expect(phone.page.get_by_role("link", name="Miembros")).to_have_count(0)


async def test_an_invitation_is_sent_again_taken_back_and_declined(
    desktop: Tab, phone: Tab, inbox: Inbox
) -> None:
    phone.expected_statuses.add(404)
    await customer(desktop, inbox)
    await turn_to(desktop, "Miembros")
    first, second = new_address("eva"), new_address("joan")
    await invite(desktop, inbox, first)
    await desktop.page.get_by_role("button", name=f"Retirar {first}").click()
    await desktop.page.get_by_role("dialog").get_by_role("button", name="Retirar").click()
    await expect(desktop.page.get_by_text("Retirada", exact=True)).to_be_visible()
    await phone.open(await invite(desktop, inbox, second))
    await phone.page.get_by_role("button", name="rechazar la invitación").click()
    await heading(phone, "Invitación rechazada")
    await desktop.page.reload()
    await expect(desktop.page.get_by_text("Rechazada", exact=True)).to_be_visible()
    await phone.page.goto(f"{phone.origin}/invitation#nothing")
    await phone.page.reload()
    await heading(phone, "Esta invitación no es válida")


async def test_the_owner_reads_what_happened_and_takes_it_along(desktop: Tab, inbox: Inbox) -> None:
    await customer(desktop, inbox)
    await turn_to(desktop, "Actividad")
    await heading(desktop, "Actividad")
    await expect(desktop.page.get_by_text("Empresas: crear")).to_be_visible()
    await desktop.page.get_by_label("Hasta").fill("2020-01-01")
    await expect(desktop.page.get_by_text("No hay nada en este periodo.")).to_be_visible()
    await desktop.page.get_by_label("Hasta").fill("")
    async with desktop.page.expect_download() as arriving:
        await desktop.page.get_by_role("link", name="Exportar CSV").click()
    exported = Path(await (await arriving.value).path())
    assert "api:businesses" in await asyncio.to_thread(exported.read_text)
    await desktop.page.set_viewport_size({"width": 360, "height": 780})
    await assert_fits(desktop)
