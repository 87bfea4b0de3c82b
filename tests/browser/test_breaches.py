"""A breach by the staff's pages: registered, assessed, told, filed, closed; or closed by two (P8, P2, P9)."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from playwright.async_api import expect
from sqlalchemy import select

from deploy.demo.inbox import Inbox
from deploy.stack.stack import Stack
from models import Breach, BreachController, Business, Incident, User
from models.identifiers import Prefix, new_id
from tests.browser.driving import Tab
from tests.browser.private_area import assert_fits, customer, heading, sign_out
from tests.browser.staff import member_of_staff, worker_database

pytestmark = [pytest.mark.stack, pytest.mark.timeout(420)]
TEXTS = ("Naturaleza", "Personas", "Datos", "Posibles consecuencias", "Medidas")


async def business_of(stack: Stack, email: str) -> str:
    """The id of somebody's business."""
    async with worker_database(stack) as database, database.transaction() as session:
        found = await session.scalar(
            select(Business.id).join(User, User.id == Business.owner_id).where(User.email == email)
        )
    assert found is not None
    return found


async def new_incident(tab: Tab, title: str, subject: str) -> None:
    """Enters an incident that concerns a business."""
    await tab.open("/app/staff/incidents")
    await heading(tab, "Incidentes")
    await tab.page.get_by_role("button", name="Registrar un incidente").click()
    await tab.page.get_by_label("Cuándo se supo").fill(
        (datetime.now(UTC).astimezone() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    )
    await tab.page.get_by_label("En una frase").fill(title)
    await tab.page.get_by_label("Qué se sabe").fill("Lo detectó la guardia")
    await tab.page.get_by_label("A quién y qué afecta").fill(subject)
    await tab.page.get_by_role("button", name="Guardar").click()
    await expect(tab.page.get_by_text(title)).to_be_visible()


async def register(tab: Tab, title: str) -> str:
    """Registers an incident as a breach and opens it; its path."""
    await tab.page.get_by_role("link", name="Violaciones de seguridad").click()
    await heading(tab, "Violaciones de seguridad")
    await tab.page.get_by_role("button", name="Registrar una violación").click()
    await tab.page.get_by_label("Incidente").select_option(label=title)
    await tab.page.get_by_label("A cargo").select_option(label="Elena Pons")
    await tab.page.get_by_label("Suplente").select_option(label="Nora Gil")
    await tab.page.get_by_role("button", name="Registrar una violación").click()
    newest = tab.page.locator("a.record").first
    await expect(newest).to_be_visible()
    await assert_fits(tab)
    path = await newest.get_attribute("href")
    assert path is not None
    await tab.open(path)
    await expect(tab.page.get_by_role("region", name="Plazos")).to_be_visible()
    return path


@pytest.mark.rule("P8")
async def test_a_breach_from_the_incident_to_its_end(
    desktop: Tab, phone: Tab, stack: Stack, inbox: Inbox
) -> None:
    account = await customer(desktop, inbox)
    await owners_page(desktop)
    business = await business_of(stack, account.email)
    await sign_out(desktop)
    await member_of_staff(desktop, stack, "Elena Pons", "dpo")
    await member_of_staff(phone, stack, "Nora Gil", "security")

    await new_incident(desktop, "Acceso de madrugada", business)
    path = await register(desktop, "Acceso de madrugada")
    page = desktop.page
    await page.get_by_role("button", name="Añadir una evaluación").click()
    for text in TEXTS:
        for language in ("en español", "en inglés"):
            await page.get_by_label(f"{text} ({language})").fill(f"{text} de la brecha")
    await page.get_by_role("button", name="Añadir una evaluación").click()
    await page.get_by_role("button", name="Avisar con la evaluación 1").click()
    dialog = page.get_by_role("dialog")
    await desktop.assert_without_findings()
    await dialog.get_by_role("button", name="Avisar con la evaluación 1").click()
    await expect(dialog).to_be_hidden()
    await asyncio.to_thread(inbox.wait_for_link, account.email, "/app/data-protection")
    await page.get_by_role("button", name="Lo que pide el formulario").click()
    await page.get_by_label("Origen").select_option(label="Externo")
    await page.get_by_label("Confidencialidad").check()
    await page.get_by_role("button", name="Guardar").click()
    await assert_fits(desktop)
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Documento para presentar").click()
    assert (await download.value).suggested_filename.startswith("authority-form-bre_")
    await page.get_by_label("Referencia de la autoridad").fill("AEPD 2026/8")
    await page.get_by_role("button", name="Anotar la presentación").click()
    await expect(page.get_by_text("referencia AEPD 2026/8")).to_be_visible()
    await page.get_by_role("button", name="Pedir el cierre").click()
    await dialog.get_by_role("button", name="Pedir el cierre").click()
    await expect(dialog).to_be_hidden()
    await phone.open(path)
    await expect(phone.page.get_by_text("Avisado el")).to_be_visible()
    await assert_fits(phone)

    await new_incident(desktop, "Copia perdida", business)
    path = await register(desktop, "Copia perdida")
    await page.get_by_role("button", name="Proponer que es improbable").click()
    await dialog.get_by_role("textbox", name="Motivo").fill("Estaba cifrada")
    await dialog.get_by_role("button", name="Proponer que es improbable").click()
    await expect(page.get_by_text("Elena Pons lo propone: Estaba cifrada")).to_be_visible()
    await expect(page.get_by_role("button", name="Estar de acuerdo y cerrar")).to_be_hidden()
    await phone.open(path)
    await phone.page.get_by_role("button", name="Estar de acuerdo y cerrar").click()
    await phone.page.get_by_role("dialog").get_by_role("button", name="Estar de acuerdo y cerrar").click()
    await expect(phone.page.get_by_text("Lo decidieron Elena Pons y Nora Gil")).to_be_visible()


@pytest.mark.rule("P8")
async def test_the_owner_reads_of_a_breach_of_which_no_mail_told(
    phone: Tab, stack: Stack, inbox: Inbox
) -> None:
    account = await customer(phone, inbox)
    breach_id = await untold_breach(stack, await business_of(stack, account.email))
    await phone.page.set_viewport_size({"width": 360, "height": 780})
    await phone.open("/app/data-protection")
    breaches = phone.page.get_by_role("region", name="Violaciones de seguridad")
    await expect(breaches.get_by_role("heading", name=f"{breach_id}, sin comunicar")).to_be_visible()
    await expect(breaches.get_by_text("Afecta a unas 3 personas y 7 registros.")).to_be_visible()
    await assert_fits(phone)


async def untold_breach(stack: Stack, business_id: str) -> str:
    """A breach whose first notice came back from every address of its controller; the breach's id."""
    now = datetime.now(UTC)
    people = [
        User(
            id=new_id(Prefix.USER),
            email=f"{uuid4().hex}@staff.example",
            password_hash="-",
            email_verified_at=now,
            created_at=now,
        )
        for _ in range(2)
    ]
    incident = Incident(
        id=new_id(Prefix.INCIDENT),
        kind="disclosure",
        source="staff",
        title="x",
        aware_at=now,
        opened_at=now,
        state="closed",
        closed_at=now,
    )
    breach = Breach(
        id=new_id(Prefix.BREACH),
        incident_id=incident.id,
        drill=False,
        responsible_id=people[0].id,
        substitute_id=people[1].id,
        registered_by=people[0].id,
        registered_at=now,
        aware_at=now,
        state="closed",
        closed_at=now,
    )
    concerned = BreachController(
        breach_id=breach.id,
        business_id=business_id,
        drill=False,
        people=3,
        records=7,
        told=0,
        told_at=now,
        refused=0,
        refused_at=now,
    )
    async with worker_database(stack) as database, database.transaction() as session:
        session.add_all([*people, incident])
        await session.flush()
        session.add(breach)
        await session.flush()
        session.add(concerned)
    return breach.id


async def owners_page(tab: Tab) -> None:
    """Record, contacts and a pack of evidence on the owner's page."""
    await tab.open("/app/data-protection")
    await heading(tab, "Protección de datos")
    record = tab.page.get_by_role("region", name="Registro de tratamiento")
    await expect(record.get_by_text("0 sobres enviados")).to_be_visible()
    contacts = tab.page.get_by_role("region", name="Tus contactos de protección de datos")
    own = contacts.get_by_role("group", name="Tu delegado de protección de datos")
    await own.get_by_label("Nombre").fill("Vera Roig")
    await own.get_by_label("Correo").fill("dpd@gestoria.example")
    await contacts.get_by_role("button", name="Guardar").click()
    await expect(contacts.get_by_text("Guardado.")).to_be_visible()
    packs = tab.page.get_by_role("region", name="Paquetes de evidencias")
    await packs.get_by_role("button", name="Pedir un paquete").click()
    await expect(packs.get_by_role("link", name="Descargar")).to_be_visible(timeout=60_000)
    async with tab.page.expect_download() as download:
        await packs.get_by_role("link", name="Descargar").click()
    assert (await download.value).suggested_filename.startswith("evidence-pack-")
    await assert_fits(tab)
    await tab.page.set_viewport_size({"width": 360, "height": 780})
    await assert_fits(tab)
    await tab.page.set_viewport_size({"width": 1280, "height": 800})
