"""Measures with their evidence, reviews of channels, records of processing, by staff's pages (M9, W4, P2)."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Download, expect

from activities.measures import MeasureReport
from activities.records.measure_records import MeasureRecords
from deploy.demo.inbox import Inbox
from deploy.stack.stack import Stack
from terms.measures import Measure, Outcome
from tests.browser.driving import Tab
from tests.browser.private_area import assert_fits, customer, heading
from tests.browser.staff import member_of_staff, worker_database

pytestmark = [pytest.mark.stack, pytest.mark.timeout(420)]


async def failed_backup(stack: Stack) -> None:
    """A backup that failed just now."""
    at = datetime.now(UTC)
    report = MeasureReport(Measure.BACKUP, at, at, at, Outcome.FAILED, "restic ended with 1", {"rows": 7})
    async with worker_database(stack) as database:
        await MeasureRecords(database, "v1").record(report)


async def content_of(download: Download) -> bytes:
    """The file as it was saved."""
    return await asyncio.to_thread(Path(await download.path()).read_bytes)


@pytest.mark.rule("W4")
async def test_what_failed_and_the_review_of_channels(desktop: Tab, stack: Stack) -> None:
    await failed_backup(stack)
    await member_of_staff(desktop, stack, "Nora Gil", "security")
    page = desktop.page
    await desktop.open("/app/staff/measures")
    await heading(desktop, "Medidas de seguridad")
    alarms = page.get_by_role("region", name="Requiere atención")
    await expect(alarms.get_by_text("Copia de seguridad: falló. restic ended with 1")).to_be_visible()
    records = page.get_by_role("region", name="Registro")
    await records.get_by_label("Medida").select_option(label="Copia de seguridad")
    await records.get_by_label("Resultado").select_option(label="Falló")
    await expect(records.get_by_text("restic ended with 1")).to_be_visible()
    await records.get_by_text("Datos").first.click()
    await assert_fits(desktop)

    reviews = page.get_by_role("region", name="Revisiones de canales")
    await reviews.get_by_role("button", name="Revisar los canales").click()
    await reviews.get_by_label("Conclusión").fill("Todo sigue como estaba")
    await reviews.get_by_role("button", name="Dejar constancia").click()
    await expect(reviews.get_by_text("Revisa al menos un canal.")).to_be_visible()
    mail = reviews.get_by_role("group", name="Correo")
    await mail.get_by_label("Resultado").select_option(label="Se mantiene")
    await mail.get_by_label("Aplicación y versión").fill("SendGrid v3")
    await mail.get_by_label("Qué se ha visto").fill("Cifrado en tránsito")
    await reviews.get_by_role("button", name="Dejar constancia").click()
    await expect(
        reviews.get_by_text("Correo (SendGrid v3): se mantiene. Cifrado en tránsito")
    ).to_be_visible()
    await assert_fits(desktop)
    await page.set_viewport_size({"width": 320, "height": 780})
    await assert_fits(desktop)


@pytest.mark.rule("P2")
async def test_the_record_of_each_controller_as_files(
    desktop: Tab, phone: Tab, stack: Stack, inbox: Inbox
) -> None:
    await customer(phone, inbox)
    await phone.open("/app/data-protection")
    record = phone.page.get_by_role("region", name="Registro de tratamiento")
    async with phone.page.expect_download() as arriving:
        await record.get_by_role("link", name="Descargar JSON").click()
    own = json.loads(await content_of(await arriving.value))
    assert [one["envelopes"] for one in own["controllers"]] == [0]

    await member_of_staff(desktop, stack, "Elena Pons", "dpo")
    desktop.expected_statuses.add(404)
    page = desktop.page
    await desktop.open("/app/staff/processing-record")
    await heading(desktop, "Registro de tratamiento")
    first = page.get_by_role("link", name="Descargar PDF").nth(1)
    async with page.expect_download() as arriving:
        await first.click()
    assert (await content_of(await arriving.value)).startswith(b"%PDF")
    async with page.expect_download() as arriving:
        await page.get_by_role("button", name="Descargar JSON").click()
    whole = json.loads(await content_of(await arriving.value))
    assert own["controllers"][0]["business_id"] in {one["business_id"] for one in whole["controllers"]}
    await page.get_by_label("A fecha de").fill("2020-01-01")
    await expect(page.get_by_text("Ese día no había ningún responsable.")).to_be_visible()
    await assert_fits(desktop)
