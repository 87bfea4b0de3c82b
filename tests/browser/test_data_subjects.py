"""The owner answers a request by the pages: search, export, restriction, release, erasure (P6, P7)."""

import asyncio
import zipfile
from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from deploy.demo.inbox import Inbox
from tests.browser.drafting import drafted
from tests.browser.driving import Tab
from tests.browser.private_area import assert_fits, customer, heading, new_address, turn_to
from tests.waiting import until_given

pytestmark = [pytest.mark.stack, pytest.mark.timeout(420)]
NAME = "Lucía Ferrer"


@pytest.mark.rule("P6")
async def test_a_persons_request_is_answered(desktop: Tab, inbox: Inbox) -> None:
    await customer(desktop, inbox)
    email = new_address("lucia")
    await drafted(desktop, email, NAME)
    await turn_to(desktop, "Protección de datos")
    await heading(desktop, "Protección de datos")
    rights = desktop.page.get_by_role("region", name="Derechos de una persona")
    await rights.get_by_role("textbox", name="O parte de su nombre").fill("ferrer")
    await rights.get_by_role("button", name="Buscar").click()
    await expect(rights.get_by_text(f"{NAME} · {email}")).to_be_visible()
    await expect(rights.get_by_role("button", name="Exportar sus datos")).to_have_count(0)
    await rights.get_by_role("textbox", name="Correo de la persona").fill(email)
    await rights.get_by_role("button", name="Buscar").click()
    done = desktop.page.get_by_role("region", name="Lo hecho")
    await expect(rights.get_by_text("La nombran: título")).to_be_visible()

    await rights.get_by_role("button", name="Exportar sus datos").click()
    made = done.get_by_role("listitem").filter(has_text="Exportación")
    async with desktop.page.expect_download(timeout=60_000) as arriving:
        await made.get_by_role("link", name="Descargar").click(timeout=60_000)
    archive = Path(await (await arriving.value).path())
    with await asyncio.to_thread(zipfile.ZipFile, archive) as given_away:
        assert "person.json" in given_away.namelist()

    await rights.get_by_role("button", name="Rectificar sus datos").click()
    dialog = desktop.page.get_by_role("dialog")
    await dialog.get_by_role("textbox", name="Nombre correcto").fill(f"{NAME} Vidal")
    await desktop.assert_without_findings()
    await dialog.get_by_role("button", name="Rectificar sus datos").click()
    rectification = done.get_by_role("listitem").filter(has_text="Rectificación")
    await expect(rectification.get_by_text("Corregida en 1 sobre")).to_be_visible(timeout=60_000)

    await _chosen(desktop, rights, "Limitar el tratamiento", "objection_pending")
    await expect(rights.get_by_text("Tratamiento limitado")).to_be_visible()
    restriction = done.get_by_role("listitem").filter(has_text="Limitación")
    await restriction.get_by_role("button", name="Levantar la limitación").click(timeout=60_000)
    dialog = desktop.page.get_by_role("dialog")
    await dialog.get_by_role("textbox", name="Motivo").fill("Prevalecen motivos legítimos")
    await desktop.assert_without_findings()
    await dialog.get_by_role("button", name="Levantar la limitación").click()
    await expect(dialog).to_be_hidden()

    await _chosen(
        desktop, rights, "Suprimir sus datos", "no_longer_needed", says="lo que digan los propios documentos"
    )
    erasure = done.get_by_role("listitem").filter(has_text="Supresión")
    await expect(erasure.get_by_text("Datos destruidos en 1 sobre")).to_be_visible(timeout=60_000)
    await expect(erasure.get_by_text("no hemos mirado lo que dicen")).to_be_visible()
    async with desktop.page.expect_download() as arriving:
        await erasure.get_by_role("link", name="Certificado").click(timeout=60_000)
    certificate = Path(await (await arriving.value).path())
    assert (await asyncio.to_thread(certificate.read_bytes)).startswith(b"%PDF")
    await desktop.page.set_viewport_size({"width": 360, "height": 780})
    await assert_fits(desktop)


async def _chosen(desktop: Tab, rights: Locator, act: str, ground: str, says: str = "") -> None:
    await rights.get_by_role("button", name=act).click()
    dialog = desktop.page.get_by_role("dialog")
    await expect(dialog.get_by_text(says).first).to_be_visible()
    await dialog.get_by_role("combobox", name="Motivo").select_option(ground)
    await desktop.assert_without_findings()
    await dialog.get_by_role("button", name=act).click()
    await expect(dialog).to_be_hidden()


@pytest.mark.rule("P6")
async def test_texts_that_an_erasure_left_are_redacted_later(desktop: Tab, inbox: Inbox) -> None:
    await customer(desktop, inbox)
    email = new_address("lucia")
    await drafted(desktop, email, NAME)
    await turn_to(desktop, "Protección de datos")
    rights = desktop.page.get_by_role("region", name="Derechos de una persona")
    await rights.get_by_role("textbox", name="Correo de la persona").fill(email)
    await rights.get_by_role("button", name="Buscar").click()
    await rights.get_by_role("button", name="Suprimir sus datos").click()
    dialog = desktop.page.get_by_role("dialog")
    await dialog.get_by_role("combobox", name="Motivo").select_option("no_longer_needed")
    await dialog.get_by_role("checkbox", name="Quitar también").uncheck()
    await dialog.get_by_role("button", name="Suprimir sus datos").click()
    done = desktop.page.get_by_role("region", name="Lo hecho")
    erasure = done.get_by_role("listitem").filter(has_text="Supresión").first
    left = erasure.get_by_role("button", name="Suprimir también esos textos")
    await left.click(timeout=60_000)
    await dialog.get_by_role("textbox", name="Dirección de correo").fill(email)
    await dialog.get_by_role("textbox", name="Nombre").fill(NAME)
    await assert_fits(desktop)
    await dialog.get_by_role("button", name="Suprimir también esos textos").click()
    await expect(dialog).to_be_hidden()
    await expect(left).to_have_count(0, timeout=60_000)
    titles = "async () => (await (await fetch('/v1/envelopes')).json()).items.map((one) => one.title)"

    async def redacted() -> bool:
        (title,) = await desktop.page.evaluate(titles)
        return NAME not in title

    await until_given(redacted)
