"""A person exercises a right by the public page; the controller and the dpo answer by theirs (P6, P7)."""

import asyncio
from datetime import UTC, datetime

import pytest
from playwright.async_api import expect
from sqlalchemy import select

from deploy.demo.inbox import Inbox
from deploy.prepare import settings_from
from deploy.stack.stack import Stack
from models import RightsPart
from tests.api.rights import mails_to
from tests.browser.drafting import drafted
from tests.browser.driving import Tab
from tests.browser.private_area import assert_fits, customer, heading, new_address, turn_to
from tests.browser.staff import member_of_staff, worker_database
from tests.waiting import until_given

pytestmark = [pytest.mark.stack, pytest.mark.timeout(420)]
WORDS = "Quiero saber qué datos míos tienen"


@pytest.mark.rule("P6", "P7")
async def test_a_person_confirms_and_the_controller_answers(
    desktop: Tab, phone: Tab, stack: Stack, inbox: Inbox
) -> None:
    await customer(desktop, inbox)
    email = new_address("laura")
    await drafted(desktop, email, "Laura Soler")

    await phone.page.set_viewport_size({"width": 360, "height": 780})
    await phone.open("/rights-request")
    await heading(phone, "Ejercer tus derechos")
    await phone.page.get_by_role("textbox", name="Correo con el que figuras").fill(email)
    await phone.page.get_by_role("textbox", name="Nombre y apellidos").fill("Laura Soler")
    await phone.page.get_by_role("textbox", name="Qué pides exactamente").fill(WORDS)
    await assert_fits(phone)
    await phone.page.get_by_role("button", name="Enviar la solicitud").click()
    await heading(phone, "Mira tu correo")
    link = await asyncio.to_thread(inbox.wait_for_link, email, "/rights-request#")
    await phone.open(link.removeprefix(phone.origin))
    await heading(phone, "¿Es tuya esta solicitud?")
    await assert_fits(phone)
    await phone.page.get_by_role("button", name="Sí, es mía").click()
    await heading(phone, "Solicitud confirmada")

    await turn_to(desktop, "Protección de datos")
    await heading(desktop, "Protección de datos")
    request = desktop.page.get_by_role("article", name="Acceso, Laura Soler")
    for _ in range(20):
        if await request.is_visible():
            break
        await desktop.page.reload()
        await desktop.page.wait_for_timeout(1_000)
    await expect(request.get_by_text(WORDS)).to_be_visible()
    await request.get_by_role("button", name="Responder").click()
    dialog = desktop.page.get_by_role("dialog")
    await dialog.get_by_role("textbox", name="Respuesta para la persona").fill("Se los enviamos hoy.")
    await desktop.assert_without_findings()
    await dialog.get_by_role("button", name="Responder").click()
    await expect(request.get_by_text("Atendida", exact=True)).to_be_visible()
    await desktop.page.set_viewport_size({"width": 360, "height": 780})
    await assert_fits(desktop)
    await came_back(stack, email)
    await desktop.page.reload()
    await request.get_by_role("button", name="Responder de nuevo").click()
    other = new_address("laura.otra")
    await dialog.get_by_role("textbox", name="Respuesta para la persona").fill("Se los enviamos aquí.")
    await dialog.get_by_role("textbox", name="Otra dirección de la persona").fill(other)
    await assert_fits(desktop)
    await dialog.get_by_role("button", name="Responder").click()
    await expect(request.get_by_text("Se los enviamos aquí.")).to_be_visible()

    async def arrived() -> bool:
        return any(
            "Se los enviamos aquí." in text for text in await mails_to(settings_from(stack.env), other, "")
        )

    await until_given(arrived)


async def came_back(stack: Stack, email: str) -> None:
    """The person was told, and their mailbox gave the answer back, as is found on a later day."""
    async with worker_database(stack) as database:

        async def is_noted() -> bool:
            told = (RightsPart.email == email, RightsPart.person_told_at.is_not(None))
            async with database.transaction() as session:
                row = await session.scalar(select(RightsPart).where(*told).with_for_update())
                if row is not None:
                    row.person_told_at, row.person_unreached_at = None, datetime.now(UTC)
            return row is not None

        await until_given(is_noted)


@pytest.mark.rule("P7")
async def test_the_dpo_registers_identifies_extends_and_answers(desktop: Tab, stack: Stack) -> None:
    await member_of_staff(desktop, stack, "Elena Pons", "dpo")
    await turn_to(desktop, "Derechos")
    await heading(desktop, "Solicitudes de derechos")
    page = desktop.page
    await page.get_by_role("button", name="Registrar una solicitud").click()
    await page.get_by_role("textbox", name="Correo con el que figura").fill(new_address("luis"))
    await page.get_by_role("textbox", name="Nombre", exact=True).fill("Luis Ferrer")
    await page.get_by_label("Recibida el").fill(datetime.now(UTC).strftime("%Y-%m-%dT00:00"))
    await assert_fits(desktop)
    await page.get_by_role("button", name="Guardar").click()
    opened = page.get_by_role("region", name="Acceso (RGPD, art. 15)")
    for act, reason in (("Aceptar identidad", "DNI cotejado"), ("Prorrogar", "Son muchos archivos")):
        for _ in range(20):
            if await opened.get_by_role("button", name=act).is_visible():
                break
            await page.get_by_role("button", name="Cerrar", exact=True).click()
            await page.get_by_role("button", name="Ver:").first.click()
            await page.wait_for_timeout(500)
        await opened.get_by_role("button", name=act).click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_role("textbox", name="Motivo").fill(reason)
        await desktop.assert_without_findings()
        await dialog.get_by_role("button", name=act).click()
        await expect(opened.get_by_text(reason)).to_be_visible()
    await expect(opened.get_by_text("P7 · GDPR art. 12.3").first).to_be_visible()
    await desktop.page.set_viewport_size({"width": 360, "height": 780})
    await assert_fits(desktop)
    await opened.get_by_role("button", name="Responder").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("textbox", name="Respuesta para la persona").fill("No tenemos datos suyos.")
    await dialog.get_by_role("button", name="Responder").click()
    await expect(opened.get_by_text("No tenemos datos suyos.")).to_be_visible()
