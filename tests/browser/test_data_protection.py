"""The dpo announces a sub-processor by the pages; a controller is mailed, follows it and objects (P4)."""

import asyncio

import pytest
from playwright.async_api import expect

from deploy.demo.inbox import Inbox
from deploy.stack.stack import Stack
from tests.browser.driving import Tab
from tests.browser.private_area import assert_fits, customer, heading, turn_to
from tests.browser.staff import member_of_staff

pytestmark = [pytest.mark.stack, pytest.mark.timeout(420)]
COMPANY = "Correo Seguro, S. L."
TEXTS = {
    "Empresa": COMPANY,
    "Contacto": "privacidad@correoseguro.example",
    "Tratamiento (en español)": "Envío de los correos del servicio",
    "Tratamiento (en inglés)": "Sending the service's mails",
    "Datos (en español)": "Nombre y correo de quien firma",
    "Datos (en inglés)": "Names and addresses of signers",
    "Garantías (en español)": "Los datos no salen del EEE",
    "Garantías (en inglés)": "Data stays in the EEA",
}


@pytest.mark.rule("P4")
async def test_a_controller_objects_to_an_announced_subprocessor(
    desktop: Tab, phone: Tab, stack: Stack, inbox: Inbox
) -> None:
    account = await customer(desktop, inbox)
    await phone.page.set_viewport_size({"width": 360, "height": 780})
    await member_of_staff(phone, stack, "Elena Pons", "dpo")
    await turn_to(phone, "Subencargados")
    await heading(phone, "Subencargados")
    await phone.page.get_by_role("button", name="Anunciar un subencargado").click()
    for label, words in TEXTS.items():
        await phone.page.get_by_role("textbox", name=label, exact=True).fill(words)
    await assert_fits(phone)
    await phone.page.get_by_role("button", name="Anunciar a todos").click()
    announced = phone.page.get_by_role("region", name=COMPANY)
    await expect(announced).to_be_visible()

    link = await asyncio.to_thread(inbox.wait_for_link, account.email, "/app/data-protection")
    await desktop.open(link.removeprefix(desktop.origin))
    await heading(desktop, "Protección de datos")
    told = desktop.page.get_by_role("region", name=COMPANY)
    await expect(told.get_by_text("No trata datos de tu empresa")).to_be_visible()
    clocks = desktop.page.get_by_role("region", name="Plazos")
    await expect(clocks.get_by_text("P4 · GDPR art. 28.2 · cláusula 4.4")).to_be_visible()
    channels = desktop.page.get_by_role("region", name="Avisos por mensajería")
    await channels.get_by_role("button", name="Aceptar para SMS").click()
    await expect(channels.get_by_text("Aceptada el")).to_be_visible()
    await desktop.assert_without_findings()
    await channels.get_by_role("button", name="Revocar SMS").click()
    await expect(channels.get_by_role("button", name="Aceptar para SMS")).to_be_visible()
    await told.get_by_role("button", name="Oponerme").click()
    dialog = desktop.page.get_by_role("dialog")
    await dialog.get_by_role("textbox", name="Motivo").fill("Ya tenemos otro proveedor")
    await desktop.assert_without_findings()
    await dialog.get_by_role("button", name="Oponerme").click()
    await expect(told.get_by_text("Te opusiste el")).to_be_visible()
    await desktop.page.set_viewport_size({"width": 360, "height": 780})
    await assert_fits(desktop)

    await phone.page.reload()
    await expect(announced.get_by_text("Ya tenemos otro proveedor")).to_be_visible()
    await announced.get_by_role("button", name="Desistir").click()
    await phone.page.get_by_role("dialog").get_by_role("textbox", name="Motivo").fill("No hay acuerdo")
    await phone.page.get_by_role("dialog").get_by_role("button", name="Desistir").click()
    await expect(announced.get_by_text("Desistido")).to_be_visible()
    await assert_fits(phone)
