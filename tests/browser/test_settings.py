"""What people set for their business and themselves, on the real service."""

import pytest
from playwright.async_api import expect

from deploy.demo.inbox import Inbox
from tests.browser.driving import Tab
from tests.browser.private_area import assert_fits, customer, heading, new_address, turn_to
from tests.browser.test_members import BUSINESS, invite, join_as_newcomer

pytestmark = [pytest.mark.stack, pytest.mark.timeout(420)]


async def test_the_owner_changes_the_business_and_asks_for_its_end(desktop: Tab, inbox: Inbox) -> None:
    desktop.expected_statuses.add(422)
    await customer(desktop, inbox)
    await turn_to(desktop, "Empresa")
    await desktop.page.get_by_role("link", name="Cambiar los datos").click()
    await heading(desktop, "Cambiar los datos de la empresa")
    data = desktop.page.get_by_role("region", name="Datos", exact=True)
    await data.get_by_label("NIF o identificación fiscal").fill("B12345675")
    await data.get_by_role("button", name="Guardar").click()
    await expect(data.get_by_text("No cuadra: revisa sus cifras y letras.")).to_be_visible()
    await data.get_by_label("NIF o identificación fiscal").fill("B12345674")
    await data.get_by_label("Población").fill("Elche")
    await data.get_by_role("button", name="Guardar").click()
    await expect(data.get_by_text("Guardado.")).to_be_visible()
    history = desktop.page.get_by_role("region", name="Cambios anteriores")
    await expect(history.get_by_text("Elche")).to_be_visible()
    naming = desktop.page.get_by_role("checkbox", name="El servicio puede nombrar a la empresa")
    await naming.uncheck()
    await expect(history.get_by_text("sí → no")).to_be_visible()
    await desktop.page.set_viewport_size({"width": 360, "height": 780})
    await assert_fits(desktop)

    deletion = desktop.page.get_by_role("region", name="Borrar la empresa")
    await deletion.get_by_role("textbox").fill("Otra empresa")
    await deletion.get_by_role("button", name="Pedir el borrado").click()
    await expect(deletion.get_by_text("No es el nombre de la empresa.")).to_be_visible()
    await expect(deletion.get_by_text("Bloqueo de los datos")).to_be_visible()
    await expect(deletion.get_by_text("6 años desde el bloqueo")).to_be_visible()
    await deletion.get_by_role("textbox").fill(BUSINESS)
    await deletion.get_by_role("button", name="Pedir el borrado").click()
    await expect(deletion.get_by_text("El borrado se pidió el")).to_be_visible()
    await deletion.get_by_role("button", name="Retirar la petición").click()
    await expect(deletion.get_by_role("textbox")).to_be_visible()


async def test_a_guest_reads_their_own_activity_and_leaves(desktop: Tab, phone: Tab, inbox: Inbox) -> None:
    await phone.page.set_viewport_size({"width": 360, "height": 780})
    await customer(desktop, inbox)
    await turn_to(desktop, "Miembros")
    email = new_address("luis")
    await join_as_newcomer(phone, await invite(desktop, inbox, email), email)
    await turn_to(phone, "Tu actividad")
    await heading(phone, "Tu actividad")
    await phone.page.get_by_label("Qué").select_option("También lo consultado")
    await expect(phone.page.locator(".log__row").first).to_be_visible()
    await phone.page.get_by_label("Hasta").fill("2020-01-01")
    await expect(phone.page.get_by_text("No hay nada en este periodo.")).to_be_visible()
    await assert_fits(phone)
    await turn_to(phone, "Tus datos")
    await phone.page.get_by_role("button", name=f"Dejarla {BUSINESS}").click()
    await phone.assert_without_findings()
    await phone.page.get_by_role("dialog").get_by_role("button", name="Dejarla").click()
    await expect(phone.page.locator("h1")).to_have_text("Tus datos")
    await expect(phone.page.get_by_text(BUSINESS)).to_have_count(0)
    await desktop.page.reload()
    await expect(desktop.page.get_by_role("region", name="Personas").get_by_role("listitem")).to_have_count(1)


async def test_a_guest_closes_their_account_and_its_owner_cannot(
    desktop: Tab, phone: Tab, inbox: Inbox
) -> None:
    await customer(desktop, inbox)
    await turn_to(desktop, "Tus datos")
    mine = desktop.page.get_by_role("region", name="Cerrar tu cuenta")
    await expect(mine.get_by_text("Eres titular de una empresa")).to_be_visible()
    await turn_to(desktop, "Miembros")
    email = new_address("marta")
    await join_as_newcomer(phone, await invite(desktop, inbox, email), email)
    await turn_to(phone, "Tus datos")
    theirs = phone.page.get_by_role("region", name="Cerrar tu cuenta")
    await theirs.get_by_role("textbox").fill(email)
    await phone.assert_without_findings()
    await theirs.get_by_role("button", name="Cerrar la cuenta").click()
    await phone.page.wait_for_url("**/")
