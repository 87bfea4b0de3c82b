"""An owner instructs by the pages, the dpo answers or doubts, data goes as it was authorised (P1, P3)."""

import asyncio

import pytest
from playwright.async_api import Locator, expect

from deploy.demo.inbox import Inbox
from deploy.stack.stack import Stack
from tests.browser.driving import Tab
from tests.browser.private_area import assert_fits, customer, heading, turn_to
from tests.browser.staff import member_of_staff

pytestmark = [pytest.mark.stack, pytest.mark.timeout(420)]
KEEP = "Plazo de conservación"
PAYROLL = "Contratos a la gestoría"
TERMS = {
    "Asunto": PAYROLL,
    "Finalidad e instrucción": "Para confeccionar las nóminas.",
    "Entidad destinataria": "Nóminas del Sur, S. L.",
    "NIF": "B12345674",
    "Correo de contacto": "privacidad@nominas.example",
    "Medidas de seguridad": "Envío cifrado.",
}


async def fill(place: Locator, words: dict[str, str]) -> None:
    for label, value in words.items():
        await place.get_by_role("textbox", name=label, exact=True).fill(value)


async def answer(tab: Tab, act: str, words: dict[str, str]) -> None:
    """Fills the dialog that asks for words, and sends it."""
    dialog = tab.page.get_by_role("dialog")
    await fill(dialog, words)
    await dialog.get_by_role("button", name=act, exact=True).click()
    await expect(dialog).to_have_count(0)


async def local_time(tab: Tab, *, days: int = 0) -> str:
    """The browser's time, as its fields have it: the beginning of the next second, once that has come."""
    shifted = f"Date.now() + {days} * 86400000 - new Date().getTimezoneOffset() * 60000"
    moment: str = await tab.page.evaluate(
        "async () => { await new Promise((go) => setTimeout(go, 1000 - (Date.now() % 1000)));"
        f" return new Date({shifted}).toISOString().slice(0, 19); }}"
    )
    return moment


