"""The holder's staff on the real service: joining, helping customers, opening what was reported, in sight."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import expect

from deploy.demo.http import Api
from deploy.demo.inbox import Inbox
from deploy.demo.owner import Owner, Party
from deploy.demo.sample import Place, sample_contract
from deploy.stack.stack import Stack
from tests.browser.driving import Tab
from tests.browser.private_area import assert_fits, customer, heading, new_address, turn_to
from tests.browser.staff import administrator_link, enrol_at_the_door, join, let_in, member_of_staff
from tests.contracts import contract_for

pytestmark = [pytest.mark.stack, pytest.mark.timeout(420)]
BUSINESS = "Estudio Palmeral, S. L."


def send(stack: Stack, inbox: Inbox, secret: str, folder: Path) -> str:
    """A program sends an envelope; the mailed link of its signer."""
    api = Api(stack.addresses["api"])
    api.authorise(secret)
    owner, email = Owner(api, inbox), new_address("javier")
    place = Place(page=2, x=0.124, y=0.573, width=0.342, height=0.03)
    document = owner.upload(sample_contract(folder))["id"]
    owner.send("Contrato de reforma", document, [Party("Javier Ortolá Peris", email)], [place])
    return inbox.wait_for_link(email, "/sign/")


async def key_of(tab: Tab) -> str:
    """The secret of a new key, made by the page."""
    await turn_to(tab, "Claves de API")
    await tab.page.get_by_role("textbox", name="Nombre de la clave").fill("Gestor")
    await tab.page.get_by_role("button", name="Crear la clave").click()
    secret = await tab.page.get_by_role("dialog").locator("code").inner_text()
    await tab.page.get_by_role("button", name="Ya está a salvo").click()
    return secret


async def report(tab: Tab, link: str) -> None:
    """Anybody reports a document by its link."""
    await tab.open("/report")
    await tab.page.get_by_label("Enlace o código del sobre").fill(link)
    await tab.page.get_by_label("Cuéntanoslo").fill("Se hace pasar por otra empresa.")
    await tab.page.get_by_role("button", name="Denunciar").click()
    await heading(tab, "Denuncia recibida")


async def test_staff_join_by_the_command_and_invite_who_helps_customers(
    desktop: Tab, phone: Tab, stack: Stack, inbox: Inbox
) -> None:
    await phone.page.set_viewport_size({"width": 360, "height": 780})
    email = new_address("ana")
    await join(desktop, await administrator_link(stack, email, "Ana Soler"), email)
    await enrol_at_the_door(desktop)
    await let_in(desktop, stack, email)
    await turn_to(desktop, "Personal")
    await heading(desktop, "Personal")
    invited = new_address("nora")
    await desktop.page.get_by_role("textbox", name="Nombre y apellidos").fill("Nora Gil")
    await desktop.page.get_by_role("textbox", name="Su correo personal de trabajo").fill(invited)
    await desktop.page.get_by_role("checkbox", name="Atención al cliente").check()
    await desktop.page.get_by_role("textbox", name="Motivo").fill("Se incorpora al equipo.")
    await desktop.page.get_by_role("button", name="Pedir el alta").click()
    link = await asyncio.to_thread(inbox.wait_for_link, invited, "/staff-invitation#")
    await join(phone, link.removeprefix(phone.origin), invited)
    await enrol_at_the_door(phone)
    await let_in(phone, stack, invited)
    await turn_to(phone, "Clientes")
    await heading(phone, "Clientes")
    await phone.page.get_by_role("textbox", name="A quién buscas").fill("nadie de este nombre")
    await phone.page.get_by_role("textbox", name="Motivo").fill("Consulta 4711")
    await phone.page.get_by_role("button", name="Buscar").click()
    await expect(phone.page.get_by_text("No hay ningún cliente así.")).to_be_visible()
    await assert_fits(phone)


async def test_a_reported_document_is_opened_in_sight_of_its_owner(
    desktop: Tab, phone: Tab, stack: Stack, inbox: Inbox, scratch: Path
) -> None:
    account = await customer(desktop, inbox)
    await contract_for(stack.env, account.email)
    link = await asyncio.to_thread(send, stack, inbox, await key_of(desktop), scratch / "reported")
    await report(phone, link)
    await member_of_staff(phone, stack, "Rosa Marí", "reviewer")
    await turn_to(phone, "Denuncias")
    await heading(phone, "Denuncias")
    await phone.page.locator("a.record", has_text=BUSINESS).first.click()
    await phone.page.get_by_role("button", name="Tomar la denuncia").click()
    await phone.page.get_by_role("button", name="Abrir el documento").first.click()
    dialog = phone.page.get_by_role("dialog")
    await dialog.get_by_label("Motivo").fill("Comprobar la denuncia")
    await dialog.get_by_label("Base legal").fill("Cláusula 9 de los términos")
    await phone.assert_without_findings()
    await dialog.get_by_role("button", name="Abrir el documento").click()
    await expect(phone.page.get_by_role("img", name="Página 1 de")).to_be_visible()
    await phone.page.get_by_role("button", name="Siguiente").click()
    await expect(phone.page.get_by_role("img", name="Página 2 de")).to_be_visible()
    assert await phone.page.locator("img.opened").evaluate(
        "(img) => img.decode().then(() => img.naturalWidth)"
    )
    await assert_fits(phone)
    await phone.page.get_by_role("link", name="Volver a las aperturas").click()
    await heading(phone, "Aperturas de documentos")
    await phone.page.get_by_role("button", name="Cerrar").click()
    await expect(phone.page.get_by_text("Cerrada", exact=True)).to_be_visible()
    await assert_fits(phone)

    await turn_to(desktop, "Empresa")
    await desktop.page.get_by_role("link", name="Quién ha leído tus documentos").click()
    await heading(desktop, "Quién ha leído tus documentos")
    await expect(desktop.page.get_by_text("Comprobar la denuncia")).to_be_visible()
    await expect(desktop.page.get_by_text("1 (sin firmas), 2 (sin firmas)", exact=True)).to_be_visible()