@pytest.mark.rule("P1", "P3")
async def test_an_owner_instructs_and_the_dpo_answers(
    desktop: Tab, phone: Tab, stack: Stack, inbox: Inbox
) -> None:
    account = await customer(desktop, inbox)
    await turn_to(desktop, "Instrucciones")
    await heading(desktop, "Instrucciones")
    base = desktop.page.get_by_role("region", name="Instrucción de base")
    await expect(base.get_by_text("aceptada el")).to_be_visible()
    await desktop.page.get_by_role("button", name="Dar una instrucción").click()
    form = desktop.page.get_by_role("region", name="Dar una instrucción")
    await fill(form, {"Asunto": KEEP, "Instrucción": "No conserven los rechazados más de un año."})
    await desktop.assert_without_findings()
    await form.get_by_role("button", name="Dar la instrucción").click()
    own = desktop.page.get_by_role("region", name=KEEP)
    await expect(own.get_by_text("Registrada")).to_be_visible()
    await desktop.page.get_by_role("button", name="Dar una instrucción").click()
    await form.get_by_role("combobox", name="Para qué").select_option("disclosure")
    await fill(form, TERMS)
    await form.get_by_role("checkbox", name="Documentos").check()
    await desktop.assert_without_findings()
    await form.get_by_role("button", name="Dar la instrucción").click()
    authorised = desktop.page.get_by_role("region", name=PAYROLL)
    await expect(authorised.get_by_text("Nóminas del Sur, S. L. (B12345674, ES)")).to_be_visible()

    await phone.page.set_viewport_size({"width": 360, "height": 780})
    await member_of_staff(phone, stack, "Elena Pons", "dpo")
    await turn_to(phone, "Instrucciones")
    kept = phone.page.get_by_role("region", name=KEEP)
    await kept.get_by_role("button", name="Dudar de su legalidad").click()
    await phone.assert_without_findings()
    doubt = {"Por qué parece infringir la normativa": "Es prueba.", "Norma": "Código Civil, art. 1964"}
    await answer(phone, "Dudar de su legalidad", doubt)
    await expect(kept.get_by_text("Suspendida", exact=True)).to_be_visible()
    told = phone.page.get_by_role("region", name=PAYROLL)
    await told.get_by_role("button", name="Aplicarla").click()
    await answer(phone, "Aplicarla", {"Cómo se aplica": "Por SFTP, cada viernes."})
    await expect(told.get_by_text("En vigor", exact=True)).to_be_visible()
    await told.get_by_role("button", name="Registrar una entrega").click()
    dialog = phone.page.get_by_role("dialog")
    phone.expected_statuses.add(422)
    await dialog.get_by_label("Cuándo").fill(await local_time(phone, days=1))
    await fill(dialog, {"Cómo se entregó y con qué protección": "Por SFTP."})
    await dialog.get_by_role("button", name="Registrar", exact=True).click()
    await expect(dialog.get_by_text("Aún no puede haber pasado.")).to_be_visible()
    await phone.assert_without_findings()
    await dialog.get_by_label("Cuándo").fill(await local_time(phone))
    await dialog.get_by_role("button", name="Registrar", exact=True).click()
    await expect(dialog).to_have_count(0)
    made = phone.page.get_by_role("region", name="Datos entregados")
    await expect(made.get_by_text("Nóminas del Sur, S. L. (ES)").first).to_be_visible()
    await assert_fits(phone)

    link = await asyncio.to_thread(inbox.wait_for_link, account.email, "/app/instructions")
    await desktop.open(link.removeprefix(desktop.origin))
    await expect(own.get_by_text("Suspendida", exact=True)).to_be_visible()
    await own.get_by_role("button", name="Mantenerla").click()
    await answer(desktop, "Mantenerla", {"Motivo": "Lo ha visto nuestro abogado."})
    await expect(own.get_by_text("Registrada")).to_be_visible()
    await own.get_by_role("button", name="Cambiar").click()
    await own.get_by_role("textbox", name="Instrucción").fill("No más de dos años.")
    await own.get_by_role("button", name="Guardar la versión nueva").click()
    await expect(own.get_by_text("Cambiada, versión 2")).to_be_visible()
    handed = desktop.page.get_by_role("region", name="Datos entregados")
    await expect(handed.get_by_text("Nóminas del Sur, S. L. (ES)")).to_be_visible()
    await authorised.get_by_role("button", name="Retirar").click()
    await answer(desktop, "Retirar", {"Motivo": "Cambiamos de gestoría."})
    await expect(authorised.get_by_text("Retirada", exact=True)).to_be_visible()
    await desktop.page.set_viewport_size({"width": 360, "height": 780})
    await assert_fits(desktop)
    await desktop.assert_without_findings()


@pytest.mark.rule("P3")
async def test_a_legal_duty_reaches_the_owner_before_anything_is_handed_over(
    desktop: Tab, phone: Tab, stack: Stack, inbox: Inbox
) -> None:
    account = await customer(desktop, inbox)
    await member_of_staff(phone, stack, "Nora Gil", "dpo")
    await turn_to(phone, "Instrucciones")
    await phone.page.get_by_role("button", name="Registrar una obligación legal").click()
    form = phone.page.get_by_role("region", name="Registrar una obligación legal")
    business = await desktop.page.evaluate(
        "fetch('/v1/me').then((answer) => answer.json()).then((me) => me.businesses[0].id)"
    )
    duty = {
        "Responsable (biz_…)": business,
        "Destinatario": "Juzgado de lo Social n.º 2",
        "Norma y requerimiento": "Ley 36/2011, art. 90",
        "Qué se exige exactamente": "El contrato del 3 de marzo.",
    }
    await fill(form, duty)
    await phone.assert_without_findings()
    await form.get_by_role("button", name="Guardar").click()
    entered = phone.page.get_by_role("article", name="Entrega a una autoridad, Juzgado de lo Social n.º 2")
    await expect(entered.filter(has_text=business)).to_be_visible()
    await assert_fits(phone)
    link = await asyncio.to_thread(inbox.wait_for_link, account.email, "/app/instructions")
    await desktop.open(link.removeprefix(desktop.origin))
    duties = desktop.page.get_by_role("region", name="Obligaciones legales")
    await expect(duties.get_by_text("Ley 36/2011, art. 90")).to_be_visible()
